"""Two people changed one record: what goes together by itself, and what somebody has to choose.

Everything is compared as the forms show it, field by field: what a field *was* when an operator
opened the record (base), what that operator typed (mine), and what is stored now (theirs).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from aduanas_tui.domain.fields import FieldTable, clean_field
from aduanas_tui.domain.problems import Level


class Choice(StrEnum):
    """What stays in a field that two people changed."""

    BASE = "antes"
    MINE = "suyo"
    THEIRS = "actual"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both changed, each to something else."""

    key: str
    base: str
    mine: str
    theirs: str

    def text(self, choice: Choice) -> str:
        """Return the text that a choice leaves."""
        return {Choice.BASE: self.base, Choice.MINE: self.mine}.get(choice, self.theirs)


@dataclass(frozen=True, slots=True)
class Merge:
    """What became of each field that anybody changed; each key is in one of these at most."""

    mine: dict[str, str]
    """Changed by the operator alone: still to be stored."""
    theirs: dict[str, str]
    """Changed by somebody else alone: stored already."""
    equal: dict[str, str]
    """Changed by both to the same: stored already."""
    conflicts: tuple[Conflict, ...]

    def to_store(self, choices: Mapping[str, Choice]) -> dict[str, str]:
        """Return what has to be stored over what is there, once every conflict is decided."""
        chosen = {
            one.key: one.text(choices[one.key])
            for one in self.conflicts
            if choices[one.key] is not Choice.THEIRS
        }
        return {**self.mine, **chosen}


def merge(base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Merge:
    """Compare three states of a record by field; a key that ``mine`` lacks was not changed there.

    A change by one alone is kept, whoever made it; equal changes are one; different changes of
    the same field are a conflict.
    """
    kept: dict[str, str] = {}
    taken: dict[str, str] = {}
    equal: dict[str, str] = {}
    conflicts: list[Conflict] = []
    for key, was in base.items():
        typed, stored = mine.get(key, was), theirs.get(key, was)
        if typed == stored:
            if stored != was:
                equal[key] = stored
        elif stored == was:
            kept[key] = typed
        elif typed == was:
            taken[key] = stored
        else:
            conflicts.append(Conflict(key, was, typed, stored))
    return Merge(kept, taken, equal, tuple(conflicts))


def as_shown(fields: FieldTable, raw: Mapping[str, str]) -> dict[str, str]:
    """Return what is typed as it would be shown once stored, so that it can be compared.

    What has an error stays as it is typed: it is a change like any other until it is mended.
    """
    shown = {}
    for item in fields:
        if item.key in raw:
            cleaned = clean_field(item, raw[item.key])
            wrong = any(problem.level is Level.ERROR for problem in cleaned.problems)
            shown[item.key] = raw[item.key] if wrong else item.show(cleaned.value)
    return shown
