"""The one theme: the terminal's own colours, its default background, one accent.

Only red and magenta read on a dark background as well as on a light one, whatever palette a
terminal has: blue is lost on black; yellow, green and cyan are on white.
"""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

ACCENT: Final = "ansi_magenta"
ERROR_STYLE: Final = "bold ansi_red"
"""Bold too: the red of the Linux console is dark, and bold makes it bright."""
WARNING_STYLE: Final = ACCENT

THEME: Final = Theme(
    name="aduanas",
    ansi=True,
    primary=ACCENT,
    secondary=ACCENT,
    accent=ACCENT,
    warning=ACCENT,
    error="ansi_red",
    success="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "border": ACCENT,
        "border-blurred": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-background": "ansi_default",
        "block-cursor-text-style": "bold reverse",
        "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-text-style": "none",
        "input-selection-background": "ansi_default",
        "input-selection-foreground": "ansi_default",
        "screen-selection-background": "ansi_default",
        "screen-selection-foreground": "ansi_default",
    },
)
"""State is never told by colour alone: the focus and the current row also have a sign or reverse
video, so the program reads the same under ``NO_COLOR``."""
