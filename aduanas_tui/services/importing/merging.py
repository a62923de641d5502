"""What a row changes of a client that exists: its fields and its contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.fields import clean_record, show_record
from aduanas_tui.domain.import_rules import person_key
from aduanas_tui.domain.problems import Level, Problem
from aduanas_tui.services import audit, clients
from aduanas_tui.services.importing.known import Known, KnownContact
from aduanas_tui.services.importing.verdict import ContactVerdict, RowVerdict

_OF_THE_CELL = ("blank_placeholder", "cell_date")
"""Warnings that tell of the file, also where the value in the end does not change."""

_OF_A_NEW_CLIENT = ("kind_from_rtn",)
"""Notes on what fills a column that the list lacks: a client that exists keeps what is stored."""


@dataclass(slots=True)
class ContactChange:
    """A contact that is new (``id`` 0) or changes."""

    id: int
    name: str
    changes: audit.Changes


@dataclass(slots=True)
class Merge:
    """What a row would change of a client, and the problems that remain."""

    changes: audit.Changes = field(default_factory=dict)
    contacts: list[ContactChange] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.contacts)

    @property
    def has_errors(self) -> bool:
        """Whether the row cannot be saved."""
        return any(problem.level is Level.ERROR for problem in self.problems)


def merge(known: Known, verdict: RowVerdict, erase: frozenset[str]) -> Merge:
    """Return what the row changes; blank cells keep what is stored unless they are to erase it.

    A row that changes nothing has no problems.
    """
    kept = _kept(verdict, erase)
    given = [key for key in clients.KEYS if key not in kept]
    errors = [
        problem
        for problem in verdict.problems
        if problem.level is Level.ERROR and problem.field not in kept
    ]
    people = merge_contacts(known.contacts, verdict.contacts)
    stored = known.values
    same = all(
        verdict.values[key] == stored[key]
        for key in given
        if verdict.values[key] is not None and key != "rtn"
    )
    if same and not people and not errors:
        return Merge()
    if same:
        return Merge({}, people, _without(verdict.problems, kept, set()))
    return _judged_whole(known, verdict, kept, given, people)


def _kept(verdict: RowVerdict, erase: frozenset[str]) -> frozenset[str]:
    """Return the keys whose stored value stays."""
    required = {problem.field for problem in verdict.problems if problem.code == "required"}
    return frozenset(((verdict.blank | required) - erase) | verdict.filled)


def _judged_whole(
    known: Known,
    verdict: RowVerdict,
    kept: frozenset[str],
    given: Sequence[str],
    people: list[ContactChange],
) -> Merge:
    """Judge the row together with what is stored, as the form does when a client is edited."""
    raw = {**show_record(CLIENT_FIELDS, known.values), **{k: verdict.raw.get(k, "") for k in given}}
    record = clean_record(CLIENT_FIELDS, raw)
    values = {
        key: value
        for key, value in record.values.items()
        if value is not None and (key in given or (value and not known.values[key]))
    }
    changes = audit.differences(known.values, values)
    problems = list(_without(verdict.problems, kept, set(changes)))
    said = {(one.field, one.code) for one in problems}
    for one in (*record.errors, *clients.new_warnings(record.warnings, changes)):
        if one.field in given and (one.field, one.code) not in said:
            problems.append(one)
    return Merge(changes, people, tuple(problems))


def _without(
    problems: Iterable[Problem], kept: frozenset[str], changed: set[str]
) -> tuple[Problem, ...]:
    """Leave out errors of blanks that keep what is stored, and warnings that were accepted."""
    asked = changed | ({"kind"} if changed & {"rtn", "kind"} else set())
    return tuple(
        one
        for one in problems
        if (one.level is Level.ERROR and one.field not in kept)
        or (one.level is Level.FIX and one.code not in _OF_A_NEW_CLIENT)
        or (one.level is Level.WARNING and _is_new(one, asked))
    )


def _is_new(problem: Problem, asked: set[str]) -> bool:
    is_of_contact = problem.field not in clients.KEYS
    return is_of_contact or problem.field in asked or problem.code in _OF_THE_CELL


def merge_contacts(
    stored: Sequence[KnownContact], given: Sequence[ContactVerdict]
) -> list[ContactChange]:
    """Return the contacts that are new or change; none is removed.

    A contact is the stored one of the same name; among several of one name the one with the same
    values, else the first. Saying that the primary one is not changes nothing until another is.
    """
    left = list(stored)
    pairs: list[tuple[KnownContact | None, ContactVerdict]] = []
    for one in given:
        match = _match(left, one)
        if match is not None:
            left.remove(match)
        pairs.append((match, one))
    primary = next((one for one in stored if one.values["is_primary"]), None)
    chosen = next(
        (
            position
            for position, (match, one) in enumerate(pairs)
            if one.values.get("is_primary")
            and "is_primary" not in one.blank
            and (match is None or match is not primary)
        ),
        None,
    )
    if chosen is None and primary is None and pairs:
        chosen = 0
    found: list[ContactChange] = []
    if chosen is not None and primary is not None and pairs[chosen][0] is not primary:
        found.append(
            ContactChange(primary.id, primary.values["name"], {"is_primary": [True, False]})
        )
    for position, (match, one) in enumerate(pairs):
        change = _change(match, one, is_chosen=position == chosen)
        if change is not None:
            found.append(change)
    return _joined(found)


def new_contacts(given: Sequence[ContactVerdict]) -> list[ContactChange]:
    """Return the contacts of a client that is new; the first is primary if none else is."""
    return merge_contacts((), given)


def _match(left: Sequence[KnownContact], one: ContactVerdict) -> KnownContact | None:
    key = person_key(one.values.get("name") or "")
    named = [stored for stored in left if person_key(stored.values["name"]) == key]
    for stored in named:
        if all(stored.values[each] == value for each, value in _given(one).items()):
            return stored
    return named[0] if named else None


def _given(one: ContactVerdict) -> dict[str, Any]:
    return {
        key: value
        for key, value in one.values.items()
        if key not in one.blank and value is not None and key != "is_primary"
    }


def _change(
    match: KnownContact | None, one: ContactVerdict, *, is_chosen: bool
) -> ContactChange | None:
    if match is None:
        values = {key: value if value is not None else "" for key, value in one.values.items()}
        return ContactChange(
            0, values.get("name", ""), audit.created({**values, "is_primary": is_chosen})
        )
    changes = audit.differences(match.values, _given(one))
    if is_chosen and not match.values["is_primary"]:
        changes["is_primary"] = [False, True]
    name = one.values.get("name") or match.values["name"]
    return ContactChange(match.id, name, changes) if changes else None


def _joined(found: Sequence[ContactChange]) -> list[ContactChange]:
    """Join the changes of one contact; whoever loses the primary mark comes first."""
    by_id: dict[int, ContactChange] = {}
    joined: list[ContactChange] = []
    for one in found:
        if one.id and one.id in by_id:
            by_id[one.id].changes.update(one.changes)
            by_id[one.id].name = one.name
            continue
        joined.append(one)
        if one.id:
            by_id[one.id] = one
    return joined
