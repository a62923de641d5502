"""What a new operation can point to: open ones first, and any other by its number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from aduanas_tui.services.operations import links
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.links import linkable, linkable_by_number
from tests import factories


def numbers(kind: Kind, client_id: int) -> list[str]:
    return [one.number for one in linkable(kind, client_id)]


def test_open_files_come_first_then_the_newest(office: Path) -> None:
    client, other = factories.register(1).id, factories.register(2).id
    factories.customs_file(client, "EXP-1", state="cerrado", opened_on=date(2026, 5, 1))
    factories.customs_file(client, "EXP-2", opened_on=date(2026, 1, 1))
    factories.customs_file(client, "EXP-3", state="levante", opened_on=date(2026, 2, 1))
    factories.customs_file(client, "EXP-4", state="anulado")
    factories.customs_file(other, "EXP-5")
    assert numbers(Kind.CUSTOMS_FILE, client) == ["EXP-3", "EXP-2", "EXP-1"]


def test_accepted_quotes_that_were_not_invoiced_come_first(office: Path) -> None:
    client = factories.register(1).id
    file = factories.customs_file(client, "EXP-1")
    factories.quote(client, "COT-1", issued_on=date(2026, 5, 1))
    accepted = factories.quote(client, "COT-2", state="aceptada", customs_file=file)
    billed = factories.quote(client, "COT-3", state="aceptada", issued_on=date(2026, 6, 1))
    factories.quote(client, "COT-4", state="rechazada")
    factories.quote(client, "COT-5", annulled_on=date(2026, 6, 1), annulment_reason="Error")
    factories.invoice(client, quote=billed)
    assert numbers(Kind.QUOTE, client) == ["COT-2", "COT-1", "COT-3"]
    first, _, last = linkable(Kind.QUOTE, client)
    assert (first.id, first.state_label, first.customs_file) == (accepted.id, "Aceptada", "EXP-1")
    assert (first.currency, first.total, first.invoiced) == ("HNL", Decimal("1150.00"), False)
    assert last.invoiced


def test_what_is_longest_due_comes_first_with_its_balance(office: Path) -> None:
    client = factories.register(1).id
    late = factories.invoice(client, "000-001-01-00000002", due_on=date(2026, 2, 1))
    factories.invoice(client, "000-001-01-00000003", due_on=None)
    factories.invoice(client, "000-001-01-00000001", due_on=date(2999, 3, 1))
    paid = factories.invoice(client, "000-001-01-00000004")
    factories.payment(paid, "1150.00")
    factories.payment(late, "150.00")
    void = factories.invoice(client, "000-001-01-00000005", annulled_on=date(2026, 6, 1))
    found = linkable(Kind.INVOICE, client)
    assert [one.number[-1] for one in found] == ["2", "1", "3"]
    assert (found[0].paid, found[0].balance) == (Decimal("150.00"), Decimal("1000.00"))
    assert found[0].state_label == "Vencida"
    assert linkable_by_number(Kind.INVOICE, client, paid.number).balance == 0  # type: ignore[union-attr]
    assert linkable_by_number(Kind.INVOICE, client, void.number).balance == 0  # type: ignore[union-attr]


def test_by_number_however_it_is_separated_and_only_of_the_client(office: Path) -> None:
    client, other = factories.register(1).id, factories.register(2).id
    file = factories.customs_file(client, "EXP-26-0001", state="anulado")
    found = linkable_by_number(Kind.CUSTOMS_FILE, client, "exp 26 0001")
    assert found is not None and found.id == file.id
    assert linkable_by_number(Kind.CUSTOMS_FILE, other, "EXP-26-0001") is None
    assert linkable_by_number(Kind.QUOTE, client, "") is None


def test_no_more_are_offered_than_a_list_can_show(office: Path) -> None:
    client = factories.register(1).id
    for number in range(links.MOST + 5):
        factories.customs_file(client, f"EXP-{number}")
    assert len(linkable(Kind.CUSTOMS_FILE, client)) == links.MOST
