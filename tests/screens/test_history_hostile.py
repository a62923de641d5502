"""Texts of strangers in the history and its documents: text, and nothing else."""

from __future__ import annotations

import json
from datetime import date

import pytest

from aduanas_tui.screens.client_record import ClientRecordScreen
from aduanas_tui.screens.documents.record import DocumentScreen
from aduanas_tui.screens.history.filters import HistoryFilterScreen
from aduanas_tui.store.connection import execute
from aduanas_tui.store.models import StateChange
from tests import factories
from tests.screens.conftest import Program
from tests.screens.test_hostile import WORST_NAMES, assert_only_text


def hostile_history(text: str) -> None:
    """Write a text behind the services' back wherever an operation can hold one."""
    client_id = factories.register(1).id
    file = factories.customs_file(client_id)
    quote = factories.quote(client_id, customs_file=file)
    invoice = factories.invoice(client_id, customs_file=file, quote=quote)
    factories.payment(invoice)
    party = dict.fromkeys(("name", "rtn", "address", "billing_email", "phone", "contact"), text)
    shared = "party = ?2, created_by = ?1, updated_by = ?1, annulment_reason = ?1"
    for table, columns in (
        ("customs_file", ("number", "office", "regime", "declaration", "transport_document")),
        ("customs_file", ("description",)),
        ("quote", ("number", "description")),
        ("invoice", ("number",)),
        ("payment", ("reference", "method")),
    ):
        own = ", ".join(f"{column} = ?1" for column in columns)
        execute(f"UPDATE {table} SET {own}, {shared}", (text, json.dumps(party)))
    for table in ("quote", "invoice", "payment"):
        execute(f"UPDATE {table} SET annulled_on = '2026-01-01'")
    execute("UPDATE client SET name = ?", (text,))
    StateChange.create(
        entity="customs_file",
        entity_id=file.id,
        from_state="abierto",
        to_state="levante",
        on_day=date(2026, 1, 1),
        at=factories.MOMENT,
        operator=text,
        reason=text,
    )


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
@pytest.mark.parametrize("text", WORST_NAMES, ids=ascii)
async def test_raw_texts_in_every_part_and_document(
    text: str, size: tuple[int, int], program: Program
) -> None:
    hostile_history(text)
    async with program(size) as one:
        await one.types("⏎⏎3")
        for _ in range(4):
            assert isinstance(one.screen, ClientRecordScreen), (one.notices, one.sees)
            assert_only_text(one)
            await one.types("⏎")
            assert isinstance(one.screen, DocumentScreen)
            assert_only_text(one)
            for keys in (("pagedown",), ("end",), ("home", "tab", "enter"), ("escape",)):
                await one.presses(*keys)
                assert_only_text(one)
            await one.presses("escape")
            await one.types("⇥")
        await one.types(f"f⏎{text[:30] if text.isprintable() else 'x'}②")
        assert isinstance(one.screen, HistoryFilterScreen)
        assert_only_text(one)
