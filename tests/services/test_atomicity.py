"""A job that fails midway, wherever that is, leaves nothing of itself: not a row, not a word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.services import audit, clients, contacts
from aduanas_tui.store import catalogue, index
from aduanas_tui.store.connection import database, rows
from tests.consistency import assert_consistent
from tests.factories import (
    OPERATOR,
    add_contact,
    client,
    contact,
    customs_file,
    narrow_gaps,
    register,
)

Job = Callable[[], Any]


class FailureError(Exception):
    """What goes wrong; nothing in the program knows it."""


@pytest.fixture
def jobs(office: Path) -> dict[str, Job]:
    """Every job of an operator, ready to be done on an office with some clients."""
    first = register(1, name="Ana Exportaciones")
    second = register(2, name="Zeta Importaciones")
    for number in range(3, 9):
        register(number, name=f"Medio {number}")
    ana = add_contact(first.id, 1, name="Ana")
    bea = add_contact(first.id, 2, name="Bea")
    off = register(9, name="Inactiva")
    off = clients.deactivate(OPERATOR, off.id, off.version)
    return {
        "register": lambda: clients.register(OPERATOR, client(99), accept_warnings=True),
        "edit": lambda: clients.edit(
            OPERATOR, first.id, 1, {"name": "Mucho Otro", "phone": "2777-7777"}
        ),
        "deactivate": lambda: clients.deactivate(OPERATOR, first.id, 1),
        "reactivate": lambda: clients.reactivate(OPERATOR, off.id, off.version),
        "delete": lambda: clients.delete(OPERATOR, first.id, 1),
        "add contact": lambda: contacts.add(OPERATOR, first.id, contact(9, is_primary="si")),
        "edit contact": lambda: contacts.edit(OPERATOR, bea.id, 1, {"name": "Beatriz"}),
        "make primary": lambda: contacts.make_primary(OPERATOR, bea.id, 1),
        "remove contact": lambda: contacts.remove(OPERATOR, ana.id, 1),
        "customs file": lambda: customs_file(second.id),
    }


JOBS = (
    *("register", "edit", "deactivate", "reactivate", "delete"),
    *("add contact", "edit contact", "make primary", "remove contact", "customs file"),
)


def everything() -> dict[str, list[Any]]:
    """Return all rows of the office and all words of its index."""
    tables = [
        name
        for (name,) in rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'client_index%'"
        )
    ]
    return {name: rows(f"SELECT * FROM {name}") for name in tables}


@pytest.mark.parametrize("job", JOBS)
def test_jobs_change_something_when_nothing_fails(jobs: dict[str, Job], job: str) -> None:
    before = everything()
    jobs[job]()
    assert everything() != before
    assert_consistent()


@pytest.mark.parametrize("job", JOBS)
def test_job_that_fails_at_any_statement_leaves_nothing(
    jobs: dict[str, Job], job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    execute = database.execute_sql
    left = 0

    def failing(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            raise FailureError
        return execute(*args, **kwargs)

    monkeypatch.setattr(database, "execute_sql", failing)
    for statement in range(1, 100):
        left = statement
        try:
            jobs[job]()
        except FailureError:
            left = 0
            assert everything() == before, statement
            assert not database.in_transaction()
        else:
            break
    assert statement > 5, "every job takes some statements"
    left = 0
    assert_consistent()


@pytest.mark.parametrize(
    ("place", "name"),
    [(audit, "record"), (catalogue, "refresh"), (index, "add"), (index, "remove")],
)
@pytest.mark.parametrize("job", JOBS)
def test_failure_of_audit_or_index_undoes_the_whole_job(
    jobs: dict[str, Job], job: str, place: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    reached = getattr(place, name)

    def failing(*args: Any, **kwargs: Any) -> None:
        reached(*args, **kwargs)
        raise FailureError

    with monkeypatch.context() as patch:
        patch.setattr(place, name, failing)
        try:
            jobs[job]()
        except FailureError:
            assert everything() == before
        else:
            assert (job, name) in NOT_NEEDED
            return
    assert_consistent()
    jobs[job]()
    assert everything() != before


NOT_NEEDED = {
    ("register", "refresh"),
    ("register", "remove"),
    ("delete", "refresh"),
    ("delete", "add"),
    ("make primary", "add"),
    ("make primary", "remove"),
    ("customs file", "record"),
}
"""Jobs that do without one of them; that customs files do without audit is the test's own doing."""


def test_making_room_is_undone_with_the_job(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients that were moved to make room go back to where they were."""
    narrow_gaps(monkeypatch)
    for number in range(12):
        register(number, name=f"M {number:02d}")
    register(20, name="M 05 a")
    before = everything()
    moved: list[int] = []
    move = index.move

    def counting(moves: Any) -> None:
        move(moves)
        moved.append(len(moves))

    def failing(*_: Any, **__: Any) -> None:
        raise FailureError

    monkeypatch.setattr(index, "move", counting)
    monkeypatch.setattr(audit, "record", failing)
    with pytest.raises(FailureError):
        register(50, name="M 05 bis")
    assert moved
    assert everything() == before
    assert_consistent()
