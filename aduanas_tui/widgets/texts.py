"""Text fields and plain text as the whole program uses them."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.events import Paste, Resize
from textual.geometry import Offset, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.visual import VisualType
from textual.widgets import Input, Static

from aduanas_tui.domain.text import clean_line
from aduanas_tui.terminal.signs import spells_out
from aduanas_tui.terminal.straight import StraightMessage

PASTE_LIMIT = 20_000
"""Characters that a paste brings in at most: more than any field holds."""


class TextField(Input):
    """A text field of one row: no frame, no tint, and pastes keep all their lines.

    The terminal's own cursor stands where one types, so none is painted.
    """

    DEFAULT_CSS = """
    TextField {
        border: none; height: 1; padding: 0; background: ansi_default; color: ansi_default;
        &:focus { border: none; background-tint: transparent 0%; }
        &:ansi>.input--cursor { text-style: none; background: ansi_default; color: ansi_default; }
        &:ansi>.input--selection {
            text-style: reverse; background: ansi_default; color: ansi_default;
        }
        &:ansi>.input--placeholder, &>.input--suggestion { text-style: dim; color: ansi_default; }
    }
    """

    class Changed(StraightMessage, Input.Changed, namespace="input"):
        """As Textual's: what is typed is another."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """As in Textual, which lays out the whole screen when it changes, that is at every letter; the
    field has the room that its styles give it."""

    def __init__(self, value: str = "", placeholder: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("select_on_focus", False)
        if placeholder and spells_out():
            placeholder = f"({placeholder})"
        super().__init__(value, placeholder, **kwargs)
        self.cursor_blink = False

    def watch_virtual_size(self) -> None:
        """Show no empty room behind a text that became shorter, as a layout would see to."""
        self.scroll_x = self.validate_scroll_x(self.scroll_x)

    def render_line(self, y: int) -> Strip:
        """Draw the text past Textual's own way, which wraps it as a paragraph at every letter."""
        value = self.value
        is_simple = self.selection.is_empty and value.isprintable() and not self.password
        if y or not value or not is_simple or self.suggester or self.highlighter:
            return super().render_line(y)
        start, width = self.scroll_offset.x, self.scrollable_content_region.width + 1
        line = Strip([Segment(f"{value} ")]).crop(start, start + width)
        return line.extend_cell_length(width).apply_style(self.rich_style)

    @property
    def cursor_cell(self) -> Offset:
        """Where the terminal's cursor belongs; Textual's own answer is one too far at the end."""
        before = cell_len(self.value[: self.cursor_position])
        return Offset(self.gutter.left + before - round(self.scroll_offset.x), self.gutter.top)

    def on_resize(self, event: Resize) -> None:
        """Keep the place where one types in sight when the field becomes narrower or wider."""
        if self.has_focus:
            self._show_cursor(event.size.width)

    def on_focus(self) -> None:
        """Show the place where one types, which in a long text is at its end."""
        if self.size.width:
            self._show_cursor(self.size.width)

    def _show_cursor(self, width: int) -> None:
        before = cell_len(self.value[: self.cursor_position])
        x = max(0, before + 1 - width)
        self.scroll_to(x, 0, animate=False, force=True, immediate=True)

    def on_paste(self, event: Paste) -> None:
        """Insert a paste as one cleaned line; Textual's own would drop all lines but the first."""
        event.prevent_default()
        event.stop()
        text = clean_line(event.text, PASTE_LIMIT)
        if text and self.max_length:
            room = self.max_length - len(self.value) + len(self.selected_text)
            if len(text) > room:
                text = text[: max(0, room)]
                self.app.notify(
                    f"Lo pegado no cabe: el campo admite {self.max_length} caracteres.",
                    severity="warning",
                )
        if text:
            self.replace(text, *sorted(self.selection))


class Plain(Static):
    """Text that is never parsed as markup: the only way to show data in a ``Static``."""

    DEFAULT_CSS = """
    Plain { height: auto; }
    """

    def __init__(self, text: str | Content = "", **kwargs: Any) -> None:
        super().__init__(_content(text), **kwargs)

    def show(self, text: str | Content) -> None:
        """Show another text; the screen is laid out again only when its size may change."""
        content, before = _content(text), self.content
        if isinstance(before, Content) and content.is_same(before):
            return
        self.update(content, layout=not self._keeps_size(before, content))

    def _keeps_size(self, before: VisualType, content: Content) -> bool:
        """Tell whether a text takes the room of the one before, for certain."""
        width, height = self.styles.width, self.styles.height
        if height is not None and not height.is_auto and (width is None or not width.is_auto):
            return True
        room = self.content_size.width
        return isinstance(before, Content) and all(
            "\n" not in one.plain and one.cell_length == content.cell_length <= room
            for one in (before, content)
        )


def _content(text: str | Content) -> Content:
    return text if isinstance(text, Content) else Content(text)
