"""Roles of operators: what each may do, and what they are told when they may not."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What an operator is in the office; each may also do what those before it may."""

    READER = "consulta"
    OPERATOR = "operador"
    SUPERVISOR = "supervisor"


class Right(StrEnum):
    """Something that not everybody may do."""

    WRITE = "write"
    """Register, edit, deactivate and step clients, contacts and operations."""
    DELETE = "delete"
    IMPORT = "import"
    UNDO_OWN = "undo_own"
    """Undo an import of one's own."""
    UNDO_ANY = "undo_any"
    TAKE_BACK_OWN = "take_back_own"
    """Take back a single change of one's own, from the audit log."""
    TAKE_BACK_ANY = "take_back_any"
    BACKUP = "backup"
    RESTORE = "restore"
    MANAGE_ROLES = "manage_roles"


_OPERATOR: Final = frozenset(
    {
        Right.WRITE,
        Right.DELETE,
        Right.IMPORT,
        Right.UNDO_OWN,
        Right.TAKE_BACK_OWN,
        Right.BACKUP,
    }
)

RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.READER: frozenset(),
    Role.OPERATOR: _OPERATOR,
    Role.SUPERVISOR: frozenset(Right),
}
"""What each role may do."""

_WORDS: Final[dict[Right, str]] = {
    Right.WRITE: "registrar o cambiar datos",
    Right.DELETE: "eliminar",
    Right.IMPORT: "importar",
    Right.UNDO_OWN: "deshacer importaciones",
    Right.UNDO_ANY: "deshacer importaciones de otros",
    Right.TAKE_BACK_OWN: "deshacer cambios",
    Right.TAKE_BACK_ANY: "deshacer cambios de otros",
    Right.BACKUP: "respaldar la base",
    Right.RESTORE: "restaurar un respaldo",
    Right.MANAGE_ROLES: "cambiar roles",
}


def refusal_of(role: Role, right: Right) -> str | None:
    """Return why a role does not allow something, and what to do; ``None`` when it does."""
    if right in RIGHTS[role]:
        return None
    if right in _OPERATOR:
        # What to do comes first: an action menu shows as much as there is room for.
        return f"Su rol es {role}: pida a un supervisor el de operador para {_WORDS[right]}."
    return f"Su rol es {role}: para {_WORDS[right]} pídalo a un supervisor."
