"""*Respaldar ahora*: a backup that an operator asks for from wherever they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import work

from aduanas_tui.domain.roles import Right
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.widgets.commands import Command, CommandHost

if TYPE_CHECKING:
    import threading

    from aduanas_tui.screens.backing_up import Told
    from aduanas_tui.services.backups import Made

BACK_UP = Command(
    "back_up",
    (),
    "Respaldar ahora",
    "Copia la base, mientras otros trabajan, y revisa la copia.",
    "back_up",
    show=False,
    right=Right.BACKUP,
)

_LONG = 12.0
"""Seconds that a path stays: it is there to be read."""


class BackupApp(CommandHost):
    """Mixin of the app, which lists ``BACK_UP``: it stands before Textual's class."""

    if TYPE_CHECKING:
        operator: str
        notify: Any
        push_screen_wait: Any

    @work(group="dialog")
    async def action_back_up(self) -> None:
        """Back the base up, and say where the backup is."""
        from aduanas_tui.screens.backing_up import backing_up

        operator = self.operator

        def job(told: Told, _stop: threading.Event) -> Made:
            from aduanas_tui.services.backups import back_up_open

            return back_up_open(operator, told)

        made = await self.push_screen_wait(backing_up("Respaldando la base", job))
        if isinstance(made, ServiceError):
            self.notify(str(made), severity="error", timeout=_LONG)
        else:
            self.notify(f"Respaldo hecho y revisado: {made.path}", timeout=_LONG)
