"""Undoing an import: exactly what was there before, but for what was changed or used since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.services import clients, contacts
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.batches import batches, undo_batch
from aduanas_tui.store.connection import rows
from tests.consistency import assert_consistent
from tests.factories import OPERATOR, SUPERVISOR, add_contact, customs_file, register
from tests.services.importing.lists import HEADERS, begun, cells, staged, write_csv
from tests.services.operations.typed import Kind, add

PEOPLE = ["Contacto 1 Nombre", "Contacto 1 Cargo", "Contacto 1 Principal", "Contacto 2 Nombre"]


def _state() -> dict[str, list[tuple[Any, ...]]]:
    """Return what an operator sees of the office."""
    return {
        "clients": rows(
            f"SELECT id, active, sort_text, city_sort, search_text, {', '.join(clients.KEYS)} "
            "FROM client ORDER BY id"
        ),
        "contacts": rows(
            f"SELECT id, client_id, {', '.join(contacts.KEYS)} FROM contact ORDER BY id"
        ),
        "order": rows("SELECT id FROM client ORDER BY rank"),
    }


def test_everything_is_as_it_was(office: Path, tmp_path: Path) -> None:
    first = register(1, notes="Una\nnota")
    add_contact(first.id, 1, name="Suyapa Mejía")
    add_contact(first.id, 2, name="Ana Paz")
    inactive = register(2)
    clients.deactivate(OPERATOR, inactive.id, inactive.version)
    before = _state()
    path = write_csv(
        tmp_path / "lista.csv",
        [
            [
                *cells(1, name="Zapatería nueva", city="Danlí", notes="x"),
                "Ana Paz",
                "Jefa",
                "Sí",
                "N",
            ],
            [*cells(2, phone="2299-1111"), "", "", "", ""],
            [*cells(3), "Luis Mejía", "", "", "Rosa Paz"],
            [*cells(4), "", "", "", ""],
        ],
        [*HEADERS, *PEOPLE],
    )
    session = begun(path)
    session.set_reactivate(3, True)
    result = session.confirm()
    assert (result.created, result.updated) == (2, 2)
    assert_consistent()
    done = undo_batch(SUPERVISOR, result.batch_id)
    assert (done.deleted, done.restored, done.left) == (2, 2, ())
    assert _state() == before
    assert_consistent()
    (info,) = batches()
    assert info.undone_by == SUPERVISOR
    assert info.undone_at is not None
    entries = rows(
        "SELECT action, entity FROM audit_entry WHERE batch_id = ? AND operator = 'jefa'",
        (result.batch_id,),
    )
    assert entries.count(("delete", "client")) == 2
    assert ("update", "client") in entries
    with pytest.raises(ServiceError, match="ya la deshizo jefa"):
        undo_batch(SUPERVISOR, result.batch_id)
    with pytest.raises(ServiceError, match="No existe"):
        undo_batch(SUPERVISOR, 99)


def test_changed_or_used_since_is_left_and_named(office: Path, tmp_path: Path) -> None:
    saved = [register(number) for number in (1, 2, 3)]
    session = staged(
        tmp_path,
        *(cells(number, city="Danlí") for number in (1, 2, 3)),
        *(cells(number) for number in (4, 5, 6, 7)),
    )
    result = session.confirm()
    ids = {number: number for number in range(4, 8)}
    clients.edit("otro", saved[0].id, 2, {"notes": "Editado"})
    add_contact(saved[1].id)
    customs_file(ids[4])
    clients.edit("otro", ids[5], 1, {"notes": "Editado"})
    clients.delete("otro", ids[6], 1)
    done = undo_batch(OPERATOR, result.batch_id)
    assert (done.deleted, done.restored) == (1, 1)
    assert len(done.left) == 5
    words = " ".join(done.left)
    assert "ya tiene 1 expediente" in words
    assert "lo cambió otro" in words
    assert "lo eliminó otro" in words
    assert rows("SELECT city FROM client WHERE id = 3") == [("Tegucigalpa",)]
    assert rows("SELECT city FROM client WHERE id = 1") == [("Danlí",)]
    assert_consistent()


def test_operations_registered_since_are_no_change_of_their_client(
    office: Path, tmp_path: Path
) -> None:
    register(1)
    result = staged(tmp_path, cells(1, city="Danlí"), cells(2)).confirm()
    for client_id in (1, 2):
        add(Kind.CUSTOMS_FILE, client_id, number=f"EXP-26-000{client_id}")
    done = undo_batch(OPERATOR, result.batch_id)
    assert (done.deleted, done.restored) == (0, 1)
    assert done.left == ("«Comercial Prueba 2»: ya tiene 1 expediente",)
    assert rows("SELECT id, city FROM client") == [(1, "Tegucigalpa"), (2, "Tegucigalpa")]
    assert_consistent()


def test_imports_on_top_of_each_other_are_undone_backwards(office: Path, tmp_path: Path) -> None:
    first = staged(tmp_path, cells(1), cells(2)).confirm().batch_id
    between = _state()
    second = staged(tmp_path, cells(1, city="Danlí"), cells(3)).confirm().batch_id
    left = undo_batch(OPERATOR, first)
    assert (left.deleted, len(left.left)) == (1, 1)
    second_undone = undo_batch(OPERATOR, second)
    assert (second_undone.deleted, second_undone.restored) == (1, 1)
    assert _state()["clients"] == [one for one in between["clients"] if one[0] == 1]
    assert_consistent()


def test_undone_backwards_nothing_is_left(office: Path, tmp_path: Path) -> None:
    first = staged(tmp_path, cells(1), cells(2)).confirm().batch_id
    between = _state()
    second = staged(tmp_path, cells(1, city="Danlí"), cells(3)).confirm().batch_id
    assert undo_batch(OPERATOR, second).left == ()
    assert _state() == between
    assert undo_batch(OPERATOR, first).left == ()
    assert rows("SELECT count(*) FROM client") == [(0,)]
    again = begun(tmp_path / "lista.csv")
    assert again.book_facts.already_imported is None
    assert_consistent()


def test_undoing_that_fails_changes_nothing(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aduanas_tui.services.importing import undo

    register(1)
    result = staged(tmp_path, cells(1, city="Danlí"), cells(2)).confirm()
    before = _state()

    def broken(*_: object) -> None:
        raise RuntimeError("disk")

    with monkeypatch.context() as patch:
        patch.setattr(undo.bulk_update, "refresh", broken)
        with pytest.raises(RuntimeError):
            undo_batch(OPERATOR, result.batch_id)
    assert _state() == before
    assert undo_batch(OPERATOR, result.batch_id).left == ()
