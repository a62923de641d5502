"""Turning one line of the terminal into another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aduanas_tui.terminal.thin.grid import Row
from aduanas_tui.terminal.thin.ink import Ink, is_sure
from aduanas_tui.terminal.thin.look import PLAIN

_FEW: Final = 6
"""Cells up to which a change is not worth a second way of writing it."""


def write_changes(ink: Ink, y: int, old: Row, new: Row) -> None:
    """Write what differs, by the shorter of two ways: over what is there, or after erasing it."""
    changed = _changed(old, new)
    if not changed:
        return
    begin = ink.mark()
    _write_over(ink, y, changed, new)
    if len(changed) <= _FEW:
        return
    length, over = ink.since(begin), ink.mark()
    first = ink.back_to(begin)
    _write_anew(ink, y, changed[0], new)
    if ink.since(begin) >= length:
        ink.back_to(begin)
        ink.again(first, over)


def write_whole(ink: Ink, y: int, new: Row) -> None:
    """Write a whole line from left to right, without jumps."""
    ink.go(0, y)
    end = _end(new)
    _write_cells(ink, y, range(end), new)
    if end < len(new.texts):
        ink.go(end, y)
        ink.erase_line()


def _changed(old: Row, new: Row) -> list[int]:
    """Return the cells to write; of a wide character, new or old, all or none."""
    differ = [
        x
        for x, (was, now, was_look, look) in enumerate(
            zip(old.texts, new.texts, old.looks, new.looks, strict=True)
        )
        if was != now or was_look is not look
    ]
    if not differ or ("" not in old.texts and "" not in new.texts):
        return differ
    whole = set(differ)
    waiting = differ
    while waiting:
        beside: set[int] = set()
        for x in waiting:
            for row in (old.texts, new.texts):
                if row[x] == "":
                    beside.add(x - 1)
                if x + 1 < len(row) and row[x + 1] == "":
                    beside.add(x + 1)
        waiting = list(beside - whole)
        whole |= beside
    return sorted(whole)


def _write_over(ink: Ink, y: int, changed: list[int], new: Row) -> None:
    """Write the changed cells, and erase what is blank up to the edge."""
    end = _end(new)
    tail = [x for x in changed if x >= end]
    _write_cells(ink, y, [x for x in changed if x < end] if tail else changed, new)
    if not tail:
        return
    erasing = 3 if ink.look is PLAIN else 6
    if len(tail) < erasing and tail[-1] - tail[0] < erasing:
        _write_cells(ink, y, tail, new)
    else:
        ink.go(tail[0], y)
        ink.erase_line()


def _write_anew(ink: Ink, y: int, first: int, new: Row) -> None:
    """Erase from the first change on, and write what is not blank there."""
    ink.go(first, y)
    ink.erase_line()
    texts, looks = new
    blank = PLAIN
    _write_cells(
        ink,
        y,
        [x for x in range(first, _end(new)) if texts[x] != " " or looks[x] is not blank],
        new,
    )


def _write_cells(ink: Ink, y: int, cells: Iterable[int], new: Row) -> None:
    """Write some cells of a line, in order; what lies between is jumped over or written too."""
    texts, looks = new
    for x in cells:
        text = texts[x]
        if text == "":  # was written with the cell before
            continue
        if (ink.x != x or ink.y != y) and not _fill(ink, x, y, new):
            ink.go(x, y)
        ink.write(text, looks[x])


def _fill(ink: Ink, x: int, y: int, new: Row) -> bool:
    """Write the cells up to ``x`` instead of jumping over them, when that is shorter."""
    if ink.x is None or ink.y != y or not 0 < x - ink.x < 8:
        return False
    between = [(new.texts[at], new.looks[at]) for at in range(ink.x, x)]
    if not all(is_sure(text) and ink.suits(text, look) for text, look in between):
        return False
    if len(between) > len(ink.way(x, y)):
        return False
    for text, look in between:
        ink.write(text, look)
    return True


def _end(row: Row) -> int:
    """Return the cell from which on the line is blank."""
    end = len(row.texts)
    while end and row.texts[end - 1] == " " and row.looks[end - 1] is PLAIN:
        end -= 1
    return end
