"""What an import can bring: clients, or a kind of operation; the strategies of each.

The session keeps file, staging, steps and pages; what a row means, how it is judged, written and
undone is the record kind's.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.field_builders import typed_value
from aduanas_tui.domain.fields import FieldTable
from aduanas_tui.domain.headers import parse_contact_target
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.operations.lists import LISTS, OperationList

if TYPE_CHECKING:
    from aduanas_tui.services.importing.judging import Placed, Settings
    from aduanas_tui.services.importing.model import Progress
    from aduanas_tui.services.importing.staging import Staging

Left = tuple["Placed", str]
"""A row that cannot be written any more, with why."""


class Checker(Protocol):
    """Judges the rows of a staged file."""

    def check_all(self, progress: Progress | None, cancel: threading.Event | None) -> None:
        """Judge every row."""

    def settle(self, numbers: Iterable[int]) -> None:
        """Judge some rows again, and those that they touch."""


class Confirmation(Protocol):
    """Writes the good rows of a checked file, inside the transaction."""

    def changed(self) -> Iterator[Left]:
        """Yield the rows that somebody else made impossible since the check."""

    def write(self, batch_id: int, left: set[int], step: Callable[[], None]) -> None:
        """Write all but the rows ``left``; ``step`` is called after each."""

    def close(self) -> None:
        """Let go of what helped; whatever came of it."""


class Undoing(Protocol):
    """Undoes what a batch did, inside the transaction."""

    restored: int
    deleted: int
    left: list[str]

    def run(self) -> None:
        """Do it."""


class RecordKind(ABC):
    """A kind of record that lists bring."""

    name: str
    """As on the command line, and in the batches: ``clientes``."""
    one: str
    """Of which :attr:`name` is the plural."""
    feminine: bool
    fields: FieldTable
    key: str
    """Key of the field by which a row is found."""
    headline: str
    """Key of the field by which a person calls a row."""
    takes_contacts = False
    can_reactivate = False
    """Whether a row may bring an inactive client back."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the fields."""
        return tuple(item.key for item in self.fields)

    @property
    def title(self) -> str:
        """The plural as a heading: ``Facturas``."""
        return self.name.capitalize()

    def label(self, key: str) -> str:
        """Return how a field or target is called on screen."""
        return next((item.label for item in self.fields if item.key == key), key)

    def counted(self, number: int) -> str:
        """Return a number of them: ``1 factura``, ``2 facturas``."""
        return f"{number:,} {self.one if number == 1 else self.name}"

    def ending(self, number: int) -> str:
        """Return how a participle about so many of them ends: ``as`` of *creadas*."""
        return f"{'a' if self.feminine else 'o'}{'' if number == 1 else 's'}"

    def show(self, key: str, value: Any) -> str:
        """Return a value, as it is staged, as it is shown."""
        return next(item.show(value) for item in self.fields if item.key == key)

    @abstractmethod
    def checker(self, staging: Staging, settings: Settings) -> Checker:
        """Return what judges the rows of a staged file."""

    @abstractmethod
    def confirmation(self, staging: Staging, settings: Settings, operator: str) -> Confirmation:
        """Return what writes the rows of a checked file."""

    @abstractmethod
    def undoing(self, operator: str, batch_id: int) -> Undoing:
        """Return what undoes a batch."""


class _Clients(RecordKind):
    name, one, feminine = "clientes", "cliente", False
    fields = CLIENT_FIELDS
    key, headline = "rtn", "name"
    takes_contacts = can_reactivate = True

    def __init__(self) -> None:
        self._shows = {item.key: item.show for item in CLIENT_FIELDS}
        self._keys = tuple(self._shows)

    @property
    def keys(self) -> tuple[str, ...]:
        return self._keys

    def label(self, key: str) -> str:
        contact = parse_contact_target(key)
        if contact is not None:
            labels = {item.column: item.label for item in CONTACT_FIELDS}
            return f"Contacto {contact[0]} {labels.get(contact[1], contact[1])}"
        return super().label(key)

    def show(self, key: str, value: Any) -> str:
        return self._shows[key](value)

    def checker(self, staging: Staging, settings: Settings) -> Checker:
        from aduanas_tui.services.importing.checking import ClientChecker

        return ClientChecker(staging, settings)

    def confirmation(self, staging: Staging, settings: Settings, operator: str) -> Confirmation:
        from aduanas_tui.services.importing.confirm_clients import ClientConfirmation

        return ClientConfirmation(staging, operator)

    def undoing(self, operator: str, batch_id: int) -> Undoing:
        from aduanas_tui.services.importing.undo_clients import ClientUndoing

        return ClientUndoing(operator, batch_id)


class OperationRecords(RecordKind):
    """A kind of operation."""

    def __init__(self, listed: OperationList) -> None:
        info = INFO[listed.kind]
        self.listed = listed
        self.name, self.one, self.feminine = listed.name, info.one, info.feminine
        self.fields = listed.fields
        self.key = self.headline = "invoice" if listed.kind is Kind.PAYMENT else "number"
        self._items = {item.key: item for item in listed.fields}

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the fields."""
        return self.listed.keys

    def show(self, key: str, value: Any) -> str:
        """Return a value, as it is staged, as it is shown."""
        item = self._items[key]
        return item.show(typed_value(item, value))

    def checker(self, staging: Staging, settings: Settings) -> Checker:
        """Return what judges the rows of a staged file."""
        from aduanas_tui.services.importing.operations_checking import OperationChecker

        return OperationChecker(self, staging, settings)

    def confirmation(self, staging: Staging, settings: Settings, operator: str) -> Confirmation:
        """Return what writes the rows of a checked file."""
        from aduanas_tui.services.importing.operations_writing import OperationConfirmation

        return OperationConfirmation(self, staging, settings, operator)

    def undoing(self, operator: str, batch_id: int) -> Undoing:
        """Return what undoes a batch."""
        from aduanas_tui.services.importing.operations_undo import OperationUndoing

        return OperationUndoing(self.listed, operator, batch_id)


CLIENTS: RecordKind = _Clients()
RECORD_KINDS: dict[str, RecordKind] = {
    one.name: one for one in (CLIENTS, *map(OperationRecords, LISTS.values()))
}
"""Everything that can be imported, by its name, in the order of the screens."""


def record_kind(name: str) -> RecordKind:
    """Return what is imported under a name; raises ``ServiceError`` when there is no such thing."""
    found = RECORD_KINDS.get(name)
    if found is None:
        raise ServiceError(f"No se importan «{name}»: elija {', '.join(RECORD_KINDS)}.")
    return found
