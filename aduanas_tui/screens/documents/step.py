"""What the dialogs of steps have in common: a short form, and taking the step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget

from aduanas_tui.domain.dates import complete_date, show_date
from aduanas_tui.domain.fields import Field, FieldTable, clean_record
from aduanas_tui.domain.problems import Level, Problem
from aduanas_tui.screens.asking_again import still_wanted
from aduanas_tui.screens.base import CANCEL, AduanasModal
from aduanas_tui.screens.draft_offering import DRAFT, OffersDraft
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.screens.pick import PickScreen
from aduanas_tui.services.clients import Saved
from aduanas_tui.services.drafts import Draft
from aduanas_tui.services.errors import (
    GoneError,
    InvalidError,
    NotAllowedError,
    ServiceError,
    StaleError,
)
from aduanas_tui.services.operations import documents
from aduanas_tui.services.operations.documents import Document
from aduanas_tui.services.operations.kinds import INFO
from aduanas_tui.services.operations.reasons import reasons
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.form import Form, Helpers
from aduanas_tui.widgets.picklist import PickItem
from aduanas_tui.widgets.texts import Plain, TextField
from aduanas_tui.widgets.titleline import crumbs


class StepForm(Form):
    """A short form whose last field, when it is entered, ends it."""

    class Finished(Message):
        """Enter was pressed in the last field."""

    @on(TextField.Submitted)
    def _field_entered(self, event: TextField.Submitted) -> None:
        """Go on; the last field ends the form."""
        event.stop()
        event.prevent_default()
        entries = self._entries()
        following = entries[entries.index(event.control) + 1 :]
        if following:
            following[0].focus()
        else:
            self.post_message(self.Finished())

    def on_key(self, event: events.Key) -> None:
        """Let Tab go on from the last field to the first one, and back."""
        entries = self._entries()
        if event.key in ("tab", "shift+tab") and self.screen.focused in entries:
            event.stop()
            event.prevent_default()
            by = 1 if event.key == "tab" else -1
            entries[(entries.index(self.screen.focused) + by) % len(entries)].focus()

    def _entries(self) -> list[Widget]:
        """Return the fields that count, by the order of their rows.

        One that was just shown has no place on the screen yet, so Textual would pass over it.
        """
        return [row.entry for row in self._rows.values() if row.display]


class StepScreen(OffersDraft, AduanasModal[Saved | None]):
    """Asks what a step needs and takes it; returns what was saved, or ``None``.

    When it cannot be taken any more the reason is said and it closes: who opened it reads again.
    What is typed is kept as in a form, and offered when the same step is about to be taken again.
    """

    KEYS_PLACE = "paso"
    LETTERS_TYPE = True
    CSS_PATH = "step.tcss"
    CHANGES_STATE: ClassVar[bool] = False
    """Whether what can be chosen follows from the state that the document is in."""
    HELP_TITLE = "Paso"
    HELP = "Intro pasa al campo siguiente y en el último acepta. En la fecha valen hoy y 12/10."
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("accept", ("f2", "ctrl+g", "ctrl+s"), "Aceptar", "Da el paso.", "accept"),
        Command(
            "choices", ("f4", "ctrl+o"), "Opciones", "Muestra las opciones del campo.", "choices"
        ),
        DRAFT,
        CANCEL,
    )

    def __init__(
        self,
        title: str,
        lines: Sequence[str],
        document: Document,
        fields: Sequence[Field],
        raw: Mapping[str, str],
    ) -> None:
        super().__init__(title)
        self._title_text = crumbs("Clientes", document.client_name, document.number, title)
        self._lines = lines
        self.document = document
        self._fields = FieldTable(fields)
        proposed = {"on_day": show_date(date.today()), **raw}
        helpers = Helpers(complete={"on_day": complete_date}, replaced=("on_day",))
        self.form: StepForm = StepForm(self.fields, proposed, helpers)
        self._visited: set[str] = set()
        self.extra_problems: dict[str, Problem] = {}
        """What the service had against fields, until they are edited."""
        self._sent: dict[str, str] = {}

    @property
    def fields(self) -> FieldTable:
        """What the step may need."""
        return self._fields

    def compose_body(self) -> ComposeResult:
        """Yield what will happen, the fields, the keys."""
        for line in self._lines:
            yield Plain(line, classes="dialog-line")
        yield self.draft_line()
        yield self.form
        opens = ("choices",) if any(item.choices for item in self.fields) else ()
        yield self.keys_text("accept", *opens, "cancel")

    def on_mount(self) -> None:
        """Start in the first field."""
        self.show_asked()
        self.form.focus_first()

    def step(self, values: Mapping[str, Any]) -> Saved:
        """Take the step, in a thread; raises what the service raises."""
        raise NotImplementedError

    @property
    def reason_key(self) -> str:
        """Key of the step among the reasons why it is not possible."""
        raise NotImplementedError

    done: str
    """What is said once it was taken."""

    def asked(self) -> set[str]:
        """Return the keys of the fields that count."""
        return {item.key for item in self.fields}

    def show_asked(self) -> None:
        """Show the fields that count and hide the others."""
        asked = self.asked()
        for item in self.fields:
            self.form.row(item.key).display = item.key in asked

    # -- as one goes -------------------------------------------------------------------------

    @on(Form.Left)
    def _left(self, event: Form.Left) -> None:
        event.stop()
        self._visited.add(event.key)
        self.check(self._visited)

    @on(Form.Edited)
    def _edited(self, event: Form.Edited) -> None:
        event.stop()
        if self.form.row(event.key).raw != self._sent.get(event.key):
            self.extra_problems.pop(event.key, None)
        self.edited(event.key)
        self.draft_typed()

    def edited(self, key: str) -> None:
        """React to typing."""

    def check(self, keys: Iterable[str]) -> None:
        """Show the fields that count, and what is wrong with those of ``keys``."""
        self.show_asked()
        self.form.show_problems((*self._checked()[1], *self.extra_problems.values()), keys)

    # -- drafts ------------------------------------------------------------------------------

    def draft_place(self) -> tuple[str, int, int]:
        """Return where a draft of this step belongs."""
        document = self.document
        return f"{document.kind}.{self.reason_key}", document.id, document.client_id

    def stored_since(self, draft: Draft) -> Mapping[str, str]:
        """Nothing of a step is stored before it is taken, so nobody can have changed it."""
        return draft.original

    def refresh_keys(self) -> None:
        """Leave the keys of the dialog as they are: the line of a draft says its own."""

    @on(Form.ChoicesAsked)
    def _choices_asked(self, event: Form.ChoicesAsked) -> None:
        event.stop()
        self.action_choices()

    def action_choices(self) -> None:
        """Open the list of choices of the field one is in."""
        row = self.form.current
        if row is None or not row.item.choices:
            self.notify("Este campo no tiene opciones: escriba el valor.")
            return

        def chosen(label: str | None) -> None:
            if label is not None:
                row.raw = label

        items = [PickItem(choice.label, choice.label) for choice in row.item.choices]
        self.app.push_screen(PickScreen(row.item.label, items, row.raw), chosen)

    def _checked(self) -> tuple[dict[str, Any], tuple[Problem, ...]]:
        """Return the values, and the errors of the fields that count."""
        record = clean_record(self.fields, self.form.raw())
        asked = self.asked()
        return record.values, tuple(one for one in record.errors if one.field in asked)

    # -- accepting ---------------------------------------------------------------------------

    @on(StepForm.Finished)
    def _finished(self, event: StepForm.Finished) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        """Take the step."""
        if self.jobs:
            return
        for key in self.form.raw():
            complete = getattr(self.form.row(key).entry, "complete", None)
            if complete is not None:
                complete()
        self.show_asked()
        self._sent = self.form.raw()
        values, errors = self._checked()
        if errors:
            self._show_errors(errors)
        else:
            self._take(values)

    @work(exclusive=True, group="dialog")
    async def _take(self, values: Mapping[str, Any]) -> None:
        while True:
            try:
                saved = await in_thread(lambda: self.step(values), self)
            except InvalidError as error:
                self.extra_problems = {problem.field: problem for problem in error.problems}
                self._show_errors(error.problems)
                return
            except StaleError as error:
                wanted = await self._go_on(error)
                if wanted:
                    continue
                if wanted is None:
                    self.dismiss(None)
            except (GoneError, NotAllowedError) as error:
                self.app.notify(str(error), severity="error")
                self.dismiss(None)
            except ServiceError as error:  # a full disk: what is typed stays
                self.app.notify(str(error), severity="error")
            else:
                self.dismiss(saved)
            return

    async def _go_on(self, error: StaleError) -> bool | None:
        """Say what somebody changed in the document, and ask whether to take the step.

        ``None``: it cannot be taken any more. Where one only does not want to, what is typed stays.
        """
        before = self.document
        try:
            self.document = await in_thread(
                lambda: documents.document(before.kind, before.id), self
            )
        except ServiceError as failure:
            self.app.notify(str(failure), severity="error")
            return None if isinstance(failure, GoneError) else False
        why = reasons(self.document).get(self.reason_key)
        if why is None and self.CHANGES_STATE and self.document.state != before.state:
            why = f"Ahora su estado es {self.document.state_label}: elija de nuevo."
        if why is not None:
            who = f"{error.change.operator} lo cambió {error.change.ago}."
            self.app.notify(f"{who} {why}", severity="warning", timeout=10)
            return None
        self.show_asked()
        fields = INFO[before.kind].fields
        return await still_wanted(self.app, error, fields, before.values, "Seguir")

    def _show_errors(self, problems: Sequence[Problem]) -> None:
        self._visited.update(self.form.raw())
        self.form.show_problems(problems)
        self.form.focus_first(one for one in problems if one.level is Level.ERROR)
