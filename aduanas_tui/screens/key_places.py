"""The places of the program whose keys can be changed, and what is on screen together."""

from __future__ import annotations

from typing import Final

from aduanas_tui.screens.ask import AskScreen
from aduanas_tui.screens.audit.detail import AuditEntryScreen
from aduanas_tui.screens.audit.filters import AuditFilterScreen
from aduanas_tui.screens.audit.panel import AuditPanel
from aduanas_tui.screens.audit.screen import AuditScreen
from aduanas_tui.screens.client_form import ClientFormScreen
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.conflict import ConflictScreen
from aduanas_tui.screens.contact_form import ContactFormScreen
from aduanas_tui.screens.contact_list import ContactList
from aduanas_tui.screens.documents.form import DocumentFormScreen
from aduanas_tui.screens.documents.record import DocumentScreen
from aduanas_tui.screens.documents.step import StepScreen
from aduanas_tui.screens.export import ExportDialog, ExportedScreen
from aduanas_tui.screens.filters import FilterScreen
from aduanas_tui.screens.history.filters import HistoryFilterScreen
from aduanas_tui.screens.history.section import HistorySection
from aduanas_tui.screens.import_detail import ImportDetailScreen
from aduanas_tui.screens.import_mapping import ImportMappingScreen
from aduanas_tui.screens.import_preview import ImportPreviewScreen
from aduanas_tui.screens.import_result import ImportResultScreen
from aduanas_tui.screens.import_start import ImportStartScreen
from aduanas_tui.screens.key_table import KeyCommand, Place
from aduanas_tui.widgets.commands import CommandHost

PLACES: Final[tuple[type[CommandHost], ...]] = (
    ClientListScreen,
    ClientRecordScreen,
    ContactList,
    HistorySection,
    AuditPanel,
    AuditScreen,
    AuditEntryScreen,
    DocumentScreen,
    StepScreen,
    ClientFormScreen,
    ContactFormScreen,
    DocumentFormScreen,
    ConflictScreen,
    FilterScreen,
    HistoryFilterScreen,
    AuditFilterScreen,
    ExportDialog,
    ExportedScreen,
    AskScreen,
    ImportStartScreen,
    ImportMappingScreen,
    ImportPreviewScreen,
    ImportDetailScreen,
    ImportResultScreen,
)
"""Every screen and part of one with keys of its own; the app's own come on top."""

INSIDE: Final[dict[type[CommandHost], tuple[type[CommandHost], ...]]] = {
    ContactList: (ClientRecordScreen,),
    HistorySection: (ClientRecordScreen,),
    AuditPanel: (ClientRecordScreen, AuditScreen),
}
"""Parts, and the screens that they are in: their keys act together."""


def described(app: type[CommandHost]) -> tuple[Place, ...]:
    """Return the table of all places, the program's own first; no key may be changed meanwhile."""
    return tuple(
        Place(
            host.__name__,
            host.KEYS_PLACE,
            host.LETTERS_TYPE,
            host.DIGITS_SEARCH,
            tuple(screen.__name__ for screen in INSIDE.get(host, ())),
            tuple(KeyCommand(one.id, one.word, one.keys, one.full_name) for one in host.commands()),
        )
        for host in (app, *PLACES)
    )
