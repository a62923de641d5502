"""Checking the keys of the settings file against all places of the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import combinations
from typing import NamedTuple

from aduanas_tui.screens.confirm import ANSWER_LETTERS
from aduanas_tui.screens.key_places import INSIDE, PLACES
from aduanas_tui.terminal.signs import key_name
from aduanas_tui.widgets.commands import Command, CommandHost, acts_in_text
from aduanas_tui.widgets.key_names import MOVES, TEXT_KEYS, KeyNameError, key_named, who_keeps
from aduanas_tui.widgets.keymap import APP_PLACE, EVERYWHERE, Changes, KeyEntry, change_keys

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
    while (clash := _clash(changes, app)) is not None:
        change, text = clash
        changes.remove(change)
        wrong.append(Wrong(change.entry.line, text))
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
            elif host.KEYS_PLACE == APP_PLACE and key in ANSWER_LETTERS:
                yield f"«{key_name(key)}» contesta las preguntas del programa: elija otra"
            elif host.DIGITS_SEARCH and key.isdigit():
                yield f"«{key_name(key)}» empieza una búsqueda en la lista: elija otra"
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


def _clash(changes: Sequence[_Change], app: Host) -> tuple[_Change, str] | None:
    """Return a change that gives a command a key of another, where both act, and what that is.

    Of two changes that want the same key it is the later one.
    """
    by_name = {(one.entry.place, one.entry.word): one for one in changes}
    tables = {host: list(_with_keys(host, by_name)) for host in (app, *PLACES)}
    for host in tables:
        together = [host, *INSIDE.get(host, ()), *([] if host is app else [app])]
        acts = [(one, command) for one in together for command in tables[one]]
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
                _, change, (place, command) = max(changed, key=lambda each: each[0])
                return change, _said(min(shared), place, command)
    return None


def _shared(one: tuple[Host, Command], other: tuple[Host, Command]) -> set[str]:
    """Return the keys that two commands share only because of changes."""
    (here, mine), (there, its) = one, other
    if mine.id == its.id or mine.word == its.word:
        return set()
    shared = set(mine.keys) & set(its.keys)
    if shared:  # the inner one counts where they share keys anyhow
        shared -= set(here.command(mine.id).keys) & set(there.command(its.id).keys)
    return shared


def _change_of(
    acts: tuple[Host, Command], by_name: Mapping[tuple[str, str], _Change]
) -> _Change | None:
    """Return the change that gave a command its keys."""
    host, command = acts
    if not command.keys:
        return None
    return by_name.get((host.KEYS_PLACE, command.word)) or by_name.get((EVERYWHERE, command.word))


def _said(key: str, place: Host, command: Command) -> str:
    return f"«{key_name(key)}» ya es {command.full_name} en «{place.KEYS_PLACE}»: elija otra"


def _concerned(change: _Change, places: Sequence[Host]) -> Iterator[tuple[Host, Command]]:
    for host in places:
        for command in host.commands():
            if command.keys and change.concerns(host, command):
                yield host, command


def _with_keys(host: Host, by_name: Mapping[tuple[str, str], _Change]) -> Iterator[Command]:
    """Yield the commands of a place as they would be with the changes."""
    for command in host.commands():
        change = _change_of((host, command), by_name)
        yield command if change is None else replace(command, keys=change.keys)
