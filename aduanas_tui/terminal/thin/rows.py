"""Turning one line of the terminal into another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from aduanas_tui.terminal.thin.grid import Row
from aduanas_tui.terminal.thin.ink import Ink
from aduanas_tui.terminal.thin.look import PLAIN
from aduanas_tui.terminal.thin.sure import is_sure

_FEW: Final = 6
"""Cells up to which a change is not worth a second way of writing it."""

_ERASING: Final = 3
"""Length of what erases the rest of a line."""

_SHORT_GAP: Final = 4
"""Cells between two others that are written rather than jumped over, where that is possible: a
jump over two to nine of them is four bytes."""

_LONGEST_GAP: Final = 8
"""No jump over so many cells is longer than they are."""


def write_changes(ink: Ink, y: int, old: Row, new: Row) -> None:
    """Write what differs, by the shorter of two ways: over what is there, or after erasing it."""
    changed = changed_cells(old, new)
    if not changed:
        return
    if len(changed) <= _FEW or " " not in new.texts:
        _write_over(ink, y, changed, new)
        return
    begin = ink.mark()
    least_over, least_anew = _least_over(changed, new), _least_anew(changed[0], new)
    if least_anew < least_over:
        _write_anew(ink, y, changed[0], new)
        length = ink.since(begin)
        if length < least_over:
            return
        end = ink.mark()
        anew = ink.back_to(begin)
        _write_over(ink, y, changed, new)
        if ink.since(begin) > length:
            ink.back_to(begin)
            ink.again(anew, end)
        return
    _write_over(ink, y, changed, new)
    length = ink.since(begin)
    if length <= least_anew:
        return
    end = ink.mark()
    over = ink.back_to(begin)
    _write_anew(ink, y, changed[0], new)
    if ink.since(begin) >= length:
        ink.back_to(begin)
        ink.again(over, end)


def _least_over(changed: list[int], new: Row) -> int:
    """Return how much writing over what is there takes at least: each cell up to the last text.

    0 where a letter may take two cells.
    """
    return 0 if "" in new.texts else bisect_left(changed, end_of(new))


def _least_anew(first: int, new: Row) -> int:
    """Return how much writing anew from ``first`` on takes at least: to erase, and each letter."""
    texts = new.texts[first:]
    return _ERASING + len(texts) - texts.count(" ") - texts.count("")


def write_whole(ink: Ink, y: int, new: Row) -> None:
    """Write a whole line from left to right, without jumps."""
    end = end_of(new)
    if end:
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
    erasing = _ERASING if ink.look is PLAIN else 2 * _ERASING
    if tail[-1] - tail[0] < erasing and ink.is_quiet:
        _write_cells(ink, y, tail, new)
    else:
        ink.go(tail[0], y)
        ink.erase_line()


def _write_anew(ink: Ink, y: int, first: int, new: Row) -> None:
    """Erase from the first change on, and write what is not blank there."""
    ink.go(first, y)
    ink.erase_line()
    texts, looks = new.texts, new.looks
    plain = PLAIN
    _write_cells(
        ink,
        y,
        [x for x in range(first, end_of(new)) if texts[x] != " " or looks[x] is not plain],
        new,
    )


def _write_cells(ink: Ink, y: int, cells: list[int], new: Row) -> None:
    """Write some cells of a line, in order; what lies between is jumped over or written too."""
    # Where nothing but plain letters can lie between, no way over a short gap is shorter than it.
    gap = _SHORT_GAP if ink.look is PLAIN and new.is_simple else 0
    for start, stop in _runs(cells, gap):
        ink.write(new, y, _filled_from(ink, start, y, new), stop)


def _runs(cells: Sequence[int], gap: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run of neighbours, and of those with that many between."""
    if not cells:
        return
    start = last = cells[0]
    nearest = gap + 1
    for x in cells[1:]:
        if x - last > nearest:
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
    best, shortest = x, -1
    for start in (here, 0):
        if start is None or not 0 < x - start < _LONGEST_GAP:
            continue
        if shortest < 0:
            shortest = len(ink.way(x, y))
        length = x - start + (0 if start == here else len(ink.way(start, y)))
        if length <= shortest and _suit(ink, new, start, x):
            best, shortest = start, length
    return best


def _suit(ink: Ink, row: Row, start: int, stop: int) -> bool:
    """Tell whether the pen writes those cells as they are, and the cursor stays sure."""
    if ink.look is PLAIN and row.is_simple:
        return True
    return all(
        is_sure(text) and (look is ink.look or (text == " " and look is PLAIN and ink.is_quiet))
        for text, look in zip(row.texts[start:stop], row.looks[start:stop], strict=True)
    )
