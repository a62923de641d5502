"""Judging one row of a list: the verdict of the form, after mending what spreadsheets do.

Keys are those of the fields; of the n-th contact of a row, and in the problems with it, the key is
its target: ``contacto.2.email`` (the second contact's e-mail).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from aduanas_tui.domain.cells import Cell, CellKind
from aduanas_tui.domain.cleaning import (
    blank_placeholder,
    is_placeholder,
    is_sheet_error,
    quoted,
    sheet_error,
)
from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import Field, FieldTable, clean_record
from aduanas_tui.domain.headers import CONTACT_SHEET_FIELDS, contact_target, parse_contact_target
from aduanas_tui.domain.import_rules import (
    MENDERS,
    Mender,
    as_import_warning,
    cell_date,
    cell_formula,
    email_repeated,
    emails_split,
    kind_from_rtn,
    split_emails,
)
from aduanas_tui.domain.problems import Level, Problem, fix
from aduanas_tui.domain.rtn import clean_rtn
from aduanas_tui.domain.text import clean_block, clean_line

FROM_RTN = "según el RTN"
"""What fills a missing column ``tipo`` with the kind of person that each RTN tells."""

_CONTACT_KEYS = {item.key: item.column for item in CONTACT_FIELDS}
_CLIENT_COLUMNS = frozenset(item.column for item in CLIENT_FIELDS)
_CONTACT_TEXTS = frozenset(_CONTACT_KEYS) - {"is_primary"}
_TEXT = CellKind.TEXT
_LOOKED_AT = 40
_NO: frozenset[str] = frozenset()
_PLANS: dict[int, tuple[FieldTable, tuple[tuple[str, str, Mender | None], ...]]] = {}


@dataclass(frozen=True, slots=True)
class ContactVerdict:
    """What a row says of one contact."""

    number: int
    """Which one in the row, from 1, as its columns are numbered."""
    raw: dict[str, str]
    """Text to clean, by key of ``CONTACT_FIELDS``."""
    values: dict[str, Any]
    """Cleaned values, by key of ``CONTACT_FIELDS``; at most one contact of a row is primary."""
    problems: tuple[Problem, ...]
    """Their field is the target: ``contacto.2.email``."""
    blank: frozenset[str]
    """Keys that the row says nothing of; the primary mark too, when it fell to the first one."""


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What a row of a list comes to."""

    raw: dict[str, str]
    """Mended text to clean, by key; what is wrong stands as it was written."""
    values: dict[str, Any]
    """Cleaned values, by key; ``None`` where there is an error."""
    problems: tuple[Problem, ...]
    """All that is to be said of the row, that of its contacts last."""
    contacts: tuple[ContactVerdict, ...] = ()
    blank: frozenset[str] = _NO
    """Keys that the row says nothing of, by a blank cell, a placeholder or a missing column."""
    filled: frozenset[str] = _NO
    """Keys whose value is not the row's but was given for the whole list."""

    @property
    def has_errors(self) -> bool:
        """Whether the row cannot be saved."""
        return any(problem.level is Level.ERROR for problem in self.problems)


def judge_cells(
    cells: Mapping[str, Cell], fill: Mapping[str, str], fields: FieldTable
) -> RowVerdict:
    """Return what a row comes to; never raises.

    Args:
        cells: the cells of the row by target, see ``domain.headers``.
        fill: texts by key for columns that the list does not have (see :data:`FROM_RTN`).
        fields: the table of the list.

    """
    raw, filled, noted, broken = _texts(cells, fill, fields)
    values, problems, blank = _cleaned(fields, raw, noted, broken)
    contacts: tuple[ContactVerdict, ...] = ()
    if len(cells) > sum(column in cells for _, column, _ in _plan(fields)):
        contacts = _judge_contacts(cells)
        for contact in contacts:
            problems += contact.problems
    return RowVerdict(raw, values, problems, contacts, blank, filled)


