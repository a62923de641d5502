"""The machinery of the tables of fields: one declaration for form, import, export and help.

The tables themselves are in ``client_fields``, ``contact_fields`` and ``operation_fields``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

from aduanas_tui.domain.cleaning import clean_long_text, clean_text, plain_text
from aduanas_tui.domain.problems import Cleaned, Level, Problem, error

Rule = Callable[[dict[str, Any], Mapping[str, str], list[Problem]], None]
"""A rule between fields: gets the values, what was typed, and the problems so far.

It may complete a value and add to the problems. A value is ``None`` or blank when its field has an
error or was left empty.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that a field can take."""

    value: str
    """What is stored."""
    label: str
    """What is shown."""


def show_text(value: Any) -> str:
    """Return a stored text as it is shown; nothing for ``None``."""
    return "" if value is None else str(value)


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of a table, with all that form, import, export and help need to know of it."""

    key: str
    """English name, the attribute of the model."""
    label: str
    """Spanish label, word for word as in the manual."""
    column: str
    """Machine name in files and on the command line."""
    required: bool = False
    max_length: int
    """Longest stored text, in characters; what is typed may be longer (RTN with dashes)."""
    clean: Callable[[str], Cleaned]
    """Turns any text into the stored value and its problems; never raises."""
    plain: Callable[[str], str | None] | None = None
    """Turns text that is right at first sight into the value that ``clean`` gives it without any
    problem, and anything else into ``None``. Most cells of a list are plain; a blank is ``""``."""
    show: Callable[[Any], str] = show_text
    """Turns a stored value into the text that is shown, and typed back in a form."""
    choices: tuple[Choice, ...] = ()
    synonyms: tuple[str, ...] = ()
    """Other headers under which lists bring this field."""
    example: str = ""
    help: str = ""
    required_message: str = ""
    """What to say when a required field is blank."""
    multiline: bool = False


class FieldTable(tuple[Field, ...]):
    """The fields of one table in order, with the rules between them."""

    rules: tuple[Rule, ...]

    def __new__(cls, fields: Iterable[Field], rules: Sequence[Rule] = ()) -> Self:
        """Return the table of ``fields``; ``rules`` are tried in order."""
        table = super().__new__(cls, fields)
        table.rules = tuple(rules)
        return table


@dataclass(frozen=True, slots=True)
class CleanRecord:
    """The cleaned values of a whole record, by key, and all its problems."""

    values: dict[str, Any]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What forbids saving."""
        return self._of(Level.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What can be saved over."""
        return self._of(Level.WARNING)

    @property
    def fixes(self) -> tuple[Problem, ...]:
        """What cleaning changed."""
        return self._of(Level.FIX)

    def for_field(self, key: str) -> tuple[Problem, ...]:
        """Return the problems of one field."""
        return tuple(problem for problem in self.problems if problem.field == key)

    def _of(self, level: Level) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.level is level)


def field(fields: Iterable[Field], key: str) -> Field:
    """Return the field with that key; raises ``KeyError`` when there is none."""
    for candidate in fields:
        if candidate.key == key:
            return candidate
    raise KeyError(key)


def clean_field(item: Field, raw: str) -> Cleaned:
    """Clean one field as :func:`clean_record` does, ``required`` included."""
    cleaned = item.clean(raw)
    return _required(item, cleaned) if item.required and not cleaned.value else cleaned


def _required(item: Field, cleaned: Cleaned) -> Cleaned:
    """Add the error of a required field that is blank, unless something else is wrong with it."""
    if not _is_blank(cleaned.value):
        return cleaned
    if any(problem.level is Level.ERROR for problem in cleaned.problems):
        return cleaned
    message = item.required_message or f"Falta {item.label}: es obligatorio."
    return Cleaned(cleaned.value, (*cleaned.problems, error(item.key, "required", message)))


def clean_record(fields: FieldTable, raw: Mapping[str, str]) -> CleanRecord:
    """Clean every field of a record and try the rules between them; never raises.

    ``raw`` is what was typed, by key; a missing key is a blank. Form, import and command line all
    call this, so they give the same verdict.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for item in fields:
        key = item.key
        text = raw.get(key) or ""
        if text and item.plain is not None:
            value = item.plain(text)
            if value:
                values[key] = value
                continue
        cleaned = item.clean(text)
        value = cleaned.value
        if not value and item.required:
            cleaned = _required(item, cleaned)
        values[key] = value
        if cleaned.problems:
            problems.extend(cleaned.problems)
    for rule in fields.rules:
        rule(values, raw, problems)
    return CleanRecord(values, tuple(problems))


def _is_blank(value: Any) -> bool:
    return value is None or value == ""


def show_record(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, str]:
    """Return every value as it is shown, by key; cleaning it gives the same values."""
    return {item.key: item.show(values.get(item.key)) for item in fields}


def plain_texts(limit: int) -> Callable[[str], str | None]:
    """Return what tells the plain texts of at most ``limit`` characters."""
    return partial(plain_text, limit)


def text_cleaner(key: str, limit: int, *, multiline: bool = False) -> Callable[[str], Cleaned]:
    """Return the cleaner of a free text of at most ``limit`` characters."""
    return partial(clean_long_text if multiline else clean_text, key, limit)
