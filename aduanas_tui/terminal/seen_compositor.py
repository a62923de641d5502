"""A compositor that draws of each widget only what is seen of it and has changed.

Textual's own draws every line of every widget that touches the rectangle around all changes, those
behind others too, and cuts and sorts what it gets: most of the time of a key.

Private: it fills in the ``Compositor`` of Textual 8.2.8; tests/terminal/test_thin_app.py compares
what it shows with what Textual's own does.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.geometry import Region
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

Piece = tuple[int, int, Strip]
"""Column and line of the screen, and what is to be seen from there on."""

_Run = tuple["Part", int, int, int, int]
"""Of a widget: columns from and to, and lines from and to (not included)."""


class Part(NamedTuple):
    """Neighbouring cells of a line in which one widget is seen."""

    start: int
    end: int
    """The cell after the last one."""
    widget: Widget
    x: int
    """Where the widget begins on the screen."""
    y: int
    cuts: tuple[int, ...]
    """Where edges of widgets behind it are: a wide character does not go over them, as with
    Textual, which cuts everything there."""


class SeenCompositor(Compositor):
    """Knows which widget is seen in each cell."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: dict[int, list[Part]] = {}
        self._parts_of: object = None

    def changes(self, screen_stack: list[Screen[Any]]) -> list[Piece]:
        """Return what changed since the last time; the screens of the stack lie behind."""
        visible_screen_stack.set(screen_stack)
        regions = self._dirty_regions.copy()
        self._dirty_regions.clear()
        everything = self.size.region
        if everything in regions:
            regions = {everything}
        pieces: list[Piece] = []
        for part, start, end, top, bottom in self._runs(regions):
            x, y = part.x, part.y
            strips = part.widget.render_lines(Region(start - x, top - y, end - start, bottom - top))
            cuts = part.cuts[bisect_right(part.cuts, start) : bisect_left(part.cuts, end)]
            for line, strip in enumerate(strips, top):
                pieces += _cut(start, line, strip, end - start, cuts)
        return pieces

    def _runs(self, regions: set[Region]) -> Iterator[_Run]:
        """Yield which lines of which widgets are to be drawn."""
        open_runs: dict[tuple[Part, int, int], list[int]] = {}
        height = self.size.height
        for y, left, right in self._regions_to_spans(regions):
            if not 0 <= y < height:
                continue
            for part in self._parts_at(y):
                if part.start >= right:
                    break
                start, end = max(left, part.start), min(right, part.end)
                if start >= end:
                    continue
                lines = open_runs.get((part, start, end))
                if lines is not None and lines[1] == y:
                    lines[1] = y + 1
                    continue
                if lines is not None:
                    yield part, start, end, lines[0], lines[1]
                open_runs[part, start, end] = [y, y + 1]
        for (part, start, end), (top, bottom) in open_runs.items():
            yield part, start, end, top, bottom

    def _parts_at(self, y: int) -> list[Part]:
        """Return what is seen of which widgets in a line, from left to right."""
        visible = self.visible_widgets
        if self._parts_of is not visible:
            self._parts_of = visible
            self._parts = {}
        parts = self._parts.get(y)
        if parts is None:
            parts = self._parts[y] = sorted(self._seen_at(y), key=lambda part: part.start)
        return parts

    def _seen_at(self, y: int) -> Iterator[Part]:
        cuts = self.cuts[y]
        gaps = [(0, self.size.width)]
        for widget, (region, clip) in self.visible_widgets.items():  # from front to back
            box = region.intersection(clip)
            if not (box.y <= y < box.bottom) or not box.width:
                continue
            left: list[tuple[int, int]] = []
            for start, end in gaps:
                first, last = max(start, box.x), min(end, box.right)
                if first >= last:
                    left.append((start, end))
                    continue
                between = tuple(cuts[bisect_right(cuts, first) : bisect_left(cuts, last)])
                yield Part(first, last, widget, region.x, region.y, between)
                left += [(a, b) for a, b in ((start, first), (last, end)) if a < b]
            gaps = left
            if not gaps:
                return


def _cut(x: int, y: int, strip: Strip, width: int, cuts: Iterable[int]) -> Iterator[Piece]:
    """Yield a line of a widget, no longer than ``width``, cut where it must be."""
    if strip.cell_length > width:
        strip = strip.crop(0, width)
    ends = [cut - x for cut in cuts]
    if not ends:
        yield x, y, strip
        return
    for part in strip.divide([*ends, width]):
        yield x, y, part
        x += part.cell_length