def shown_texts(verdict: RowVerdict, fields: FieldTable) -> dict[str, str]:
    """Return the texts of a row by key, as stored values are shown or, where wrong, as written.

    Those of contacts are by target. Judging these texts again gives the same values.
    """
    shown = {}
    for item in fields:
        shown[item.key] = _shown(item, verdict.raw, verdict.values)
    for contact in verdict.contacts:
        for item in CONTACT_FIELDS:
            target = contact_target(contact.number, item.column)
            shown[target] = _shown(item, contact.raw, contact.values)
    return shown


def rtn_key(cell: Cell) -> str:
    """Return the RTN by which a row of a sheet of contacts finds its client, or nothing."""
    text, _ = MENDERS["rtn"]("rtn", cell.text)
    return clean_rtn("rtn", text).value or ""


def _shown(item: Field, raw: Mapping[str, str], values: Mapping[str, Any]) -> str:
    value = values[item.key]
    if value is not None:
        return item.show(value)
    text = raw[item.key]
    clean = clean_block if item.multiline else clean_line
    return clean(text, 4 * len(text) + 1)


def _texts(
    cells: Mapping[str, Cell], fill: Mapping[str, str], fields: FieldTable
) -> tuple[dict[str, str], frozenset[str], list[Problem], set[str]]:
    """Return the texts to clean, the filled keys, what was noted, and the keys beyond mending."""
    raw: dict[str, str] = {}
    noted: list[Problem] = []
    broken: set[str] = set()
    for key, column, mender in _plan(fields):
        cell = cells.get(column)
        if cell is None:
            raw[key] = fill.get(key, "")
            continue
        text = cell.text
        if cell.kind is not _TEXT or "#" in text:
            text, problem = _typed(key, cell)
            if problem:
                noted.append(problem)
                if problem.level is Level.ERROR:
                    broken.add(key)
        if mender and text and key not in broken:
            text, problems = mender(key, text)
            if problems:
                noted.extend(problems)
                if problems[-1].level is Level.ERROR:
                    broken.add(key)
        raw[key] = text
    if raw.get("email", "").count("@") > 1 and "billing_email" in raw:
        _split_emails(raw, noted)
    filled = frozenset(key for key, text in fill.items() if raw.get(key) and text) if fill else _NO
    if filled:
        filled -= {key for key, column, _ in _plan(fields) if column in cells}
        if raw.get("kind") == FROM_RTN:
            raw["kind"], notes = kind_from_rtn("kind", raw["rtn"])
            noted.extend(notes)
    return raw, filled, noted, broken


def _plan(fields: FieldTable) -> tuple[tuple[str, str, Mender | None], ...]:
    """Return key, column and mender of each field; kept by identity, a table is slow to hash."""
    kept = _PLANS.get(id(fields))
    if kept is None or kept[0] is not fields:
        plan = tuple((item.key, item.column, MENDERS.get(item.key)) for item in fields)
        kept = _PLANS[id(fields)] = (fields, plan)
    return kept[1]


def _typed(key: str, cell: Cell) -> tuple[str, Problem | None]:
    """Return the text of a cell that is more than text, with its problem."""
    kind, text = cell.kind, cell.text
    if kind is CellKind.BLANK:
        return "", None
    if kind is CellKind.FORMULA:
        return text, cell_formula(key)
    if kind is CellKind.ERROR or ("#" in text and is_sheet_error(clean_line(text, _LOOKED_AT))):
        return text, sheet_error(key, text)
    if kind is CellKind.DATE:
        return text, cell_date(key, text)
    if kind is CellKind.BOOL and key not in _CONTACT_KEYS:
        return ("Verdadero" if text == "1" else "Falso"), None
    return text, None


def _split_emails(raw: dict[str, str], noted: list[Problem]) -> None:
    """Give the second of two addresses to billing, when that is free."""
    found = split_emails(raw["email"])
    if not found:
        return
    first, second = found
    billing = raw["billing_email"].strip()
    if first.casefold() == second.casefold() or second.casefold() == billing.casefold():
        raw["email"] = first
        noted.append(email_repeated(first))
    elif not billing or is_placeholder(billing):
        raw["email"], raw["billing_email"] = first, second
        noted.append(emails_split(first, second))


