"""Who may do what: asked by every service that writes, inside its transaction."""

from __future__ import annotations

from aduanas_tui.domain.roles import Right, Role, refusal_of
from aduanas_tui.services.errors import NotAllowedError
from aduanas_tui.store.connection import rows

__all__ = ["NotAllowedError", "Right", "Role", "is_shared", "refusal", "require", "role_of"]


def role_of(operator: str) -> Role:
    """Return the role of an operator; whom the office does not know may only look."""
    found = rows("SELECT role FROM operator WHERE name = ?", (operator,))
    return Role(found[0][0]) if found else Role.READER


def is_shared(account: str) -> bool:
    """Tell whether several persons use a system account, so that it has to be said who it is."""
    found = rows("SELECT shared FROM operator WHERE name = ?", (account,))
    return bool(found and found[0][0])


def refusal(operator: str, right: Right) -> str | None:
    """Return the sentence that says why an operator may not do something; ``None``: may."""
    return refusal_of(role_of(operator), right)


def require(operator: str, right: Right) -> None:
    """Refuse what an operator may not do.

    Called inside the transaction that writes, so that a role taken away counts at once.

    Raises:
        NotAllowedError: the role of the operator does not allow it.

    """
    sentence = refusal(operator, right)
    if sentence is not None:
        raise NotAllowedError(sentence)
