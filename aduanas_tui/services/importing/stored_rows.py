"""Judged rows as they are staged, and as they come back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import field
from aduanas_tui.domain.problems import Level, Problem
from aduanas_tui.domain.text import clean_block, clean_line
from aduanas_tui.services.importing.judging import Placed, worst
from aduanas_tui.services.importing.merging import ContactChange
from aduanas_tui.services.importing.model import PreviewRow, View
from aduanas_tui.services.importing.plain_rows import PlainRow
from aduanas_tui.services.importing.records import RecordKind
from aduanas_tui.services.importing.staging import Staging
from aduanas_tui.services.sheets import SEPARATOR

COLUMNS = "number, action, base, skipped, rtn, sort_text, detail, plain"
_INSERT = (
    "INSERT OR REPLACE INTO verdict (number, action, base, level, skipped, rtn, sort_text, detail) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_PLAIN = (
    "INSERT INTO verdict (number, action, base, level, skipped, rtn, sort_text, detail, plain, "
    "search_text) VALUES (?, 'crear', 'crear', ?, 0, ?, ?, ?, ?, ?)"
)

_WHERE = {
    "all": "1",
    "new": "verdict.action = 'crear'",
    "updates": "verdict.action = 'actualizar'",
    "problems": "level > 0",
    "errors": "verdict.action = 'error'",
    "unchanged": "verdict.action = 'sin_cambios'",
    "skipped": "verdict.action = 'omitir'",
}


def save(
    staging: Staging, record: RecordKind, placed: Iterable[Placed], *, fresh: bool = False
) -> None:
    """Stage judged rows; ``fresh`` when none of them was staged before."""
    rows, kinds, numbers = [], [], []
    keys = record.keys
    for one in placed:
        level = one.level
        numbers.append((one.number,))
        rows.append(
            (
                one.number,
                one.action,
                one.base,
                level,
                one.skipped,
                one.rtn,
                one.sort_text,
                _encoded(keys, one),
            )
        )
        if level:
            kinds += [(code, one.number) for code in {each.code for each in one.problems}]
    if not fresh:
        staging.many("DELETE FROM kind WHERE number = ?", numbers)
    staging.many(_INSERT, rows)
    staging.many("INSERT INTO kind VALUES (?, ?)", kinds)


def save_plain(staging: Staging, plain: Iterable[PlainRow]) -> None:
    """Stage plain rows, none of them staged before."""
    rows, kinds = [], []
    for number, rtn, sort_text, values, search_text, problems in plain:
        level = 0
        if problems:
            found = _problems(json.loads(problems))
            level = worst(found)
            kinds += [(code, number) for code in {each.code for each in found}]
        rows.append((number, level, rtn, sort_text, problems, values, search_text))
    staging.many(_INSERT_PLAIN, rows)
    staging.many("INSERT INTO kind VALUES (?, ?)", kinds)


def _encoded(keys: Sequence[str], one: Placed) -> str:
    problems = [[each.field, each.level, each.code, each.message] for each in one.problems]
    contacts = [[each.id, each.name, each.changes] for each in one.contacts]
    detail: list[Any] = [
        [one.values.get(key) for key in keys],
        problems,
        one.raw,
        contacts,
        one.changes,
        one.stamp,
        one.kept,
        one.reactivates,
    ]
    return json.dumps(detail, ensure_ascii=False)


def decoded(record: RecordKind, row: Sequence[Any]) -> Placed:
    """Return a row of :data:`COLUMNS` as it was judged."""
    number, action, base, skipped, rtn, sort_text, detail, plain = row
    if plain:
        found = dict(zip(record.keys, plain.split(SEPARATOR), strict=True))
        problems = _problems(json.loads(detail)) if detail else ()
        return Placed(number, action, base, bool(skipped), rtn, sort_text, problems, found, {})
    values, problems, raw, contacts, changes, stamp, kept, reactivates = json.loads(detail)
    return Placed(
        number=number,
        action=action,
        base=base,
        skipped=bool(skipped),
        rtn=rtn,
        sort_text=sort_text,
        problems=_problems(problems),
        values=dict(zip(record.keys, values, strict=True)),
        raw=raw,
        changes=changes,
        kept=kept,
        contacts=[ContactChange(*one) for one in contacts],
        stamp=stamp,
        reactivates=reactivates,
    )


def _problems(found: Iterable[Sequence[str]]) -> tuple[Problem, ...]:
    return tuple(Problem(key, Level(level), code, message) for key, level, code, message in found)


def where(view: View) -> tuple[str, list[Any]]:
    """Return the condition on table ``verdict`` of a view, and its parameters."""
    condition = _WHERE[view.which]
    if not view.code:
        return condition, []
    return (
        f"{condition} AND number IN (SELECT number FROM kind WHERE code = ?)",
        [view.code],
    )


def preview(record: RecordKind, one: Placed) -> PreviewRow:
    """Return a row as it is shown."""
    shown: dict[str, str] = {}
    show = record.show
    for key, value in one.values.items():
        if value is None and one.raw.get(key):
            shown[key] = _safe(key, one.raw.get(key, ""))
        elif key in one.kept and key not in one.changes:
            shown[key] = show(key, one.kept[key])
        else:
            shown[key] = show(key, value)
    shown.update((key, _safe(key, text)) for key, text in one.raw.items() if key not in shown)
    differences = {key: (show(key, old), show(key, new)) for key, (old, new) in one.changes.items()}
    for key, (_, new) in differences.items():
        shown[key] = new
    for position, contact in enumerate(one.contacts, 1):
        if one.stamp:
            differences.update(_contact_differences(position, contact))
    if one.reactivates:
        differences["activo"] = ("No", "Sí")
    return PreviewRow(
        id=one.number,
        action=one.action,
        shown=shown,
        problems=one.problems,
        differences=differences if one.action in ("actualizar", "omitir") else {},
        client_id=(one.stamp[0] or None) if one.stamp else None,
        other_active=bool(one.stamp[2]) if one.stamp and record.can_reactivate else None,
        skipped=one.skipped,
        reactivates=one.reactivates,
    )


def _safe(key: str, text: str) -> str:
    """Return what a stranger typed, without what a terminal must not get."""
    clean = clean_block if key == "notes" else clean_line
    return clean(text, 4 * len(text) + 1)


def _contact_differences(position: int, contact: ContactChange) -> dict[str, tuple[str, str]]:
    found = {}
    for key, (old, new) in contact.changes.items():
        item = field(CONTACT_FIELDS, key)
        before = "" if old is None else item.show(old)
        found[f"contacto.{position}.{item.column}"] = (before, item.show(new))
    return found
