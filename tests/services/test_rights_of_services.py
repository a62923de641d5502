"""Every service that writes, tried by every role: it is done, or refused with nothing changed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from aduanas_tui import services
from aduanas_tui.domain.roles import RIGHTS, Right, Role, refusal_of
from aduanas_tui.services import clients, contacts, operators, taking_back
from aduanas_tui.services.backups import back_up
from aduanas_tui.services.importing.batches import undo_batch
from aduanas_tui.services.importing.session import ImportSession
from aduanas_tui.services.operations import registering, stepping
from aduanas_tui.services.roles import NotAllowedError
from aduanas_tui.store.connection import database, rows
from tests.factories import OPERATOR, add_contact, client, contact, enroll, register
from tests.services.importing.lists import cells, write_csv
from tests.services.operations.typed import Kind, add, typed

ROOM: Final = Path(services.__file__).parent
OTHER: Final = "ana"


@dataclass(frozen=True)
class Case:
    """What somebody does: which service it is, the right it needs, and how it is tried.

    ``prepare`` makes what it is done to, and returns the doing: it gets the operator.
    """

    service: str
    right: Right
    prepare: Callable[[Path], Callable[[str], Any]]


def _registering_client(_: Path) -> Callable[[str], Any]:
    return lambda me: clients.register(me, client(2), accept_warnings=True)


def _on_client(act: Callable[[str, int], Any]) -> Callable[[Path], Callable[[str], Any]]:
    """Do something with a client that is there."""

    def prepare(_: Path) -> Callable[[str], Any]:
        saved = register(1)
        return lambda me: act(me, saved.id)

    return prepare


def _reactivating(_: Path) -> Callable[[str], Any]:
    saved = register(1)
    clients.deactivate(OPERATOR, saved.id, 1)
    return lambda me: clients.reactivate(me, saved.id, 2)


def _on_contact(act: Callable[[str, int], Any]) -> Callable[[Path], Callable[[str], Any]]:
    """Do something with the second contact of a client."""

    def prepare(_: Path) -> Callable[[str], Any]:
        saved = register(1)
        add_contact(saved.id, 1)
        second = add_contact(saved.id, 2)
        return lambda me: act(me, second.id)

    return prepare


def _registering(kind: Kind) -> Callable[[Path], Callable[[str], Any]]:
    def prepare(_: Path) -> Callable[[str], Any]:
        saved = register(1)
        if kind is Kind.PAYMENT:
            add(Kind.INVOICE, saved.id)
        return lambda me: registering.register(
            me, kind, saved.id, typed(kind), accept_warnings=True
        )

    return prepare


def _on_document(
    kind: Kind, act: Callable[[str, int], Any]
) -> Callable[[Path], Callable[[str], Any]]:
    def prepare(_: Path) -> Callable[[str], Any]:
        saved = add(kind, register(1).id)
        return lambda me: act(me, saved.id)

    return prepare


def _session(folder: Path, operator: str) -> ImportSession:
    session = ImportSession.begin(
        write_csv(folder / "lista.csv", [cells(5), cells(6)]), operator, offered=False
    )
    session.check()
    return session


def _importing(do: Callable[[ImportSession], Any]) -> Callable[[Path], Callable[[str], Any]]:
    def prepare(folder: Path) -> Callable[[str], Any]:
        session = _session(folder, OPERATOR)
        return lambda _: do(session)

    return prepare


def _undoing(whose: str) -> Callable[[Path], Callable[[str], Any]]:
    def prepare(folder: Path) -> Callable[[str], Any]:
        batch = _session(folder, whose).confirm().batch_id
        assert batch is not None
        return lambda me: undo_batch(me, batch)

    return prepare


def test_who_may_undo_nothing_is_told_so_of_any_import(office: Path) -> None:
    enroll("lector", role=Role.READER)
    with pytest.raises(NotAllowedError):
        undo_batch("lector", 999)


def _taking_back(whose: str) -> Callable[[Path], Callable[[str], Any]]:
    def prepare(_: Path) -> Callable[[str], Any]:
        saved = register(1)
        clients.edit(whose, saved.id, 1, {"notes": "Llamar antes"})
        ((entry,),) = rows("SELECT max(id) FROM audit_entry")
        return lambda me: taking_back.take_back(me, entry)

    return prepare


def _backing_up(folder: Path) -> Callable[[str], Any]:
    base = Path(str(database.database))
    return lambda me: back_up(base, folder / "copia.db", operator=me)


def _giving_a_role(_: Path) -> Callable[[str], Any]:
    return lambda me: operators.change(me, "nueva", role=Role.OPERATOR)


CASES: Final = {
    "register a client": Case("clients.register", Right.WRITE, _registering_client),
    "edit a client": Case(
        "clients.edit",
        Right.WRITE,
        _on_client(lambda me, it: clients.edit(me, it, 1, {"notes": "x"})),
    ),
    "deactivate a client": Case(
        "clients._set_active", Right.WRITE, _on_client(lambda me, it: clients.deactivate(me, it, 1))
    ),
    "reactivate a client": Case("clients._set_active", Right.WRITE, _reactivating),
    "delete a client": Case(
        "clients.delete", Right.DELETE, _on_client(lambda me, it: clients.delete(me, it, 1))
    ),
    "add a contact": Case(
        "contacts.add", Right.WRITE, _on_client(lambda me, it: contacts.add(me, it, contact(3)))
    ),
    "edit a contact": Case(
        "contacts.edit",
        Right.WRITE,
        _on_contact(lambda me, it: contacts.edit(me, it, 1, {"position": "Contador"})),
    ),
    "make a contact primary": Case(
        "contacts.edit", Right.WRITE, _on_contact(lambda me, it: contacts.make_primary(me, it, 1))
    ),
    "remove a contact": Case(
        "contacts.remove", Right.WRITE, _on_contact(lambda me, it: contacts.remove(me, it, 1))
    ),
    **{
        f"register: {kind}": Case(
            "operations.registering.register", Right.WRITE, _registering(kind)
        )
        for kind in Kind
    },
    "correct an operation": Case(
        "operations.registering.edit",
        Right.WRITE,
        _on_document(
            Kind.QUOTE,
            lambda me, it: registering.edit(me, Kind.QUOTE, it, 1, {"description": "Telas"}),
        ),
    ),
    "move a customs file": Case(
        "operations.stepping.move",
        Right.WRITE,
        _on_document(Kind.CUSTOMS_FILE, lambda me, it: stepping.move(me, it, 1, "en_digitacion")),
    ),
    "answer a quote": Case(
        "operations.stepping.answer",
        Right.WRITE,
        _on_document(Kind.QUOTE, lambda me, it: stepping.answer(me, it, 1, "aceptada")),
    ),
    "annul an operation": Case(
        "operations.stepping.annul",
        Right.WRITE,
        _on_document(Kind.INVOICE, lambda me, it: stepping.annul(me, Kind.INVOICE, it, 1, "Error")),
    ),
    "back up before an import": Case(
        "importing.session.protect", Right.IMPORT, _importing(ImportSession.protect)
    ),
    "confirm an import": Case(
        "importing.confirm.run", Right.IMPORT, _importing(ImportSession.confirm)
    ),
    "undo an own import": Case("importing.undo.undo", Right.UNDO_OWN, _undoing(OPERATOR)),
    "undo another's import": Case("importing.undo.undo", Right.UNDO_ANY, _undoing(OTHER)),
    "take back an own change": Case(
        "taking_back.take_back", Right.TAKE_BACK_OWN, _taking_back(OPERATOR)
    ),
    "take back another's change": Case(
        "taking_back.take_back", Right.TAKE_BACK_ANY, _taking_back(OTHER)
    ),
    "back up": Case("backups.making.back_up", Right.BACKUP, _backing_up),
    "give a role": Case("operators.change", Right.MANAGE_ROLES, _giving_a_role),
}

ELSEWHERE: Final = {
    "backups.restoring._allowed": "replaces the whole database: tests/services/backups",
    "verifying.repairing.repair": "rebuilds what is damaged: tests/services/verifying",
}
"""What asks for a right and is not tried here, and why."""


@pytest.fixture
def folder(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    yield tmp_path


def _content() -> list[str]:
    return list(database.connection().iterdump())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_who_may_does_it_and_who_may_not_changes_nothing(
    folder: Path, case: Case, role: Role
) -> None:
    do = partial(case.prepare(folder), OPERATOR)
    enroll(OPERATOR, role=role)
    before = _content()
    if case.right in RIGHTS[role]:
        do()
        assert _content() != before or case.right is Right.BACKUP or "protect" in case.service
        return
    with pytest.raises(NotAllowedError) as refused:
        do()
    assert str(refused.value) == refusal_of(role, case.right)
    assert _content() == before
    assert not list(folder.glob("**/respaldos/*.db")), "no backup either"
    assert not (folder / "copia.db").exists()


def _calls(function: ast.AST, name: str) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
        for node in ast.walk(function)
    )


def _functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield every function of the room of services, with its module and name."""
    for path in sorted(ROOM.rglob("*.py")):
        module = ".".join(path.relative_to(ROOM).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield f"{module}.{node.name}", node


def test_whatever_writes_asks_first() -> None:
    """In its transaction, so that a role that is taken away counts at once."""
    writers = {name: node for name, node in _functions() if _calls(node, "write_transaction")}
    assert len(writers) > 10
    for name, function in writers.items():
        (block,) = (
            node
            for node in ast.walk(function)
            if isinstance(node, ast.With)
            and any(_calls(item, "write_transaction") for item in node.items)
        )
        assert any(_calls(one, "require") for one in block.body), (
            f"{name} writes without asking who may: call roles.require in its transaction"
        )


def test_whatever_asks_is_tried_here() -> None:
    asking = {name for name, node in _functions() if _calls(node, "require")}
    tried = {case.service for case in CASES.values()}
    assert asking - ELSEWHERE.keys() == tried, "add a case for each service that asks"
