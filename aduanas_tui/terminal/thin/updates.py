"""What Textual's compositor hands over, line by line.

Private: ``LayoutUpdate`` and ``ChopsUpdate`` are not public; tests/terminal/test_thin_app.py holds
this to the pinned version (8.2.8), by comparing with what Textual itself writes.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.strip import Strip

Update = LayoutUpdate | ChopsUpdate


def pieces(update: Update) -> Iterator[tuple[int, int, Strip]]:
    """Yield column, line and content of each piece of an update, as Textual would write it."""
    if isinstance(update, LayoutUpdate):
        for y, line in enumerate(update.strips, update.region.y):
            x = update.region.x
            for piece in line:
                yield x, y, piece
                x += piece.cell_length
        return
    for y, start, stop in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x > stop or end <= start:
                continue
            fits = start <= x < stop and end <= stop
            yield x, y, strip if fits else strip.crop(0, min(end, stop) - x)
