"""Lists of operations as files have them: what their columns are called and what is in them.

Export and history write these columns, import reads them back: a list that is exported and
imported again changes nothing. Columns after those of the fields only inform, and an import
leaves them aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aduanas_tui.domain.dates import show_date
from aduanas_tui.domain.fields import Field, FieldTable
from aduanas_tui.domain.money import from_cents, show_amount
from aduanas_tui.domain.operation_lists import (
    CUSTOMS_FILE_LIST,
    INVOICE_LIST,
    PAYMENT_LIST,
    QUOTE_LIST,
)
from aduanas_tui.domain.states import payment_state, quote_shown_state
from aduanas_tui.services.operations.kinds import INFO, Kind
from aduanas_tui.services.workbook_writer import CellValue, SheetColumn, Style
from aduanas_tui.store.connection import rows

_WIDEST = 42
_AT_ONCE = 500

_LINKED = {
    Kind.CUSTOMS_FILE: "(SELECT number FROM customs_file WHERE id = o.customs_file_id)",
    Kind.QUOTE: "(SELECT number FROM quote WHERE id = o.quote_id)",
    Kind.INVOICE: "i.number",
}
_INVOICE = " JOIN invoice i ON i.id = o.invoice_id"


@dataclass(frozen=True, slots=True)
class _Informed:
    """A column that only informs: its heading and what it tells of a row's stored values."""

    column: SheetColumn
    tell: Callable[[dict[str, Any]], CellValue]


@dataclass(frozen=True, slots=True)
class OperationList:
    """How a kind of operation is listed in a file."""

    kind: Kind
    name: str
    """As the command line calls it: ``expedientes``."""
    fields: FieldTable
    order: str
    """SQL of the order of a list: the same operations give the same file, whatever their ids."""
    links: tuple[Kind, ...] = ()
    """What a row may point to by its number; the field's key is the kind's value."""
    more: str = ""
    """Further columns that are read, for what only informs."""
    informed: tuple[_Informed, ...] = ()
    columns: tuple[SheetColumn, ...] = field(init=False)
    keys: tuple[str, ...] = field(init=False)
    """Keys of the fields, the client's first."""

    def __post_init__(self) -> None:
        fixed = [column_of(item) for item in self.fields]
        client = SheetColumn("Cliente", _WIDEST)
        told = [one.column for one in self.informed]
        object.__setattr__(self, "columns", (fixed[0], client, *fixed[1:], *told))
        object.__setattr__(self, "keys", tuple(item.key for item in self.fields))

    @property
    def stored_keys(self) -> tuple[str, ...]:
        """Keys of the fields that are columns of the table; the others are told by its links."""
        told = ("client", "currency") if Kind.INVOICE in self.links else ("client",)
        return tuple(key for key in self.keys if key not in told)

    @property
    def table(self) -> str:
        """The table in the database."""
        return self.kind.value

    @property
    def source(self) -> str:
        """The tables that :meth:`expressions` speak of, the kind's own as ``o``."""
        joined = _INVOICE if Kind.INVOICE in self.links else ""
        return f"{self.table} o JOIN client c ON c.id = o.client_id{joined}"

    def expression(self, key: str) -> str:
        """Return SQL of the stored value of a field; of a link, the number."""
        if key not in self.stored_keys:
            return "c.rtn" if key == "client" else f"i.{key}"
        return _LINKED[Kind(key)] if key in self.links else f"o.{key}"


def stored_value(item: Field, value: Any) -> Any:
    """Return a column of the database as the value of its field: dates and money typed."""
    if item.show is show_date:
        return date.fromisoformat(value) if value else None
    if item.show is show_amount:
        return None if value is None else from_cents(value)
    return "" if value is None else value


def list_cells(listed: OperationList, ids: Sequence[int]) -> Iterator[list[CellValue]]:
    """Yield the cells of operations in the order of their ids; gone ones are left out."""
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found = _read(listed, some)
        yield from (found[one] for one in some if one in found)


