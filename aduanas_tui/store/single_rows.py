"""Reading and writing single rows of a model by statements that are put together once.

peewee puts its SQL together anew for every query, which takes longer than the query: half of what
a save needs the processor for, while others wait for the lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from peewee import ForeignKeyField

from aduanas_tui.store.connection import execute, rows
from aduanas_tui.store.models import OfficeModel

M = TypeVar("M", bound=OfficeModel)

Convert = Callable[[Any], Any]


def read_row(model: type[M], row_id: int) -> M | None:
    """Return the record with an id, if it is there."""
    found = read_rows(model, "id = ?", (row_id,))
    return found[0] if found else None


def read_rows(model: type[M], where: str, parameters: Sequence[Any]) -> list[M]:
    """Return the few records that meet a condition."""
    sql, fields = _reading(model)
    return [
        model(
            __no_default__=True,
            **{name: convert(value) for (name, convert), value in zip(fields, row, strict=True)},
        )
        for row in rows(f"{sql} WHERE {where}", parameters)
    ]


def insert_row(model: type[OfficeModel], values: Mapping[str, Any]) -> int:
    """Insert a record with all its fields, or those that may be left out, and return its id."""
    sql, converts = _inserting(model, tuple(values))
    cursor = execute(
        sql, [convert(value) for convert, value in zip(converts, values.values(), strict=True)]
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def update_row(
    model: type[OfficeModel], row_id: int, version: int, values: Mapping[str, Any]
) -> bool:
    """Set fields of a record if it still has a version, which goes up; tell whether it had."""
    sql, converts = _updating(model, tuple(values))
    new = [convert(value) for convert, value in zip(converts, values.values(), strict=True)]
    return execute(sql, [*new, row_id, version]).rowcount == 1


@cache
def _reading(model: type[OfficeModel]) -> tuple[str, list[tuple[str, Convert]]]:
    fields = model._meta.sorted_fields
    columns = ", ".join(_quoted(field.column_name) for field in fields)
    names = [
        (
            field.object_id_name if isinstance(field, ForeignKeyField) else field.name,
            field.python_value,
        )
        for field in fields
    ]
    return f"SELECT {columns} FROM {_quoted(model._meta.table_name)}", names


@cache
def _inserting(model: type[OfficeModel], names: tuple[str, ...]) -> tuple[str, list[Convert]]:
    columns, converts = _written(model, names)
    places = ", ".join("?" * len(names))
    table = _quoted(model._meta.table_name)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", converts


@cache
def _updating(model: type[OfficeModel], names: tuple[str, ...]) -> tuple[str, list[Convert]]:
    columns, converts = _written(model, names)
    changes = "".join(f", {column} = ?" for column in columns)
    return (
        f"UPDATE {_quoted(model._meta.table_name)} SET version = version + 1{changes} "
        "WHERE id = ? AND version = ?",
        converts,
    )


def _written(model: type[OfficeModel], names: tuple[str, ...]) -> tuple[list[str], list[Convert]]:
    fields = [model._meta.fields[name] for name in names]
    return [_quoted(field.column_name) for field in fields], [field.db_value for field in fields]


def _quoted(name: str) -> str:
    return f'"{name}"'
