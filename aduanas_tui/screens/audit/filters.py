"""The dialog that chooses which entries of the audit log are seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import work
from textual.app import ComposeResult

from aduanas_tui.domain.audit_filters import AuditFilters
from aduanas_tui.domain.text import clean_line
from aduanas_tui.screens.audit.words import ACTIONS, ALL, KINDS, label_of
from aduanas_tui.screens.base import CANCEL
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.period_dialog import PeriodDialog
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.services import audit_log
from aduanas_tui.services.audit_log import LogClient
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.entry import ChoiceField
from aduanas_tui.widgets.picklist import PickItem
from aduanas_tui.widgets.texts import TextField

_LONGEST = 120


class ChosenFilters(NamedTuple):
    """What was chosen, and what its client is called."""

    filters: AuditFilters
    client_name: str


class AuditFilterScreen(PeriodDialog[ChosenFilters | None]):
    """Returns the chosen filters, or ``None`` when nothing shall change.

    Args:
        filters: what is chosen now.
        client_name: of its client; blank for none.
        operators: those who can be chosen.
        fixed_client: whether the log is that of one client, so that it is not asked.

    """

    CSS_PATH = "audit.tcss"
    HELP_TITLE = "Filtros de la bitácora"
    HELP = (
        "Elija un período por su nombre, o escriba las fechas como 12/10/2026 (también 12/10 u "
        "hoy). En Cliente escriba el comienzo de su nombre o su RTN: se encuentran también los "
        "inactivos y los eliminados. {choices} muestra las opciones."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("apply", ("f2", "ctrl+g", "ctrl+s"), "Aplicar", "Muestra lo que pasa.", "apply"),
        Command("none", ("f6", "ctrl+n"), "Quitar todos", "Vuelve a mostrar todo.", "none"),
        CANCEL,
    )

    def __init__(
        self,
        filters: AuditFilters,
        client_name: str,
        operators: Sequence[str],
        *,
        fixed_client: bool,
    ) -> None:
        super().__init__("Filtros de la bitácora", (filters.since, filters.until))
        self._before = filters
        self._client_name = client_name
        self._fixed_client = fixed_client
        self._operator = ChoiceField(
            filters.operator or ALL, list(dict.fromkeys([ALL, *operators, filters.operator or ALL]))
        )
        self._client = TextField(client_name, select_on_focus=True)
        self._kind = ChoiceField(label_of(KINDS, filters.kind), list(KINDS))
        self._action = ChoiceField(label_of(ACTIONS, filters.action), list(ACTIONS))

    def compose_body(self) -> ComposeResult:
        """One line a filter, and the keys."""
        client = [] if self._fixed_client else [("Cliente", self._client)]
        yield from self.questions(
            [
                ("Operador", self._operator),
                *client,
                ("Registro", self._kind),
                ("Acción", self._action),
            ]
        )
        yield self.keys_text("apply", "choices", "none", "cancel")

    @work(exclusive=True, group="dialog")
    async def action_apply(self) -> None:
        """Close with the filters chosen; what is no option, no date or no client stays."""
        options = (self.period, self._operator, self._kind, self._action)
        if not self.options_chosen(options, blank_is_first=True):
            return
        span = self.chosen_span()
        if span is None:
            return
        client = await self._chosen_client()
        if client is None:
            return
        operator = self._operator.value
        filters = AuditFilters(
            operator="" if operator == ALL else operator,
            since=span[0],
            until=span[1],
            client_id=client.id or None,
            kind=KINDS[self._kind.value],
            action=ACTIONS[self._action.value],
        )
        self.dismiss(ChosenFilters(filters, client.name))

    async def _chosen_client(self) -> LogClient | None:
        """Return the client that was typed, with the id 0 for none; ``None`` when it is not clear.

        Several that it may be are offered.
        """
        typed = clean_line(self._client.value, _LONGEST)
        if self._fixed_client or typed == self._client_name:
            return LogClient(self._before.client_id or 0, self._client_name, "", True)
        if not typed:
            return LogClient(0, "", "", True)
        try:
            found = await in_thread(lambda: audit_log.clients_matching(typed), self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return None
        if len(found) == 1:
            return found[0]
        if found:
            return await self._picked(found)
        self.notify(
            f"Ningún cliente coincide con «{typed}»: escriba su nombre o su RTN.",
            severity="warning",
        )
        self._client.focus()
        return None

    async def _picked(self, found: Sequence[LogClient]) -> LogClient | None:
        dot = signs().dot
        items = [
            PickItem(str(one.id), one.name, one.rtn if one.exists else f"{one.rtn} {dot} eliminado")
            for one in found
        ]
        picked = await self.app.push_screen_wait(PickScreen("¿Cuál cliente?", items))
        return next((one for one in found if str(one.id) == picked), None)

    def action_none(self) -> None:
        """Close without any filter but a client that is fixed."""
        client_id = self._before.client_id if self._fixed_client else None
        self.dismiss(ChosenFilters(AuditFilters(client_id=client_id), ""))
