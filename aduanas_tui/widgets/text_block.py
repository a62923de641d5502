"""The text field of several rows; apart from the others, which come up with the first screen."""

from __future__ import annotations

from typing import Any

from textual.events import Paste
from textual.widgets import TextArea

from aduanas_tui.domain.text import clean_block
from aduanas_tui.widgets.texts import PASTE_LIMIT


class TextBlock(TextArea):
    """A text field of several rows, in the same plain look; Enter is a new line."""

    DEFAULT_CSS = """
    TextBlock {
        border: none; padding: 0; background: ansi_default; color: ansi_default;
        scrollbar-size: 0 0;
        &:focus { border: none; background-tint: transparent 0%; }
        & .text-area--cursor { text-style: none; background: ansi_default; color: ansi_default; }
        & .text-area--cursor-line { background: ansi_default; }
        & .text-area--selection { text-style: reverse; background: ansi_default; }
        & .text-area--placeholder { text-style: dim; color: ansi_default; }
    }
    """

    def __init__(self, text: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("tab_behavior", "focus")
        kwargs.setdefault("highlight_cursor_line", False)
        kwargs.setdefault("compact", True)
        super().__init__(text, **kwargs)
        self.cursor_blink = False

    def on_paste(self, event: Paste) -> None:
        """Clean a paste, keeping its line breaks."""
        event.prevent_default()
        event.stop()
        text = clean_block(event.text, PASTE_LIMIT)
        if text and not self.read_only:
            result = self.replace(text, *self.selection)
            self.move_cursor(result.end_location)
