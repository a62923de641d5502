"""Judging one row of a list of operations by itself: the verdict of the form, after mending."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aduanas_tui.domain.cells import BLANK, Cell, CellKind
from aduanas_tui.domain.cleaning import (
    blank_placeholder,
    is_placeholder,
    is_sheet_error,
    sheet_error,
)
from aduanas_tui.domain.dates import show_date
from aduanas_tui.domain.fields import Field, FieldTable, clean_record
from aduanas_tui.domain.import_rules import as_import_warning, cell_date, cell_formula, mend_rtn
from aduanas_tui.domain.invoice_number import clean_invoice_number
from aduanas_tui.domain.operation_menders import mend_date, mend_invoice_number
from aduanas_tui.domain.problems import Level, Problem
from aduanas_tui.domain.text import clean_line
from aduanas_tui.services.importing.verdict import RowVerdict

_LOOKED_AT = 40
_CLIENT = "client"


def judge_operation(
    cells: Mapping[str, Cell], fill: Mapping[str, str], fields: FieldTable
) -> RowVerdict:
    """Return what a row comes to; never raises.

    Args:
        cells: the cells of the row by column name.
        fill: texts by key for columns that the list does not have.
        fields: the table of the list, the client first.

    """
    raw: dict[str, str] = {}
    noted: list[Problem] = []
    broken: set[str] = set()
    for item in fields:
        cell = cells.get(item.column)
        if cell is None:
            raw[item.key] = fill.get(item.key, "")
            continue
        text, problems = _text(item, cell)
        raw[item.key] = text
        if problems:
            noted += problems
            if any(problem.level is Level.ERROR for problem in problems):
                broken.add(item.key)
    values, found = _cleaned(fields, raw, noted, broken)
    problems_of_row = tuple(
        as_import_warning(one)
        for one in (*noted, *found)
        # The client with that RTN is registered or not: what is unusual in it was asked then.
        if one.field != _CLIENT or one.level is not Level.WARNING
    )
    blank = frozenset([key for key, text in raw.items() if not text or text.isspace()])
    filled = frozenset(
        [item.key for item in fields if item.column not in cells and item.key not in blank]
    )
    return RowVerdict(raw, values, problems_of_row, (), blank, filled)


def _cleaned(
    fields: FieldTable, raw: dict[str, str], noted: list[Problem], broken: set[str]
) -> tuple[dict[str, Any], list[Problem]]:
    """Return values and problems as the form has them; cells that say that they are empty are."""
    record = clean_record(fields, {**raw, **dict.fromkeys(broken, "")} if broken else raw)
    found = [one for one in record.problems if one.field not in broken]
    empty = {
        one.field
        for one in found
        if one.level is Level.ERROR and is_placeholder(clean_line(raw[one.field], _LOOKED_AT))
    }
    if empty:
        # "-" and "N/A" where a date, an amount or a choice goes.
        for key in raw:
            if key in empty:
                noted.extend(blank_placeholder(key, raw[key], ()).problems)
                raw[key] = ""
        return _cleaned(fields, raw, noted, broken)
    return {**record.values, **dict.fromkeys(broken)}, found


def _text(item: Field, cell: Cell) -> tuple[str, tuple[Problem, ...]]:
    """Return the text to clean of a cell, and what was mended or cannot be."""
    kind, text = cell.kind, cell.text
    if cell is BLANK or kind is CellKind.BLANK:
        return "", ()
    if kind is CellKind.FORMULA:
        return text, (cell_formula(item.key),)
    if kind is CellKind.ERROR or ("#" in text and is_sheet_error(clean_line(text, _LOOKED_AT))):
        return text, (sheet_error(item.key, text),)
    if item.show is show_date:
        return mend_date(item.key, cell)
    if kind is CellKind.DATE:
        return text, (cell_date(item.key, text),)
    if kind is CellKind.BOOL:
        return "Verdadero" if text == "1" else "Falso", ()
    if item.key == _CLIENT:
        return mend_rtn(item.key, text)
    if getattr(item.clean, "func", None) is clean_invoice_number:
        return mend_invoice_number(item.key, cell)
    return text, ()
