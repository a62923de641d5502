"""The operators that the office knows: their roles, and which accounts several persons use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aduanas_tui.domain.roles import Right, Role
from aduanas_tui.domain.text import clean_line
from aduanas_tui.services import audit
from aduanas_tui.services.errors import NotAllowedError, ServiceError
from aduanas_tui.services.roles import require
from aduanas_tui.store.accounts import account_name, has_account
from aduanas_tui.store.connection import database, write_transaction
from aduanas_tui.store.models import Operator

MAX_NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class OperatorInfo:
    """An operator; ``shared``: a system account that several persons use."""

    name: str
    role: Role
    shared: bool = False


def operators() -> list[OperatorInfo]:
    """Return all that the office knows, by name."""
    return [_info(one) for one in Operator.select().order_by(Operator.name)]


def operator(name: str) -> OperatorInfo:
    """Return one operator; whom the office does not know may only look."""
    found = Operator.get_or_none(Operator.name == name)
    return _info(found) if found else OperatorInfo(name, Role.READER)


def change(
    by: str, name: str, *, role: Role | None = None, shared: bool | None = None
) -> OperatorInfo:
    """Give ``name`` a role, or mark it as a shared account; ``None`` leaves what it has.

    Whom the office did not know is known from then on. The account that the database's file
    belongs to may always do this: it could do anything to the file, and somebody has to be able to
    on a server where no supervisor has an account.

    Raises:
        NotAllowedError: the role of ``by`` does not allow it, or no supervisor would be left.
        ServiceError: ``name`` can be nobody's.

    """
    with write_transaction():
        if by != _owner():
            require(by, Right.MANAGE_ROLES)
        found = Operator.get_or_none(Operator.name == name)
        known = _info(found) if found else OperatorInfo(name, Role.READER)
        given = OperatorInfo(name, role or known.role, known.shared if shared is None else shared)
        after = _columns(given)
        if found is None:
            _refuse_strange(name)
            found = Operator.create(name=name, **after)
            audit.record(
                by, "create", "operator", found.id, 0, name, audit.created({"name": name, **after})
            )
            return given
        changes = audit.differences(_columns(known), after)
        if changes:
            if known.role is Role.SUPERVISOR and given.role is not Role.SUPERVISOR:
                _refuse_without_supervisor(name)
            Operator.update(**after).where(Operator.id == found.id).execute()
            audit.record(by, "update", "operator", found.id, 0, name, changes)
    return given


def is_nobodys(name: str) -> bool:
    """Tell whether no account of this system has that name, and no shared one could say it."""
    return not has_account(name) and not Operator.select().where(Operator.shared).exists()


def _info(one: Operator) -> OperatorInfo:
    return OperatorInfo(one.name, Role(one.role), bool(one.shared))


def _columns(one: OperatorInfo) -> dict[str, Any]:
    return {"role": one.role.value, "shared": one.shared}


def _owner() -> str:
    return account_name(Path(str(database.database)).stat().st_uid)


def _refuse_strange(name: str) -> None:
    if not name or clean_line(name, MAX_NAME_LENGTH) != name:
        raise ServiceError(
            f"Ese nombre no puede ser de un operador: escriba el de su cuenta, de hasta "
            f"{MAX_NAME_LENGTH} letras."
        )


def _refuse_without_supervisor(name: str) -> None:
    others = (Operator.role == Role.SUPERVISOR.value) & (Operator.name != name)
    if not Operator.select().where(others).exists():
        raise NotAllowedError(
            f"«{name}» es el único supervisor: dé antes ese rol a otro con "
            "aduanas operadores NOMBRE --rol supervisor."
        )
