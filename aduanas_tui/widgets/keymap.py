"""The keys that were changed in the settings file: one table for the whole program.

It is filled before the first screen is made, and empty unless somebody changed a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

EVERYWHERE = ""
"""Stands for the place of a change that holds in all places."""

APP_PLACE = "programa"
"""Name of what acts on every screen."""

Changes = Mapping[tuple[str, str], tuple[str, ...]]
"""By place and command (both as the settings file names them): its keys, by Textual's names."""


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """What the settings file says about the keys of one command, not yet checked."""

    place: str
    """The place as the file names it; ``EVERYWHERE``: in all that have the command."""
    word: str
    """The command as the file names it."""
    names: tuple[str, ...]
    """The keys as the file names them."""
    line: int


_changes: dict[tuple[str, str], tuple[str, ...]] = {}


def change_keys(changes: Changes) -> None:
    """Let these changes, and no others, hold for what is made from now on."""
    _changes.clear()
    _changes.update(changes)


def any_changed() -> bool:
    """Tell whether any key was changed."""
    return bool(_changes)


def changed(place: str, word: str) -> tuple[str, ...] | None:
    """Return the keys that a command was given in a place, there or everywhere; else ``None``."""
    if not _changes:
        return None
    return _changes.get((place, word)) or _changes.get((EVERYWHERE, word))
