"""A document on which very many others hang is read as quickly as any, and refuses the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from aduanas_tui.screens.documents.texts import document_facts
from aduanas_tui.services.operations import documents, reasons
from aduanas_tui.services.operations.documents import document
from aduanas_tui.services.operations.kinds import Kind
from tests.factories import customs_file, invoice, payment, register


@pytest.fixture(autouse=True)
def few(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_LINKS", 2)
    monkeypatch.setattr(reasons, "MOST_LINKS", 2)


def test_the_first_ones_are_read_and_the_rest_is_said() -> None:
    client_id = register().id
    file = customs_file(client_id)
    for number in range(2):
        invoice(client_id, f"F-{number}", customs_file=file, issued_on=date(2026, 3, 9 - number))
    found = document(Kind.CUSTOMS_FILE, file.id)
    assert [one.number for one in found.down] == ["F-1", "F-0"], "by date"
    assert not found.has_more
    assert not any(fact.text.startswith("Hay más") for fact in document_facts(found))
    invoice(client_id, "F-2", customs_file=file)
    found = document(Kind.CUSTOMS_FILE, file.id)
    assert [one.number for one in found.down] == ["F-1", "F-0"]
    assert found.has_more
    assert any(fact.text.startswith("Hay más") for fact in document_facts(found))


def test_what_holds_counts_though_it_is_not_among_the_first() -> None:
    paid = invoice(register().id)
    for number in range(5):
        annulled = date(2026, 3, 11) if number < 2 else None
        payment(paid, f"{number + 1}.00", annulled_on=annulled)
    found = document(Kind.INVOICE, paid.id)
    assert all(one.annulled for one in found.down)
    assert len(found.holding(Kind.PAYMENT)) == 2
    why = reasons._annul(found)
    assert why == "Esta factura tiene 2 pagos o más: anúlelos primero."
