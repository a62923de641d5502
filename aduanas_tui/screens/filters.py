"""The dialog that chooses which clients the list shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal

from aduanas_tui.domain.client_fields import DEPARTMENT_CHOICES, KIND_CHOICES
from aduanas_tui.domain.search_text import Filters
from aduanas_tui.domain.territory import cities
from aduanas_tui.domain.text import clean_line, fold
from aduanas_tui.screens.base import CANCEL, helps_out
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.questions import QuestionDialog
from aduanas_tui.services import lookup
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.entry import ChoiceField, SuggestField
from aduanas_tui.widgets.texts import Plain

ALL = "Todos"
_KINDS = {ALL: "", **{choice.label: choice.value for choice in KIND_CHOICES}}
_DEPARTMENTS = {ALL: "", **{choice.label: choice.value for choice in DEPARTMENT_CHOICES}}
_OPERATIONS: dict[str, bool | None] = {
    ALL: None,
    "Con operaciones": True,
    "Sin operaciones": False,
}
_STATES: dict[str, bool | None] = {
    "Activos": True,
    "Activos e inactivos": None,
    "Solo inactivos": False,
}


def filter_words(filters: Filters) -> list[str]:
    """Return the filters that are set, in words."""
    words = []
    if filters.department:
        words.append(filters.department)
    if filters.city:
        words.append(filters.city)
    if filters.kind:
        words.append(_label(_KINDS, filters.kind))
    if filters.operations is not None:
        words.append(_label(_OPERATIONS, filters.operations).lower())
    if filters.active is not True:
        words.append("con inactivos" if filters.active is None else "solo inactivos")
    return words


def _label(labels: dict[str, str] | dict[str, bool | None], value: object) -> str:
    return next(label for label, held in labels.items() if held == value)


class FilterScreen(QuestionDialog[Filters | None]):
    """Returns the chosen filters, or ``None`` when nothing shall change."""

    CSS_PATH = "filters.tcss"
    HELP_TITLE = "Filtros"
    HELP = (
        "Escriba el comienzo de una opción, o elija con las flechas; {choices} muestra la "
        "lista entera. En Ciudad vale cualquier texto."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("apply", ("f2", "ctrl+g", "ctrl+s"), "Aplicar", "Muestra los que pasan.", "apply"),
        Command(
            "none", ("f6", "ctrl+n"), "Quitar todos", "Vuelve a mostrar todos los activos.", "none"
        ),
        CANCEL,
    )

    def __init__(self, filters: Filters) -> None:
        super().__init__("Filtros")
        self._in_use: Sequence[str] | None = None
        self._kind = ChoiceField(_label(_KINDS, filters.kind), list(_KINDS))
        self._department = ChoiceField(_label(_DEPARTMENTS, filters.department), list(_DEPARTMENTS))
        self._city = SuggestField(filters.city, self._cities)
        self._operations = ChoiceField(_label(_OPERATIONS, filters.operations), list(_OPERATIONS))
        self._state = ChoiceField(_label(_STATES, filters.active), list(_STATES))

    def compose_body(self) -> ComposeResult:
        """One line a filter, and the keys."""
        for label, entry in (
            ("Tipo", self._kind),
            ("Departamento", self._department),
            ("Ciudad", self._city),
            ("Operaciones", self._operations),
            ("Estado", self._state),
        ):
            opens = f" {signs().open}" if isinstance(entry, ChoiceField) else ""
            with Horizontal(classes="filter"):
                yield Plain(f"{label}{opens}", classes="label")
                yield entry
        yield self.keys_text("apply", "choices", "none", "cancel")

    def on_mount(self) -> None:
        """Start at the first filter, and find out the cities in use."""
        self._kind.focus()
        self._load_cities()

    def key_must_wait(self, event: events.Event) -> bool:
        """Hold keys in *Ciudad* back until the cities that it suggests are there."""
        needs_them = self._city.has_focus and self._in_use is None and not self._chosen_department
        return super().key_must_wait(event) or (needs_them and not helps_out(event))

    @work(exclusive=True, group="cities")
    async def _load_cities(self) -> None:
        try:
            self._in_use = await in_thread(lookup.cities_in_use)
        except ServiceError:
            self._in_use = ()

    def _cities(self) -> Sequence[str]:
        """Return the cities to suggest: those of the department, else those of the clients."""
        department = self._chosen_department
        return cities(department) if department else self._in_use or ()

    @property
    def _chosen_department(self) -> str:
        return _DEPARTMENTS.get(self._department.value, "")

    def action_apply(self) -> None:
        """Close with the filters chosen; what is no option is said and stays."""
        options = (self._kind, self._department, self._operations, self._state)
        if not self.options_chosen(options, blank_is_first=True):
            return
        city = clean_line(self._city.value, 120)
        self.dismiss(
            Filters(
                kind=_KINDS[self._kind.value],
                department=_DEPARTMENTS[self._department.value],
                city="" if fold(city) in ("todas", "todos") else city,
                operations=_OPERATIONS[self._operations.value],
                active=_STATES[self._state.value],
            )
        )

    def action_none(self) -> None:
        """Close without any filter."""
        self.dismiss(Filters())
