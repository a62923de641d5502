"""Help for where one is: the focused widget's keys, the screen's, and those of every screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from aduanas_tui.screens.base import AduanasModal
from aduanas_tui.terminal.signs import key_names
from aduanas_tui.widgets.commands import Command, CommandHost
from aduanas_tui.widgets.texts import Plain

_KEY_WIDTH = 17


def _line(command: Command) -> Content:
    """Return the help line of one command: its keys, what it does."""
    keys = key_names(command.shown_keys or command.keys)
    pad = " " * max(1, _KEY_WIDTH - Content(keys).cell_length)
    return Content.assemble((keys, "bold"), pad, command.help)


def help_text(hosts: Sequence[CommandHost]) -> list[Content]:
    """Return the lines of help of ``hosts``, innermost first, under their headings and groups."""
    lines: list[Content] = []
    seen: set[str] = set()
    for host in hosts:
        commands = [
            command for command in host.commands() if command.keys and command.id not in seen
        ]
        seen.update(command.id for command in commands)
        if not commands and not host.HELP:
            continue
        if lines:
            lines.append(Content(""))
        if host.HELP_TITLE:
            lines.append(Content.styled(host.HELP_TITLE, "bold underline"))
        if host.HELP:
            lines.append(Content(host.explained()))
        for group in dict.fromkeys(command.group for command in commands):
            if group:
                lines.append(Content.styled(group, "underline"))
            lines.extend(_line(command) for command in commands if command.group == group)
    return lines


class HelpScreen(AduanasModal[None]):
    """Scrolls with the arrows; Esc, q or F1 closes it."""

    OFFERS_HELP = False
    OFFERS_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,f1,question_mark,enter", "cancel")]

    def __init__(self, hosts: Sequence[CommandHost]) -> None:
        super().__init__("Ayuda")
        self._hosts = tuple(hosts)

    def compose_body(self) -> ComposeResult:
        """Yield the lines."""
        with VerticalScroll(id="help-text"):
            yield Plain(Content("\n").join(help_text(self._hosts)))
        yield Plain(
            Content.assemble(
                (key_names(("up", "down")), "bold"), " Más  ", ("Esc", "bold"), " Cerrar"
            ),
            id="help-keys",
        )