def _cleaned(
    fields: FieldTable, raw: dict[str, str], noted: list[Problem], broken: set[str]
) -> tuple[dict[str, Any], tuple[Problem, ...], frozenset[str]]:
    """Return values and problems as the form has them, and the keys that say nothing."""
    if broken:
        record = clean_record(fields, {**raw, **dict.fromkeys(broken, "")})
        values = {**record.values, **dict.fromkeys(broken)}
        found = tuple(problem for problem in record.problems if problem.field not in broken)
    else:
        record = clean_record(fields, raw)
        values, found = record.values, record.problems
    if found:
        empty = [one for one in found if one.code == "choice_unknown" and _says_nothing(raw, one)]
        if empty:
            for problem in empty:
                noted.extend(blank_placeholder(problem.field, raw[problem.field], ()).problems)
                raw[problem.field] = ""
            return _cleaned(fields, raw, noted, broken)
    blank = frozenset([key for key, value in values.items() if value == "" or value is None])
    if not (found or noted):
        return values, (), blank
    if fields is CONTACT_SHEET_FIELDS:
        found = tuple(one for one in found if one.field != "rtn" or one.level is Level.ERROR)
    problems = tuple(map(as_import_warning, (*noted, *found)))
    faulty = {one.field for one in problems if one.level is Level.ERROR and one.code != "required"}
    return values, problems, blank - faulty


def _says_nothing(raw: Mapping[str, str], problem: Problem) -> bool:
    return is_placeholder(clean_line(raw[problem.field], _LOOKED_AT))


def _judge_contacts(cells: Mapping[str, Cell]) -> tuple[ContactVerdict, ...]:
    """Judge the contacts of a row in the order of their numbers; blank ones are none."""
    by_number: dict[int, dict[str, Cell]] = {}
    for target, cell in cells.items():
        if not (cell.text or cell.kind is CellKind.FORMULA) or target in _CLIENT_COLUMNS:
            continue
        contact = parse_contact_target(target)
        if contact:
            by_number.setdefault(contact[0], {})[contact[1]] = cell
    found = [_judge_contact(number, by_number[number]) for number in sorted(by_number)]
    return _with_one_primary([one for one in found if one])


def _judge_contact(number: int, cells: Mapping[str, Cell]) -> ContactVerdict | None:
    raw, _, noted, broken = _texts(cells, {}, CONTACT_FIELDS)
    values, problems, blank = _cleaned(CONTACT_FIELDS, raw, noted, broken)
    if blank.issuperset(_CONTACT_TEXTS):
        return None
    if not raw["is_primary"].strip():
        blank |= {"is_primary"}
    problems = tuple(_of_contact(number, problem) for problem in problems)
    return ContactVerdict(number, raw, values, problems, blank)


def _of_contact(number: int, problem: Problem) -> Problem:
    target = contact_target(number, _CONTACT_KEYS[problem.field])
    return Problem(target, problem.level, problem.code, problem.message)


def _with_one_primary(contacts: list[ContactVerdict]) -> tuple[ContactVerdict, ...]:
    """Make the first contact primary when none is, and take the mark off those after one."""
    marked = [contact for contact in contacts if contact.values["is_primary"]]
    if contacts and not marked:
        first = contacts[0]
        contacts[0] = replace(
            first,
            values={**first.values, "is_primary": True},
            blank=first.blank | {"is_primary"},
        )
    for contact in marked[1:]:
        target = contact_target(contact.number, "principal")
        note = f"Solo un contacto es el principal: quedó {quoted(marked[0].raw['name'])}."
        contacts[contacts.index(contact)] = replace(
            contact,
            raw={**contact.raw, "is_primary": "No"},
            values={**contact.values, "is_primary": False},
            problems=(*contact.problems, fix(target, "contact_primary_several", note)),
        )
    return tuple(contacts)
