"""Registering and editing a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events, work

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.fields import field
from aduanas_tui.domain.problems import error as error_problem
from aduanas_tui.domain.rtn import RTN_LENGTH, format_rtn, kind_of
from aduanas_tui.domain.territory import DEPARTMENTS, cities, city_by_name
from aduanas_tui.domain.text import digits_of
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.record_form import RecordForm
from aduanas_tui.services import clients, lookup
from aduanas_tui.services.clients import Saved
from aduanas_tui.services.errors import DuplicateRtnError, ServiceError, StaleError
from aduanas_tui.services.lookup import ClientRecord
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.form import Helpers
from aduanas_tui.widgets.titleline import crumbs

_KIND_LABELS = {choice.value: choice.label for choice in field(CLIENT_FIELDS, "kind").choices}


class ClientFormScreen(RecordForm):
    """The form of a new client, or of one that exists (``record``)."""

    PLACE = "clients"
    FIELDS = CLIENT_FIELDS
    THIS = "este cliente"
    AS_NEW = "Guardar como cliente nuevo"
    HELP_TITLE = "Datos del cliente"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "open_other",
            ("f6", "ctrl+n"),
            "Abrir el otro",
            "Abre el cliente que ya tiene ese RTN; lo escrito aquí se queda.",
            "open_other",
        ),
        Command(
            "reactivate_other",
            ("f7", "ctrl+r"),
            "Reactivarlo",
            "Reactiva el cliente inactivo que ya tiene ese RTN.",
            "reactivate_other",
        ),
    )

    def __init__(
        self, *, record: ClientRecord | None = None, raw: Mapping[str, str] | None = None
    ) -> None:
        helpers = Helpers(suggest={"city": self._cities}, write={"rtn": format_rtn})
        if record is None:
            title = crumbs("Clientes", "Nuevo cliente")
            super().__init__(raw or {}, title, helpers)
        else:
            title = crumbs("Clientes", record.values["name"], "Editar")
            super().__init__(self.stored(record.values), title, helpers)
            self.version = record.version
        self._record = record
        self._other: DuplicateRtnError | None = None
        self._searches = 0

    def key_must_wait(self, event: events.Event) -> bool:
        """Hold the way to the other client back while one is looked for."""
        if super().key_must_wait(event):
            return True
        if not self._searches or not isinstance(event, events.Key):
            return False
        ways = (*self.command("open_other").keys, *self.command("reactivate_other").keys)
        return event.key in ways

    def draft_place(self) -> tuple[str, int, int]:
        """Return where a draft of this form belongs."""
        return "client", self._record.id if self._record else 0, 0

    def save(self, raw: Mapping[str, str], accept_warnings: bool) -> Saved:
        """Register or edit."""
        operator = self.app.operator
        if self._record is None:
            return clients.register(operator, raw, accept_warnings=accept_warnings)
        return clients.edit(
            operator, self._record.id, self.version, raw, accept_warnings=accept_warnings
        )

    def saved(self, saved: Saved) -> None:
        """Say so and leave."""
        unchanged = self._record is not None and saved.version == self.version
        self.app.notify("Sin cambios que guardar." if unchanged else "Cliente guardado.")
        super().saved(saved)

    def other_changes(self, error: StaleError) -> list[str]:
        """Tell that somebody deactivated or reactivated the client."""
        if self._record is None or error.current["active"] == self._record.active:
            return []
        return [f"el estado (ahora {'activo' if error.current['active'] else 'inactivo'})"]

    def become_new(self) -> None:
        """Register what is typed."""
        self._record = None
        self.set_title(crumbs("Clientes", "Nuevo cliente"))

    def refused(self, error: ServiceError) -> None:
        """Show a duplicate at its field, with the way to the other client."""
        if isinstance(error, DuplicateRtnError):
            self._show_duplicate(error)
            self.form.focus_first(self.extra_problems.values())
            self.notify(f"No se guardó. {error}", severity="error")
        else:
            super().refused(error)

    def reason(self, command_id: str) -> str | None:
        """Say when there is no other client to open."""
        if command_id == "open_other" and self._other is None:
            return "Ningún otro cliente tiene ese RTN."
        if command_id == "reactivate_other" and (self._other is None or self._other.active):
            return "No hay un cliente inactivo con ese RTN."
        return super().reason(command_id)

    def shown(self, command_id: str) -> bool:
        """Show the way to the other client only when there is one."""
        if command_id in ("open_other", "reactivate_other"):
            return self.reason(command_id) is None
        return super().shown(command_id)

    # -- what one field tells of another -----------------------------------------------------

    def edited(self, key: str) -> None:
        """Propose the kind from the RTN, and look for a client that has it."""
        if key == "rtn":
            self._other = None
        super().edited(key)
        if key == "rtn":
            rtn = digits_of(self.form.row("rtn").raw)
            kind = kind_of(rtn)
            if kind is not None:
                self.propose("kind", _KIND_LABELS[kind])
            if len(rtn) == RTN_LENGTH:
                self._look_for(rtn)
        elif key == "city":
            city = self.form.row("city").raw
            homes = [one.name for one in DEPARTMENTS if city_by_name(city, one.name)]
            if len(homes) == 1:
                self.propose("department", homes[0])

    def _cities(self) -> Sequence[str]:
        """Return the cities to suggest: those of the department, else of all of them."""
        department = self.form.row("department").raw
        if department:
            return cities(department)
        return [city for one in DEPARTMENTS for city in cities(one.name)]

    # -- duplicates --------------------------------------------------------------------------

    @work(exclusive=True, group="duplicate")
    async def _look_for(self, rtn: str) -> None:
        self._searches += 1
        try:
            found = await in_thread(lambda: lookup.client_by_rtn(rtn))
        except ServiceError:
            return
        finally:
            self._searches -= 1
        if digits_of(self.form.row("rtn").raw) != rtn or found is None:
            return
        client_id, name, active = found
        if self._record is None or client_id != self._record.id:
            self._show_duplicate(DuplicateRtnError(client_id, name, active))

    def _show_duplicate(self, error: DuplicateRtnError) -> None:
        self._other = error
        way = f"{self.key_of('open_other')} lo abre"
        way += "." if error.active else f", {self.key_of('reactivate_other')} lo reactiva."
        problem = error_problem("rtn", "rtn_duplicate", f"{error} {way}")
        self.extra_problems["rtn"] = problem
        self.form.show_problems([problem], ["rtn"])
        self.refresh_keys()

    def action_open_other(self) -> None:
        """Open the other client over this form; Esc comes back to it."""
        from aduanas_tui.screens.client_record import ClientRecordScreen

        if self._other is not None:
            self.app.push_screen(ClientRecordScreen(self._other.client_id))

    @work(exclusive=True, group="dialog")
    async def action_reactivate_other(self) -> None:
        """Reactivate the inactive client that has the RTN, and open it."""
        from aduanas_tui.screens.client_record import ClientRecordScreen

        other = self._other
        if other is None:
            return
        operator = self.app.operator

        def reactivate() -> None:
            record = lookup.client_record(other.client_id)
            clients.reactivate(operator, record.id, record.version)

        try:
            await in_thread(reactivate, self)
        except ServiceError as error:
            self.notify(str(error), severity="error")
            return
        self.notify(f"Reactivado: {other.name}")
        self._show_duplicate(DuplicateRtnError(other.client_id, other.name, True))
        self.app.push_screen(ClientRecordScreen(other.client_id))
