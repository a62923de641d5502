"""How a cell looks, in the terms of one terminal, and the shortest way from one look to another."""

from __future__ import annotations

from typing import Final, NamedTuple

from rich.color import Color, ColorSystem, ColorType
from rich.style import Style

from aduanas_tui.terminal.capabilities import Terminal

_SGR: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53")
"""SGR parameters of the attributes, in the order of Rich's bits."""

_SHOWN_ON_BLANKS: Final = 0b1_1111_0111_1000
"""Attributes that are seen where nothing is written; without them a blank is just blank."""

_MANY: Final = 256
"""Colours."""

_MOST_LOOKS: Final = 2000
"""Styles remembered; each click area of Textual's has one of its own."""


class Look(NamedTuple):
    """Attributes (Rich's bits) and colours (SGR parameters, empty for the terminal's own)."""

    attributes: int = 0
    foreground: str = ""
    background: str = ""

    @property
    def parameters(self) -> str:
        """SGR parameters that make this look out of the plain one."""
        some = [code for bit, code in enumerate(_SGR) if self.attributes & (1 << bit)]
        return ";".join(filter(None, (*some, self.foreground, self.background)))

    @property
    def blank(self) -> Look:
        """The look of a blank in this look; the plain one when nothing of it is seen there."""
        if self.background or self.attributes & _SHOWN_ON_BLANKS:
            return self
        return PLAIN


PLAIN: Final = Look()


class Looks:
    """The looks that one terminal can show; equal ones are the same object.

    That there are no more colours and attributes than it has is up to the ``ColourFilter``; here
    256 colours become 16.
    """

    def __init__(self, terminal: Terminal) -> None:
        self._system = ColorSystem.EIGHT_BIT if terminal.colours == _MANY else ColorSystem.STANDARD
        self._of: dict[Style, tuple[Look, Look]] = {}
        self._same: dict[Look, Look] = {PLAIN: PLAIN}
        self._codes: dict[tuple[Look, Look], str] = {}

    def of(self, style: Style | None) -> tuple[Look, Look]:
        """Return the look of a letter and that of a blank in a style."""
        if style is None:
            return PLAIN, PLAIN
        found = self._of.get(style)
        if found is None:
            if len(self._of) >= _MOST_LOOKS:
                self._of.clear()
            look = self._look(style)
            look = self._same.setdefault(look, look)
            found = self._of[style] = (look, look.blank)
        return found

    def change(self, old: Look, new: Look) -> str:
        """Return what turns the pen from one look to another: added to it, or made anew.

        Attributes are not ended one by one: that is never shorter by more than a byte, and not
        every terminal knows how.
        """
        if old is new or old == new:
            return ""
        code = self._codes.get((old, new))
        if code is None:
            code = self._codes[old, new] = _change(old, new)
        return code

    def _look(self, style: Style) -> Look:
        return Look(
            style._attributes & style._set_attributes,
            self._colour(style.color, foreground=True),
            self._colour(style.bgcolor, foreground=False),
        )

    def _colour(self, colour: Color | None, *, foreground: bool) -> str:
        if colour is None or colour.type is ColorType.DEFAULT:
            return ""
        return ";".join(colour.downgrade(self._system).get_ansi_codes(foreground))


def _change(old: Look, new: Look) -> str:
    anew = f"\x1b[;{new.parameters}m" if new.parameters else "\x1b[m"
    ends = (
        old.attributes & ~new.attributes
        or (old.foreground and not new.foreground)
        or (old.background and not new.background)
    )
    if ends:
        return anew
    more = Look(
        new.attributes & ~old.attributes,
        "" if new.foreground == old.foreground else new.foreground,
        "" if new.background == old.background else new.background,
    )
    return f"\x1b[{more.parameters}m"