def _read(listed: OperationList, ids: Sequence[int]) -> dict[int, list[CellValue]]:
    columns = ", ".join(map(listed.expression, listed.keys))
    names = [name.strip() for name in listed.more.split(",") if name.strip()]
    more = "".join(f", {name}" for name in names)
    width = 2 + len(listed.keys)
    found = {}
    for row in rows(
        f"SELECT o.id, c.name, {columns}{more} FROM {listed.source} "
        f"WHERE o.id IN ({', '.join('?' * len(ids))})",
        ids,
    ):
        operation, client = row[:2]
        values = {
            item.key: stored_value(item, value)
            for item, value in zip(listed.fields, row[2:width], strict=True)
        }
        cells = [_cell(item, values[item.key]) for item in listed.fields]
        facts = values | {name[2:]: value for name, value in zip(names, row[width:], strict=True)}
        told = [one.tell(facts) for one in listed.informed]
        found[operation] = [cells[0], client, *cells[1:], *told]
    return found


def _cell(item: Field, value: Any) -> CellValue:
    if item.show in (show_date, show_amount):
        cell: CellValue = value
        return cell
    return item.show(value)


def column_of(item: Field) -> SheetColumn:
    """Return the column of a field: dates and amounts typed, wide enough for label and example."""
    width = min(max(len(item.label), len(item.example)) + 3, _WIDEST)
    if item.show is show_date:
        return SheetColumn(item.label, 12 if width < 12 else width, Style.DAY)
    if item.show is show_amount:
        return SheetColumn(item.label, 16, Style.MONEY)
    return SheetColumn(item.label, width, Style.PLAIN if item.multiline else Style.TEXT)


def _quote_state(values: dict[str, Any]) -> str:
    annulled = values["annulled_on"] is not None
    return quote_shown_state(values["state"], values["valid_until"], annulled=annulled).label


def _payment_state(values: dict[str, Any]) -> str:
    paid, annulled = from_cents(values["paid"]), values["annulled_on"] is not None
    return payment_state(values["total"], paid, values["due_on"], annulled).label


_ALL = (
    OperationList(
        Kind.CUSTOMS_FILE,
        INFO[Kind.CUSTOMS_FILE].many,
        CUSTOMS_FILE_LIST,
        "o.opened_on, o.number",
    ),
    OperationList(
        Kind.QUOTE,
        INFO[Kind.QUOTE].many,
        QUOTE_LIST,
        "o.issued_on, o.number",
        links=(Kind.CUSTOMS_FILE,),
        informed=(_Informed(SheetColumn("Estado a la fecha", 18), _quote_state),),
    ),
    OperationList(
        Kind.INVOICE,
        INFO[Kind.INVOICE].many,
        INVOICE_LIST,
        "o.issued_on, o.number",
        links=(Kind.CUSTOMS_FILE, Kind.QUOTE),
        more="o.paid",
        informed=(
            _Informed(SheetColumn("Pagado", 16, Style.MONEY), lambda v: from_cents(v["paid"])),
            _Informed(
                SheetColumn("Saldo", 16, Style.MONEY),
                lambda v: from_cents(0) if v["annulled_on"] else v["total"] - from_cents(v["paid"]),
            ),
            _Informed(SheetColumn("Estado de pago", 16), _payment_state),
        ),
    ),
    OperationList(
        Kind.PAYMENT,
        INFO[Kind.PAYMENT].many,
        PAYMENT_LIST,
        "o.paid_on, i.number, o.amount, o.method, o.reference, o.annulled_on, o.id",
        links=(Kind.INVOICE,),
    ),
)

LISTS: dict[Kind, OperationList] = {one.kind: one for one in _ALL}
"""How each kind is listed, in the order in which lists that point to each other are imported."""

BY_NAME: dict[str, OperationList] = {one.name: one for one in _ALL}
"""The same by the names of the command line."""
