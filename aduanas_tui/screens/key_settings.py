"""Checking the keys of the settings file against all places of the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import combinations
from typing import NamedTuple

from aduanas_tui.screens.key_places import INSIDE, PLACES
from aduanas_tui.terminal.signs import key_name
from aduanas_tui.widgets.commands import Command, CommandHost, acts_in_text
from aduanas_tui.widgets.key_names import MOVES, TEXT_KEYS, KeyNameError, key_named, who_keeps
from aduanas_tui.widgets.keymap import EVERYWHERE, Changes, KeyEntry, change_keys

Host = type[CommandHost]


class Wrong(NamedTuple):
    """Something wrong with an entry."""

    line: int
    text: str
    """One Spanish sentence without the final full stop."""


class _Change(NamedTuple):
    """An entry whose keys have been read."""

    entry: KeyEntry
    keys: tuple[str, ...]

    def concerns(self, host: Host, command: Command) -> bool:
        """Tell whether it is about a command of a place."""
        return self.entry.place in (EVERYWHERE, host.KEYS_PLACE) and self.entry.word == command.word


def checked(entries: Sequence[KeyEntry], app: Host) -> tuple[Changes, list[Wrong]]:
    """Return the changes that can hold, and what is wrong with the others.

    A key that may not arrive is told too, but holds: whoever wrote it may know that line.
    """
    change_keys({})
    places = (app, *PLACES)
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
    for change in reversed(tuple(changes)):  # of two that want the same key the first has it
        clash = _clash(changes, change, app)
        if clash is not None:
            changes.remove(change)
            wrong.append(Wrong(change.entry.line, clash))
    return {(one.entry.place, one.entry.word): one.keys for one in changes}, wrong


def _unknown(entry: KeyEntry, places: Sequence[Host]) -> str | None:
    """Return what is wrong with the name of the place or of the command."""
    names = {place.KEYS_PLACE for place in places}
    if entry.place != EVERYWHERE and entry.place not in names:
        return f"«{entry.place}» no es un lugar{_like(entry.place, names)}"
    words = {
        command.word
        for place in places
        if entry.place in (EVERYWHERE, place.KEYS_PLACE)
        for command in place.commands()
        if command.keys
    }
    if entry.word not in words:
        where = f" en «{entry.place}»" if entry.place else ""
        return f"«{entry.word}» no es un comando{where}{_like(entry.word, words)}"
    return None


def _like(name: str, known: Iterable[str]) -> str:
    found = get_close_matches(name.lower(), sorted(known), 1)
    return f": ¿«{found[0]}»?" if found else ": la lista la da aduanas teclas"


def _unfit(change: _Change, places: Sequence[Host]) -> Iterator[str]:
    """Yield why keys cannot be those of a command where it is."""
    for host, command in _concerned(change, places):
        for key in change.keys:
            if key in command.keys:
                continue
            if key in MOVES:
                yield f"«{key_name(key)}» sirve para moverse en todas partes: elija otra"
            elif key in TEXT_KEYS:
                yield f"«{key_name(key)}» edita el texto de los campos: elija otra"
            elif host.LETTERS_TYPE and not acts_in_text(key):
                yield (
                    f"«{key_name(key)}» se escribe en los campos de «{host.KEYS_PLACE}»: elija "
                    "Ctrl y una letra, o de F1 a F12"
                )


def _doubtful(change: _Change) -> Iterator[Wrong]:
    """Yield a warning when no key of a command is sure to arrive."""
    keepers = [who_keeps(key) for key in change.keys]
    if all(keepers):
        names = " ".join(key_name(key) for key in change.keys)
        text = f"«{names}» puede no llegar, lo retiene {keepers[0]}: agregue otra tecla"
        yield Wrong(change.entry.line, text)


def _clash(changes: Sequence[_Change], change: _Change, app: Host) -> str | None:
    """Return which other command has a key of a changed one, where both act."""
    for host in (app, *PLACES):
        together = [
            (one, command)
            for one in (host, *INSIDE.get(host, ()))
            for command in _with_keys(one, changes)
        ]
        if host is not app:
            together += [(app, command) for command in _with_keys(app, changes)]
        for (here, mine), (there, other) in combinations(together, 2):
            if mine.id == other.id or mine.word == other.word:
                continue
            shared = set(mine.keys) & set(other.keys)
            if not shared or _shared_anyhow(here, mine, there, other, shared):
                continue
            if change.concerns(here, mine):
                return _said(shared.pop(), there, other)
            if change.concerns(there, other):
                return _said(shared.pop(), here, mine)
    return None


def _said(key: str, place: Host, command: Command) -> str:
    return f"«{key_name(key)}» ya es {command.full_name} en «{place.KEYS_PLACE}»: elija otra"


def _shared_anyhow(here: Host, mine: Command, there: Host, other: Command, keys: set[str]) -> bool:
    """Tell whether two commands share keys also when none is changed (the inner one counts)."""
    before = set(here.command(mine.id).keys) & set(there.command(other.id).keys)
    return keys <= before


def _concerned(change: _Change, places: Sequence[Host]) -> Iterator[tuple[Host, Command]]:
    for host in places:
        for command in host.commands():
            if command.keys and change.concerns(host, command):
                yield host, command


def _with_keys(host: Host, changes: Sequence[_Change]) -> Iterator[Command]:
    """Yield the commands of a place as they would be with the changes."""
    for command in host.commands():
        found = [one for one in changes if command.keys and one.concerns(host, command)]
        found.sort(key=lambda one: one.entry.place == EVERYWHERE)
        yield replace(command, keys=found[0].keys) if found else command
