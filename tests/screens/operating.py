"""Registering operations in tests: the ways in, and what a form shows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from aduanas_tui.domain.dates import show_date
from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.documents.form import DocumentFormScreen
from aduanas_tui.screens.documents.record import DocumentScreen
from aduanas_tui.services.operations import documents
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.models import CustomsFile, Invoice, OperationModel, Payment, Quote
from aduanas_tui.widgets.form import LABEL_WIDTH
from tests.screens.conftest import Operator

LETTERS = {Kind.CUSTOMS_FILE: "e", Kind.QUOTE: "c", Kind.INVOICE: "f", Kind.PAYMENT: "p"}
"""Of the menu *Registrar*."""

MODELS: dict[Kind, type[OperationModel]] = {
    Kind.CUSTOMS_FILE: CustomsFile,
    Kind.QUOTE: Quote,
    Kind.INVOICE: Invoice,
    Kind.PAYMENT: Payment,
}

TODAY = date.today()


def day(after: int = 0) -> str:
    """Return the day so many days from today, as it is shown."""
    return show_date(TODAY + timedelta(days=after))


async def new_form(one: Operator, kind: Kind) -> None:
    """From the list with the cursor in the search: the form of a new one for the first client."""
    await one.types(f"⏎⏎3n{LETTERS[kind]}")
    assert isinstance(one.screen, DocumentFormScreen), one.screen


async def open_document(one: Operator, kind: Kind, record_id: int) -> None:
    """Show a document, as its link or its row in the history does."""
    one.app.push_screen(DocumentScreen(kind, record_id))
    await one.settles()


async def edit_form(one: Operator, kind: Kind, record_id: int) -> None:
    await open_document(one, kind, record_id)
    await one.types("e")
    assert isinstance(one.screen, DocumentFormScreen), one.notices


def raw(one: Operator) -> dict[str, str]:
    """What is typed in the form, by field."""
    assert isinstance(one.screen, DocumentFormScreen), one.screen
    return one.screen.form.raw()


def at(one: Operator) -> str:
    """The key of the field that has the focus."""
    row = one.screen.form.current
    assert row is not None
    return str(row.item.key)


async def goes_to(one: Operator, key: str) -> None:
    """Go to a field as a click does."""
    one.screen.form.row(key).entry.focus()
    await one.settles()


def under(one: Operator, label: str) -> str:
    """What stands under a field, in one line."""
    lines = one.lines
    start = next(
        number for number, line in enumerate(lines) if line[1 : LABEL_WIDTH + 1].startswith(label)
    )
    found = []
    for line in lines[start + 1 :]:
        if line[: LABEL_WIDTH + 1].strip():
            break
        found.append(line.strip())
    return " ".join(found).strip()


def only(kind: Kind) -> Any:
    """Return the one document of a kind, read whole."""
    record: Any = MODELS[kind].get()
    assert MODELS[kind].select().count() == 1
    return documents.document(kind, record.id)


def is_on_record(one: Operator) -> bool:
    return isinstance(one.screen, ClientRecordScreen)
