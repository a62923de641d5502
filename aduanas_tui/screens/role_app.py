"""What the app does with the role of its operator: it says what that does not allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import work

from aduanas_tui.domain.roles import Right, Role, refusal_of
from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.roles import role_of
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import CommandHost

if TYPE_CHECKING:
    from textual.screen import Screen


class RoleApp(CommandHost):
    """Mixin of the app: it stands before Textual's class.

    The role is for showing what is not allowed before it is tried; the services ask the database.
    """

    if TYPE_CHECKING:
        screen_stack: list[Screen[Any]]
        notify: Any

    operator: str
    role: Role = Role.OPERATOR
    """The operator's role as it was read last."""

    @property
    def operator_words(self) -> str:
        """The operator for title lines, after the role when that only allows to look.

        A long name may be cut there; the role is what explains the rest of the screen.
        """
        if self.role is not Role.READER:
            return self.operator
        return f"{self.role} {signs().dot} {self.operator}"

    def refusal(self, right: Right) -> str | None:
        """Return why the operator may not do something; ``None`` when it may."""
        return refusal_of(self.role, right)

    @work(exclusive=True, group="role")
    async def read_role(self) -> None:
        """Read the role again: a supervisor may have given another one meanwhile."""
        try:
            role = await in_thread(lambda: role_of(self.operator))
        except ServiceError:
            return  # whoever reads data says it
        if role is self.role:
            return
        self.role = role
        self.notify(f"Ahora su rol es {role}.")
        for screen in self.screen_stack:
            if isinstance(screen, AduanasScreen):
                screen.role_changed()
