"""The last filter before the line: no control character of the data reaches the terminal.

The third of the three layers of protection (cleaning on entry and drawing as ``Content`` are the
others). Textual 8.2.8 writes ESC, C1 controls, bidirectional and zero-width marks as they are,
whatever way a text is drawn.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def drop_controls(text: str) -> str:
    """Return ``text`` without controls, bidirectional and zero-width marks, however wide."""
    return _UNSAFE.sub("", text) if _UNSAFE.search(text) else text


def without_controls(text: str) -> str:
    """Return ``text`` as it may be written: no controls, bidirectional or zero-width marks.

    The result takes as many cells as the layout gave to ``text``, so that nothing after it moves
    (a surrogate counts as one cell, two emoji that a joiner made one count as two).
    """
    clean = drop_controls(text)
    if clean == text:
        return text
    width = cell_len(text)
    return clean if cell_len(clean) == width else set_cell_size(clean, width)


class ControlFilter(LineFilter):
    """Deletes from every segment what a terminal would obey instead of draw."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of one line with clean texts; control segments are Textual's own."""
        return [
            segment
            if segment.control or not _UNSAFE.search(segment.text)
            else Segment(without_controls(segment.text), segment.style, segment.control)
            for segment in segments
        ]
