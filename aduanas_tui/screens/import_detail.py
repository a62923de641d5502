"""One row of an import, whole: every field, what is wrong with it, what it changes."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult

from aduanas_tui.screens.base import CANCEL, AduanasModal
from aduanas_tui.screens.import_texts import ACTION_WORDS, field_of, row_facts
from aduanas_tui.services.importing.records import RecordKind
from aduanas_tui.services.importing.session import PreviewRow
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.facts import FactList
from aduanas_tui.widgets.texts import Plain


class ImportDetailScreen(AduanasModal[str | None]):
    """Returns the key of the field to correct, or ``None``."""

    KEYS_PLACE = "detalle"
    CSS_PATH = "import_detail.tcss"
    HELP_TITLE = "Detalle de la fila"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("fix_field", ("enter",), "Corregir", "Corrige el campo señalado.", "fix_field"),
        CANCEL,
    )

    def __init__(self, record: RecordKind, row: PreviewRow) -> None:
        super().__init__(f"Fila {row.id:,}: {ACTION_WORDS[row.action]}")
        self._record = record
        self._row_facts = row_facts(record, row)
        self._facts = FactList(id="row-facts")

    def compose_body(self) -> ComposeResult:
        """Yield the fields and the keys."""
        yield self._facts
        yield Plain("Intro Corregir el campo   Esc Cerrar", id="keys")

    def on_mount(self) -> None:
        """Show the fields."""
        self._facts.show([one.fact for one in self._row_facts])
        self._facts.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Leave room for frame, title and keys."""
        self._facts.styles.max_height = max(3, event.size.height - 6)

    def action_fix_field(self) -> None:
        """Close with the field under the cursor."""
        fact = self._facts.current
        key = next((one.key for one in self._row_facts if one.fact is fact), "")
        if field_of(self._record, key) is not None:
            self.dismiss(key)
