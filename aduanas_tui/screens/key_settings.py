"""Checking the keys of the settings file against all places of the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import combinations
from typing import NamedTuple

from aduanas_tui.screens.key_table import KeyCommand, Place
from aduanas_tui.terminal.signs import key_name
from aduanas_tui.widgets.commands import acts_in_text
from aduanas_tui.widgets.key_names import (
    ANSWER_LETTERS,
    MOVES,
    TEXT_KEYS,
    KeyNameError,
    key_named,
    who_keeps,
)
from aduanas_tui.widgets.keymap import APP_PLACE, EVERYWHERE, Changes, KeyEntry


class Wrong(NamedTuple):
    """Something wrong with an entry."""

    line: int
    text: str
    """One Spanish sentence without the final full stop."""


class _Change(NamedTuple):
    """An entry whose keys have been read."""

    entry: KeyEntry
    keys: tuple[str, ...]

    def concerns(self, place: Place, command: KeyCommand) -> bool:
        """Tell whether it is about a command of a place."""
        return self.entry.place in (EVERYWHERE, place.name) and self.entry.word == command.word


class _Act(NamedTuple):
    """A command where it acts, and the keys that it has with the changes."""

    place: Place
    command: KeyCommand
    keys: tuple[str, ...]


def checked(entries: Sequence[KeyEntry], places: Sequence[Place]) -> tuple[Changes, list[Wrong]]:
    """Return the changes that can hold, and what is wrong with the others.

    ``places`` are all there are, the program itself first. A key that may not arrive is told too,
    but holds: whoever wrote it may know that line.
    """
    wrong: list[Wrong] = []
    changes: list[_Change] = []
    for entry in entries:
        fault = _unknown(entry, places)
        try:
            keys = tuple(dict.fromkeys(map(key_named, entry.names)))
        except KeyNameError as error:
            fault = fault or str(error)
        if fault is None:
            change = _Change(entry, keys)
            fault = next(_unfit(change, places), None)
        if fault is None:
            changes.append(change)
            wrong += _doubtful(change)
        else:
            wrong.append(Wrong(entry.line, fault))
    while (clash := _clash(changes, places)) is not None:
        change, text = clash
        changes.remove(change)
        wrong.append(Wrong(change.entry.line, text))
    return {(one.entry.place, one.entry.word): one.keys for one in changes}, wrong


def _unknown(entry: KeyEntry, places: Sequence[Place]) -> str | None:
    """Return what is wrong with the name of the place or of the command."""
    names = {place.name for place in places}
    if entry.place != EVERYWHERE and entry.place not in names:
        return f"«{entry.place}» no es un lugar{_like(entry.place, names)}"
    words = {
        command.word
        for place in places
        if entry.place in (EVERYWHERE, place.name)
        for command in place.commands
        if command.keys
    }
    if entry.word not in words:
        where = f" en «{entry.place}»" if entry.place else ""
        return f"«{entry.word}» no es un comando{where}{_like(entry.word, words)}"
    return None


def _like(name: str, known: Iterable[str]) -> str:
    found = get_close_matches(name.lower(), sorted(known), 1)
    return f": ¿«{found[0]}»?" if found else ": la lista la da aduanas teclas"


def _unfit(change: _Change, places: Sequence[Place]) -> Iterator[str]:
    """Yield why keys cannot be those of a command where it is."""
    for place, command in _concerned(change, places):
        for key in change.keys:
            if key in command.keys:
                continue
            if key in MOVES:
                yield f"«{key_name(key)}» sirve para moverse en todas partes: elija otra"
            elif key in TEXT_KEYS:
                yield f"«{key_name(key)}» edita el texto de los campos: elija otra"
            elif place.name == APP_PLACE and key in ANSWER_LETTERS:
                yield f"«{key_name(key)}» contesta las preguntas del programa: elija otra"
            elif place.digits_search and key.isdigit():
                yield f"«{key_name(key)}» empieza una búsqueda en la lista: elija otra"
            elif place.letters_type and not acts_in_text(key):
                yield (
                    f"«{key_name(key)}» se escribe en los campos de «{place.name}»: elija "
                    "Ctrl y una letra, o de F1 a F12"
                )


def _doubtful(change: _Change) -> Iterator[Wrong]:
    """Yield a warning when no key of a command is sure to arrive."""
    keepers = [who_keeps(key) for key in change.keys]
    if all(keepers):
        names = " ".join(key_name(key) for key in change.keys)
        text = f"«{names}» puede no llegar, lo retiene {keepers[0]}: agregue otra tecla"
        yield Wrong(change.entry.line, text)


def _clash(changes: Sequence[_Change], places: Sequence[Place]) -> tuple[_Change, str] | None:
    """Return a change that gives a command a key of another, where both act, and what that is.

    Of two changes that want the same key it is the later one.
    """
    app = places[0]
    by_name = {(one.entry.place, one.entry.word): one for one in changes}
    by_id = {one.id: one for one in places}
    tables = {one.id: list(_with_keys(one, by_name)) for one in places}
    for place in places:
        together = [place, *(by_id[one] for one in place.inside), *([] if place is app else [app])]
        acts = [_Act(one, *each) for one in together for each in tables[one.id]]
        for one, other in combinations(acts, 2):
            shared = _shared(one, other)
            if not shared:
                continue
            found = [
                (_change_of(each, by_name), rest) for each, rest in ((one, other), (other, one))
            ]
            changed = [
                (changes.index(each), each, rest) for each, rest in found if each is not None
            ]
            if changed:
                _, change, rest = max(changed, key=lambda each: each[0])
                return change, _said(min(shared), rest.place, rest.command)
    return None


def _shared(one: _Act, other: _Act) -> set[str]:
    """Return the keys that two commands share only because of changes."""
    if one.command.id == other.command.id or one.command.word == other.command.word:
        return set()
    shared = set(one.keys) & set(other.keys)
    # The inner one counts where they share keys anyhow.
    return shared - (set(one.command.keys) & set(other.command.keys))


def _change_of(act: _Act, by_name: Mapping[tuple[str, str], _Change]) -> _Change | None:
    """Return the change that gave a command its keys."""
    if not act.keys:
        return None
    word = act.command.word
    return by_name.get((act.place.name, word)) or by_name.get((EVERYWHERE, word))


def _said(key: str, place: Place, command: KeyCommand) -> str:
    return f"«{key_name(key)}» ya es {command.full_name} en «{place.name}»: elija otra"


def _concerned(change: _Change, places: Sequence[Place]) -> Iterator[tuple[Place, KeyCommand]]:
    for place in places:
        for command in place.commands:
            if command.keys and change.concerns(place, command):
                yield place, command


def _with_keys(
    place: Place, by_name: Mapping[tuple[str, str], _Change]
) -> Iterator[tuple[KeyCommand, tuple[str, ...]]]:
    """Yield the commands of a place, each with the keys that it has with the changes."""
    for command in place.commands:
        change = _change_of(_Act(place, command, command.keys), by_name)
        yield command, command.keys if change is None else change.keys
