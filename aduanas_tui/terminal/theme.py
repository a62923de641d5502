"""The one theme: the terminal's own 16 colours, its default background, one accent."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

ACCENT: Final = "ansi_blue"

THEME: Final = Theme(
    name="aduanas",
    ansi=True,
    primary=ACCENT,
    secondary=ACCENT,
    accent=ACCENT,
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
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
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_default",
        "input-selection-foreground": "ansi_default",
        "screen-selection-background": "ansi_default",
        "screen-selection-foreground": "ansi_default",
    },
)
"""State is never told by colour alone: the focus and the current row also have a sign or reverse
video, so the program reads the same under ``NO_COLOR``."""
