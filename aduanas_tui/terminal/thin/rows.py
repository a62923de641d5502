"""Turning one line of the terminal into another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from aduanas_tui.terminal.thin.grid import Row
from aduanas_tui.terminal.thin.ink import Ink, is_sure
from aduanas_tui.terminal.thin.look import PLAIN

_FEW: Final = 6
"""Cells up to which a change is not worth a second way of writing it."""

_LONGEST_GAP: Final = 8
"""No jump over so many cells is longer than they are."""


def write_changes(ink: Ink, y: int, old: Row, new: Row) -> None:
    """Write what differs, by the shorter of two ways: over what is there, or after erasing it."""
    changed = changed_cells(old, new)
    if not changed:
        return
    begin = ink.mark()
    _write_over(ink, y, changed, new)
    if len(changed) <= _FEW or " " not in new.texts:
        return
    length, over = ink.since(begin), ink.mark()
    first = ink.back_to(begin)
    _write_anew(ink, y, changed[0], new)
    if ink.since(begin) >= length:
        ink.back_to(begin)
        ink.again(first, over)


def write_whole(ink: Ink, y: int, new: Row) -> None:
    """Write a whole line from left to right, without jumps."""
    end = end_of(new)
    ink.write(new, y, 0, end)
    if end < len(new.texts):
        ink.go(end, y)
        ink.erase_line()


def changed_cells(old: Row, new: Row) -> list[int]:
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


def end_of(row: Row) -> int:
    """Return the cell from which on the line is blank."""
    end = len(row.texts)
    while end and row.texts[end - 1] == " " and row.looks[end - 1] is PLAIN:
        end -= 1
    return end


def _write_over(ink: Ink, y: int, changed: list[int], new: Row) -> None:
    """Write the changed cells, and erase what is blank up to the edge."""
    end = end_of(new)
    tail = [x for x in changed if x >= end]
    _write_cells(ink, y, changed[: len(changed) - len(tail)], new)
    if not tail:
        return
    erasing = 3 if ink.look is PLAIN else 6
    if tail[-1] - tail[0] < erasing and ink.is_quiet:
        _write_cells(ink, y, tail, new)
    else:
        ink.go(tail[0], y)
        ink.erase_line()


def _write_anew(ink: Ink, y: int, first: int, new: Row) -> None:
    """Erase from the first change on, and write what is not blank there."""
    ink.go(first, y)
    ink.erase_line()
    texts, looks = new
    plain = PLAIN
    _write_cells(
        ink,
        y,
        [x for x in range(first, end_of(new)) if texts[x] != " " or looks[x] is not plain],
        new,
    )


def _write_cells(ink: Ink, y: int, cells: list[int], new: Row) -> None:
    """Write some cells of a line, in order; what lies between is jumped over or written too."""
    for start, stop in _runs(cells):
        ink.write(new, y, _filled_from(ink, start, y, new), stop)


def _runs(cells: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run of neighbours."""
    if not cells:
        return
    start = last = cells[0]
    for x in cells[1:]:
        if x != last + 1:
            yield start, last + 1
            start = x
        last = x
    yield start, last + 1


def _filled_from(ink: Ink, x: int, y: int, new: Row) -> int:
    """Return the cell to write from: one before ``x``, when writing up to it is a shorter way.

    That is the cursor's cell or the first of the line.
    """
    here = ink.x if ink.y == y else None
    if here == x:
        return x
    best, shortest = x, len(ink.way(x, y))
    for start in (here, 0):
        if start is None or not 0 < x - start < _LONGEST_GAP:
            continue
        length = x - start + (0 if start == here else len(ink.way(start, y)))
        if length <= shortest and _suit(ink, new, start, x):
            best, shortest = start, length
    return best


def _suit(ink: Ink, row: Row, start: int, stop: int) -> bool:
    """Tell whether the pen writes those cells as they are, and the cursor stays sure."""
    return all(
        is_sure(text) and (look is ink.look or (text == " " and look is PLAIN and ink.is_quiet))
        for text, look in zip(row.texts[start:stop], row.looks[start:stop], strict=True)
    )
