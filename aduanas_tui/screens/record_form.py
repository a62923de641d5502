"""What all forms of records do: problems as one goes, saving, never losing what was typed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult

from aduanas_tui.domain.fields import FieldTable, clean_field, clean_record, show_record
from aduanas_tui.domain.merging import Choice, Conflict
from aduanas_tui.domain.problems import Level, Problem
from aduanas_tui.screens.base import BACK, AduanasScreen
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.draft_offering import DRAFT, OffersDraft
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.joining import Joining
from aduanas_tui.screens.meeting_others import MeetsOthers
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.services.clients import Saved
from aduanas_tui.services.errors import (
    GoneError,
    InvalidError,
    ServiceError,
    StaleError,
    UnconfirmedError,
)
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.form import FieldRow, Form, Helpers
from aduanas_tui.widgets.one_line import OneLine
from aduanas_tui.widgets.picklist import PickItem

Save = Callable[[bool], Saved]
"""Saves what is typed; the argument says whether warnings are accepted."""


class RecordForm(OffersDraft, MeetsOthers, AduanasScreen[int | None]):
    """A form over a table of fields; returns the id of the saved record, or ``None``.

    Subclasses say how to save (:meth:`save`). The fields in ``left_out`` are part of the record
    but not of the form.
    """

    KEYS_PLACE = "formulario"
    LETTERS_TYPE = True
    CSS_PATH = "record_form.tcss"
    FIELDS: ClassVar[FieldTable]
    HELP = (
        "Intro y Tab pasan al campo siguiente, Mayús+Tab al anterior; nada se guarda hasta pulsar "
        "{save}. Los campos con * son obligatorios. Donde hay opciones, escriba el comienzo o "
        "elija con las flechas; {choices} muestra la lista. Un aviso se puede guardar así; un "
        "error no. Si la línea se corta, lo escrito queda en un borrador que se ofrece al volver."
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("save", ("f2", "ctrl+g", "ctrl+s"), "Guardar", "Guarda lo escrito.", "save"),
        Command(
            "choices", ("f4", "ctrl+o"), "Opciones", "Muestra las opciones del campo.", "choices"
        ),
        DRAFT,
        BACK,
    )

    def __init__(
        self,
        raw: Mapping[str, str],
        title: str,
        helpers: Helpers | None = None,
        *,
        left_out: Collection[str] = (),
    ) -> None:
        super().__init__()
        self._title_text = title
        self._hidden = {key: raw.get(key, "") for key in left_out}
        shown = FieldTable(item for item in self.fields if item.key not in self._hidden)
        self.form = Form(shown, raw, helpers)
        self._hint = OneLine("", id="hint")
        self._visited: set[str] = set()
        self._written: dict[str, str] = {}
        self._fixes: dict[str, tuple[Problem, ...]] = {}
        self.version = 0
        self.choices: dict[Conflict, Choice] = {}
        self.proposed: dict[str, str] = {}
        """What was filled in for the operator, by field: it may still be replaced."""
        self.extra_problems: dict[str, Problem] = {}
        """Problems that only the database knows (a duplicate), by field, while they last."""

    @property
    def fields(self) -> FieldTable:
        """The table of what is recorded."""
        return self.FIELDS

    def compose_body(self) -> ComposeResult:
        """Yield the line of a draft, the form, and a line of help for the field one is in."""
        yield self.draft_line()
        yield self.form
        yield self.news_line()
        yield self._hint

    def on_mount(self) -> None:
        """Start in the first field."""
        self.set_title(self._title_text, f"{signs().required} obligatorio")
        self.form.focus_first()

    def save(self, raw: Mapping[str, str], accept_warnings: bool) -> Saved:
        """Save in a thread; raises what the service raises."""
        raise NotImplementedError

    def shown(self, command_id: str) -> bool:
        """Show the choices' key where there are choices."""
        row = self.form.current
        if command_id == "choices":
            return row is not None and bool(self.options_of(row))
        return super().shown(command_id)

    # -- problems as one goes ----------------------------------------------------------------

    @on(Form.Left)
    def _left(self, event: Form.Left) -> None:
        event.stop()
        self.left(event.key)

    def left(self, key: str) -> None:
        """Show a field that was left as it will be stored, and what is wrong so far."""
        self._visited.add(key)
        self._write_as_stored(key)
        self.check(self._visited)

    def _write_as_stored(self, key: str) -> None:
        """Show a value that was left as it will be stored; what was corrected stays said."""
        row = self.form.row(key)
        cleaned = clean_field(row.item, row.raw)
        shown = row.item.show(cleaned.value)
        # A warning may tell of something that would not be stored: what was typed stays in sight.
        only_fixes = all(problem.level is Level.FIX for problem in cleaned.problems)
        if not shown or shown == row.raw or not only_fixes:
            return
        self._written[key] = shown
        self._fixes[key] = cleaned.problems
        row.raw = shown

    @on(Form.Edited)
    def _edited(self, event: Form.Edited) -> None:
        event.stop()
        self.draft_typed()
        self.edited(event.key)

    def edited(self, key: str) -> None:
        """React to typing in a field: a problem of the old text is not one of the new."""
        if self.form.row(key).raw == self._written.pop(key, None):
            return
        self._fixes.pop(key, None)
        if self.extra_problems.pop(key, None) is not None:
            self.form.show_problems((), [key])
            self.refresh_keys()

    def propose(self, key: str, text: str) -> None:
        """Fill a field that is blank, or that still holds an earlier proposal."""
        row = self.form.row(key)
        if not row.raw or self.is_proposal(key):
            self.proposed[key] = text
            row.raw = text

    def is_proposal(self, key: str) -> bool:
        """Tell whether a field still holds what was filled in for the operator."""
        return self.form.row(key).raw == self.proposed.get(key)

    def check(self, keys: set[str]) -> tuple[Problem, ...]:
        """Show the problems of some fields, and return those worth showing of all."""
        record = clean_record(self.fields, {**self._hidden, **self.form.raw()})
        fixes = [problem for found in self._fixes.values() for problem in found]
        problems = (*record.problems, *self.extra_problems.values(), *fixes)
        stored = {key for key in keys if key not in self.form.changed()} if self.version else set()
        # What was stored with a warning was saved over it: it is not asked again.
        shown = [
            problem
            for problem in problems
            if problem.field not in stored or problem in self.extra_problems.values()
        ]
        self.form.show_problems(shown, keys)
        return tuple(shown)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show the help of the field one is in."""
        row = self.form.current
        if row is not None:
            item = row.item
            example = f"Ejemplo: {item.example}" if item.example and not item.choices else ""
            hint = f" {signs().dot} ".join(part for part in (item.help, example) if part)
            if self.options_of(row):
                hint = hint or "Escriba el comienzo, o elija con las flechas."
            self._hint.show(hint)

    # -- choices -----------------------------------------------------------------------------

    @on(Form.ChoicesAsked)
    def _choices_asked(self, event: Form.ChoicesAsked) -> None:
        event.stop()
        self.action_choices()

    def options_of(self, row: FieldRow) -> Sequence[PickItem]:
        """Return what can be chosen in a field; the id of each is what is then in the field."""
        return [PickItem(choice.label, choice.label) for choice in row.item.choices]

    def action_choices(self) -> None:
        """Open the list of choices of the field one is in."""
        row = self.form.current
        items = self.options_of(row) if row is not None else ()
        if row is None or not items:
            self.notify("Este campo no tiene opciones: escriba el valor.")
            return

        def chosen(label: str | None) -> None:
            if label is not None:
                row.raw = label

        self.app.push_screen(PickScreen(row.item.label, items, row.raw), chosen)

    # -- saving ------------------------------------------------------------------------------

    def action_save(self) -> None:
        """Save; what is wrong is shown all together, with the focus on the first."""
        if not self.jobs:
            self._save()

    @work(exclusive=True, group="dialog")
    async def _save(self) -> None:
        for key, typed in self.form.raw().items():
            row = self.form.row(key)
            complete = getattr(row.entry, "complete", None)
            if complete is not None:
                complete()
            if row.raw != typed:
                # The news of it may come once what is wrong is shown: it is no edit.
                self._written[key] = row.raw
        joining, accepted, accept = Joining(self), set[Problem](), False
        while True:
            raw = joining.raw()
            try:
                saved = await in_thread(lambda: self.save(raw, accept), self)  # noqa: B023
            except UnconfirmedError as error:
                if not (accepted.issuperset(error.problems) or await self._save_over(error)):
                    joining.give_up()
                    return
                accepted.update(error.problems)
                accept = True
                continue
            except (StaleError, GoneError) as error:
                accept = False
                meet = joining.join if isinstance(error, StaleError) else joining.replace
                if await meet(error):  # type: ignore[arg-type]
                    continue
                joining.give_up()
                return
            except ServiceError as error:
                joining.give_up()
                self.refused(error)
                return
            break
        for words in joining.words:
            self.app.notify(words, timeout=10)
        self.saved(saved)

    async def _save_over(self, error: UnconfirmedError) -> bool:
        """Show the warnings and ask; who wants to look at them again is led to the first."""
        self.form.show_problems(error.problems)
        lines = [f"{signs().warning} {problem.message}" for problem in error.problems]
        question = ConfirmScreen("¿Guardar con estos avisos?", lines, "Guardar así", "Revisar")
        answer: bool = await self.app.push_screen_wait(question)
        if not answer:
            self.form.focus_first(error.problems)
        return answer

    def saved(self, saved: Saved) -> None:
        """Tell what cleaning changed, and leave."""
        for problem in saved.fixes:
            self.app.notify(problem.message)
        self.dismiss(saved.id)

    def refused(self, error: ServiceError) -> None:
        """Show why nothing was saved; what is typed stays."""
        if isinstance(error, InvalidError):
            self._show_errors(error)
        else:
            self.notify(str(error), severity="error")

    def _show_errors(self, error: InvalidError) -> None:
        """Show all that is wrong; what only the database knows stays until its field is edited."""
        self._visited.update(self.form.raw())
        known = self.check(self._visited)
        for problem in error.problems:
            if problem not in known:
                self.extra_problems[problem.field] = problem
        problems = tuple(dict.fromkeys((*error.problems, *known)))
        errors = [problem for problem in problems if problem.level is Level.ERROR]
        self.form.show_problems(problems)
        self.form.focus_first(errors)
        number = len(errors)
        many = "Corrija el campo marcado" if number == 1 else f"Corrija los {number} errores"
        self.notify(f"No se guardó. {many} y guarde de nuevo.", severity="error")

    def stored(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Return stored values as the form shows them."""
        return show_record(self.fields, values)
