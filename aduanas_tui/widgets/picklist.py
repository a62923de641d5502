"""A short list to pick one thing from: palette, menus, choices of a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import TEXT_AT
from aduanas_tui.widgets.titleline import cut


@dataclass(frozen=True, slots=True)
class PickItem:
    """One row of a pick list."""

    id: str
    label: str
    right: str = ""
    """Shown at the right edge: a key, a count."""
    reason: str = ""
    """Why it cannot be picked now; it stays visible, with this beside it."""


class PickList(Widget, can_focus=True):
    """Rows with one highlighted; a row with a reason can be highlighted but not picked."""

    DEFAULT_CSS = """
    PickList { height: auto; width: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "move(-100000)", show=False),
        Binding("end", "move(100000)", show=False),
        Binding("enter", "pick", show=False),
    ]

    index: reactive[int] = reactive(0)
    """The highlighted row."""

    class Picked(Message):
        """A row that can be picked was chosen."""

        def __init__(self, pick_list: PickList, item: PickItem) -> None:
            super().__init__()
            self.pick_list = pick_list
            self.item = item

        @property
        def control(self) -> PickList:
            """The list, for ``@on`` selectors."""
            return self.pick_list

    class Refused(Message):
        """A row with a reason was chosen."""

        def __init__(self, item: PickItem) -> None:
            super().__init__()
            self.item = item

    def __init__(
        self,
        items: Sequence[PickItem] = (),
        *,
        index: int = 0,
        empty: str = "",
        id: str | None = None,  # noqa: A002  # Textual's own word
    ) -> None:
        super().__init__(id=id)
        self._items = tuple(items)
        self._empty = empty
        self._top = 0
        self.set_reactive(PickList.index, index)

    @property
    def items(self) -> tuple[PickItem, ...]:
        """The rows."""
        return self._items

    @property
    def highlighted(self) -> PickItem | None:
        """The row under the cursor, if there is any."""
        return self._items[self.index] if self._items else None

    @property
    def cursor_cell(self) -> Offset | None:
        """Where the terminal's cursor belongs: at the label of the highlighted row."""
        return Offset(TEXT_AT, self.index - self._first_shown()) if self._items else None

    def _first_shown(self) -> int:
        """Return the row at the top, the highlighted one being in sight."""
        height = self.content_size.height
        top = max(self.index - height + 1, min(self._top, self.index))
        return max(0, min(top, len(self._items) - height))

    def show(self, items: Sequence[PickItem], *, keep: bool = False) -> None:
        """Show other rows; ``keep`` stays on the row of the same id, if it is still there."""
        current = self.highlighted
        resized = len(items) != len(self._items)
        self._items = tuple(items)
        ids = [item.id for item in items]
        self.index = ids.index(current.id) if keep and current and current.id in ids else 0
        self.refresh(layout=resized)

    def validate_index(self, index: int) -> int:
        """Keep the highlight on a row."""
        return max(0, min(index, len(self._items) - 1))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Ask for one line a row."""
        return max(1, len(self._items))

    def render(self) -> Content:
        """Draw the rows around the highlighted one."""
        width, height = self.content_size
        if not self._items:
            return cut(Content.styled(f"  {self._empty}", "dim"), width)
        self._top = self._first_shown()
        rows = enumerate(self._items[self._top : self._top + height], self._top)
        return Content("\n").join([self._row(item, at == self.index, width) for at, item in rows])

    def _row(self, item: PickItem, highlighted: bool, width: int) -> Content:
        """Draw one row."""
        mark = f"{signs().cursor} " if highlighted else "  "
        style = "bold" if highlighted and not item.reason else "dim" if item.reason else ""
        label = Content.assemble(mark, (item.label, style))
        if item.reason:
            label = Content.assemble(label, (f" {signs().none} {item.reason}", "dim"))
        right = Content.styled(item.right, "dim" if item.reason else "")
        label = cut(label, width - right.cell_length - 1 if item.right else width)
        return label + Content(" " * (width - label.cell_length - right.cell_length)) + right

    def action_move(self, by: int) -> None:
        """Move the highlight by some rows."""
        self.index += by

    def action_page(self, pages: int) -> None:
        """Move the highlight by as many rows as are visible."""
        self.index += pages * max(1, self.content_size.height - 1)

    def action_pick(self) -> None:
        """Choose the highlighted row."""
        item = self.highlighted
        if item is not None:
            self.post_message(self.Refused(item) if item.reason else self.Picked(self, item))

    def on_click(self, event: Click) -> None:
        """Choose the row under the mouse."""
        at = self._top + event.y
        if at < len(self._items):
            self.index = at
            self.action_pick()
