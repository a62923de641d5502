"""Fields that take one of a few values: how what was written is understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aduanas_tui.domain.cleaning import quoted, tidy_line
from aduanas_tui.domain.fields import Choice
from aduanas_tui.domain.problems import Cleaned, error, fix
from aduanas_tui.domain.text import fold, words

Synonyms = Mapping[str, tuple[str, ...]]
"""Folded words that mean a value, by stored value."""


def choice_cleaner(
    key: str, choices: tuple[Choice, ...], synonyms: Synonyms | None = None
) -> Callable[[str], Cleaned]:
    """Return the cleaner of a choice: stored value, label or synonym, whatever its case.

    A synonym is listed as fix ``choice_understood``; anything else is error ``choice_unknown``.
    """
    exact = _exact(choices)
    by_name: dict[str, str] = {}
    for choice in choices:
        by_name[_name(choice.value)] = by_name[_name(choice.label)] = choice.value
    by_synonym = {synonym: value for value, names in (synonyms or {}).items() for synonym in names}
    labels = {choice.value: choice.label for choice in choices}
    listed = ", ".join(choice.label for choice in choices)

    def clean(raw: str) -> Cleaned:
        value = exact.get(raw)
        if value is not None:
            return Cleaned(value)
        text, fixes = tidy_line(key, raw)
        if not text:
            return Cleaned("", fixes)
        name = _name(text)
        value = by_name.get(name)
        if value is not None:
            return Cleaned(value, fixes)
        value = by_synonym.get(name) or by_synonym.get(fold(text))
        if value is not None:
            note = f"{quoted(text)} se entendió como {labels[value]}."
            return Cleaned(value, (*fixes, fix(key, "choice_understood", note)))
        message = f"No se reconoce {quoted(text)}; elija: {listed}."
        return Cleaned(None, (*fixes, error(key, "choice_unknown", message)))

    return clean


def plain_choices(choices: tuple[Choice, ...]) -> Callable[[str], str | None]:
    """Return what tells the stored values and the labels of a choice."""
    return _exact(choices).get


def choice_shower(choices: tuple[Choice, ...]) -> Callable[[Any], str]:
    """Return what shows a stored value by its label."""
    labels = {choice.value: choice.label for choice in choices}

    def show(value: Any) -> str:
        return labels.get(value, "") if value else ""

    return show


def _exact(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {text: choice.value for choice in choices for text in (choice.value, choice.label)}


def _name(text: str) -> str:
    return " ".join(words(text.replace("_", " ")))
