"""Why a service did not do what was asked, each with a Spanish sentence that says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aduanas_tui.domain.problems import Problem


class ServiceError(Exception):
    """Base of all refusals; ``str()`` of it is the sentence for the operator."""


class InvalidError(ServiceError):
    """Fields have errors; nothing was saved."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


class UnconfirmedError(ServiceError):
    """Fields have warnings that nobody has accepted yet; nothing was saved."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


class DuplicateRtnError(ServiceError):
    """Another client has this RTN."""

    def __init__(self, client_id: int, name: str, active: bool) -> None:
        if active:
            text = f"Ese RTN ya es de «{name}»: abra ese cliente o corrija el RTN."
        else:
            text = f"Ese RTN ya es de «{name}», que está inactivo: reactívelo o corrija el RTN."
        super().__init__(text)
        self.client_id = client_id
        self.name = name
        self.active = active


@dataclass(frozen=True, slots=True)
class Change:
    """One change by somebody: who and when."""

    operator: str
    at: datetime

    @property
    def ago(self) -> str:
        """How long ago it was, in words."""
        from aduanas_tui.domain.dates import ago  # refusals are rare, and a start is watched

        return ago(self.at)


class StaleError(ServiceError):
    """Somebody else saved the record after it was read; nothing was saved.

    ``current`` holds the stored values now, ``version`` their version.
    """

    def __init__(self, change: Change, current: dict[str, Any], version: int) -> None:
        super().__init__(
            f"{change.operator} cambió este registro {change.ago}, mientras usted lo tenía "
            "abierto. Revise los campos y guarde de nuevo."
        )
        self.change = change
        self.current = current
        self.version = version


class ContactsChangedError(StaleError):
    """The client is as it was read, but its contacts are not.

    ``contacts`` are those that it has now, id to version.
    """

    def __init__(
        self, change: Change, current: dict[str, Any], version: int, contacts: dict[int, int]
    ) -> None:
        super().__init__(change, current, version)
        self.contacts = contacts


class GoneError(ServiceError):
    """The record does not exist any more."""

    def __init__(self, what: str, change: Change | None, *, feminine: bool = False) -> None:
        this, it = ("Esta", "la") if feminine else ("Este", "lo")
        by = f"Otra persona {it} eliminó."
        if change is not None:
            by = f"{it.capitalize()} eliminó {change.operator} {change.ago}."
        super().__init__(f"{this} {what} ya no existe. {by}")
        self.change = change


class NotAllowedError(ServiceError):
    """A rule of the office forbids it; the sentence says which, and what can be done instead."""
