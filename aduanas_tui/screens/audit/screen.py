"""The place *Bitácora* of the menu: what was done in the office, by whom and when."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult

from aduanas_tui.screens.audit.panel import AuditPanel
from aduanas_tui.screens.base import LEAVE, REFRESH, AduanasScreen, helps_out
from aduanas_tui.widgets.commands import Command


class AuditScreen(AduanasScreen[None]):
    """The audit log of the whole office."""

    KEYS_PLACE = "bitacora"
    PLACE = "audit"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "clients",
            ("escape",),
            "Clientes",
            "Va a la lista de clientes.",
            "to_clients",
            group="Moverse",
        ),
        Command("copy", ("y",), "Copiar", "Copia el cambio señalado.", "copy", show=False),
        LEAVE,
        REFRESH,
    )

    def __init__(self) -> None:
        super().__init__()
        self._panel = AuditPanel()

    def compose_body(self) -> ComposeResult:
        """Yield the list."""
        yield self._panel

    def on_mount(self) -> None:
        """Read the newest entries."""
        self.set_title("Bitácora", self.app.operator_words)
        self._panel.enter()

    def key_must_wait(self, event: events.Event) -> bool:
        """Hold keys back until the rows are there."""
        return super().key_must_wait(event) or (self._panel.is_waiting and not helps_out(event))

    def shown(self, command_id: str) -> bool:
        """Leave out of the key line what would do nothing."""
        return self._panel.shown(command_id) and super().shown(command_id)

    @property
    def is_calm(self) -> bool:
        """Whether no rows are on their way either."""
        return super().is_calm and not self._panel.is_waiting

    def catch_up(self) -> None:
        """Read the entries again."""
        self._panel.reload()

    def action_reload(self) -> None:
        """Read the entries again."""
        self._panel.reload()

    def action_to_clients(self) -> None:
        """Go to the clients."""
        self.app.go_to("clients")

    def action_copy(self) -> None:
        """Copy the current entry in one line."""
        label, text = self._panel.copied()
        if not text:
            self.notify("No hay nada que copiar ahí.")
        elif self.app.copy(text):
            self.notify(f"Copiado: {label}")

    @on(AuditPanel.Changed)
    def _changed(self, event: AuditPanel.Changed) -> None:
        event.stop()
        self.action_reload()
