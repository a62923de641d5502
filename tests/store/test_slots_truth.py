"""Bits by which a search would miss or miscount clients are noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from aduanas_tui.domain.search_text import active_token
from aduanas_tui.services import clients
from aduanas_tui.services.verifying import repair, verify
from aduanas_tui.store import slots
from aduanas_tui.store.connection import execute, rows, write_transaction
from aduanas_tui.store.slots_truth import bits_are_true
from tests.consistency import assert_consistent
from tests.factories import OPERATOR, client, enroll, insert_many, register


@pytest.fixture
def large(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office that counts as one of many clients, so that it has bits."""
    monkeypatch.setattr(slots, "FEWEST_CLIENTS", 10)
    enroll()
    insert_many(
        client(number, name=f"{['Alfa', 'Beta'][number % 2]} {number:03d}") for number in range(40)
    )
    with write_transaction():
        slots.make()
    assert slots.are_there()
    register(900, name="Aaa Alfa")  # in a chunk before that of the others
    assert len(rows("SELECT 1 FROM client_bits WHERE term = 'alfa'")) == 2
    second = register(901, name="Alfa 015 y medio")
    clients.delete(OPERATOR, second.id, second.version)  # leaves a slot in doubt


DAMAGES = {
    "all are gone": "UPDATE client_bits SET bits = zeroblob(length(bits)) WHERE term = 'alfa'",
    "one chunk is gone": "DELETE FROM client_bits WHERE term = 'alfa' AND chunk = "
    "(SELECT min(chunk) FROM client_bits)",
    "those of another word": "UPDATE client_bits SET bits = (SELECT bits FROM client_bits "
    "WHERE term = 'beta') WHERE term = 'alfa'",
    "too many": "UPDATE client_bits AS one SET bits = (SELECT bits FROM client_bits "
    f"WHERE term = '{active_token(True)}' AND chunk = one.chunk) WHERE term = 'alfa'",
    "cut short": "UPDATE client_bits SET bits = x'ff' WHERE term = 'beta'",
    "nobody is in doubt": "UPDATE client_bits SET bits = zeroblob(length(bits)) WHERE term = '*'",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_wrong_bits_are_told_and_made_anew(large: None, damage: str) -> None:
    assert verify().is_good
    execute(DAMAGES[damage])
    assert not bits_are_true(lambda _done: None)
    (fault,) = verify().faults
    assert (fault.name, fault.repairable) == ("indice_busqueda", True)
    _, after = repair(OPERATOR)
    assert after.is_good
    assert_consistent()
