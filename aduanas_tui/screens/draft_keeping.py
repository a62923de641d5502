"""What is typed in a form is kept as one goes, and offered again when it was not saved."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events, work

from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services.drafts import Draft, kept
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.widgets.commands import Command, CommandHost
from aduanas_tui.widgets.texts import Plain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.await_complete import AwaitComplete

    from aduanas_tui.app import AduanasApp
    from aduanas_tui.domain.fields import FieldTable
    from aduanas_tui.domain.problems import Problem
    from aduanas_tui.widgets.form import Form

# The app knows this class from its start: what only an open form needs is imported there.

PAUSE = 0.3
"""Seconds without a key after which what is typed is kept."""

LONGEST = 2.0
"""Seconds after which it is kept although the typing goes on."""


DRAFT = Command(
    "draft",
    ("f12", "ctrl+t"),
    "Borrador",
    "Muestra lo que se escribió aquí y no se llegó a guardar: para seguir, o tirarlo.",
    "open_draft",
)
"""For forms. (Textual takes bindings from nodes alone, so a mixin's commands have no keys.)"""


class KeepsDraft(CommandHost):
    """Mixin of forms, which list ``DRAFT``: it stands before the screen class.

    Nothing of it waits for a disk on the event loop, and nothing asks a question that the next key
    of somebody who types ahead could answer: a draft is offered in a line, and F12 shows it.
    """

    if TYPE_CHECKING:
        app: AduanasApp
        form: Form
        jobs: int
        notify: Any
        set_timer: Any
        refresh_keys: Any
        check: Any
        extra_problems: dict[str, Problem]
        _visited: set[str]
        _title_text: str

        @property
        def fields(self) -> FieldTable:
            """The table of what is recorded."""

    asked_for: Draft | None = None
    """The draft that this form was opened for; it is shown at once."""

    _draft_id = ""
    _draft_is_over = False
    """Whether what is typed was saved, or given up on purpose."""
    _draft_offers: tuple[Draft, ...] = ()
    _draft_is_awaited = False
    _draft_is_due = False
    _draft_is_late = False
    _draft_is_written = False
    _draft_told = False
    _first_key = _last_key = 0.0

    def draft_place(self) -> tuple[str, int, int]:
        """Return the form's name, the id of what is edited, and whose it is; see ``Draft``."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """See whether there is a draft of this form."""
        if self.app.drafts is not None:
            self._draft_is_awaited = self.asked_for is not None
            self._look_for_drafts()

    def key_must_wait(self, event: events.Event) -> bool:
        """Hold keys back until the draft is shown that the form was opened for."""
        return super().key_must_wait(event) or self._draft_is_awaited  # type: ignore[misc]

    # -- keeping -----------------------------------------------------------------------------

    def draft_now(self) -> Draft | None:
        """Return what is typed now, in any thread; ``None`` when nothing is."""
        box = self.app.drafts
        typed = self.form.changed()
        if box is None or not typed or self._draft_is_over:
            return None
        if not self._draft_id:
            self._draft_id = box.new_id()
        original = self.form.original()
        return Draft(
            self._draft_id,
            *self.draft_place(),
            title=self._title_text,
            typed=typed,
            original={key: original[key] for key in typed},
            stamp=box.next_stamp(),
        )

    def draft_typed(self) -> None:
        """Keep what is typed soon: something was."""
        if self.app.drafts is None:
            return
        self._last_key = monotonic()
        if not self._draft_is_due:
            self._draft_is_due = True
            self._first_key = self._last_key
            self.set_timer(PAUSE, self._draft_due)

    def _draft_due(self) -> None:
        wait = min(self._last_key + PAUSE, self._first_key + LONGEST) - monotonic()
        if wait > 0:
            self.set_timer(wait, self._draft_due)
            return
        self._draft_is_due = False
        self._draft_is_late = True
        if not self._draft_is_written:
            self._write_draft()

    @work(group="draft")
    async def _write_draft(self) -> None:
        box = self.app.drafts
        if box is None:
            return
        self._draft_is_written = True
        try:
            while self._draft_is_late:
                self._draft_is_late = False
                draft = self.draft_now()
                if draft is None:
                    self.forget_draft()
                else:
                    await in_thread(lambda: kept(box, draft))  # noqa: B023 - awaited here
        except ServiceError as error:
            if not self._draft_told:
                self._draft_told = True
                self.notify(str(error), severity="warning")
        finally:
            self._draft_is_written = False

    def forget_draft(self) -> None:
        """Drop the draft: nothing is typed any more."""
        box, draft_id, self._draft_id = self.app.drafts, self._draft_id, ""
        if box is not None and draft_id:
            box.discard(draft_id)

    def give_up_draft(self) -> None:
        """Drop the draft for good: the form is closed on purpose."""
        self._draft_is_over = True
        self.forget_draft()

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close the form, which is done on purpose: the draft goes."""
        self.give_up_draft()
        return super().dismiss(result)  # type: ignore[misc,no-any-return]

    # -- offering ----------------------------------------------------------------------------

    def draft_line(self) -> Plain:
        """Return the line that tells of a draft, for the form to show first."""
        line = Plain("", id="draft")
        line.display = False
        return line

    def reason(self, command_id: str) -> str | None:
        """Say that there is no draft."""
        if command_id == "draft" and not self._draft_offers:
            return "No hay un borrador de este formulario."
        return super().reason(command_id)

    def shown(self, command_id: str) -> bool:
        """Show the way to the draft only when there is one."""
        if command_id == "drafts":
            return False  # its key is this form's
        if command_id == "draft":
            return bool(self._draft_offers)
        return super().shown(command_id)  # type: ignore[misc,no-any-return]

    @work(exclusive=True, group="drafts")
    async def _look_for_drafts(self) -> None:
        box, place = self.app.drafts, self.draft_place()
        if box is None:
            return
        try:
            found = await in_thread(box.drafts)
        except ServiceError:
            self._draft_is_awaited = False
            return  # what is typed now is what counts; keeping it tells of what is wrong
        ours = [one for one in found if one.place == place]
        offers = [one for one in ours if not one.is_open]
        if place[1]:
            # All of it is stored: the line dropped between the saving and the forgetting.
            done = [one for one in offers if not self._draft_says_more(one)]
            for one in done:
                box.discard(one.id)
            offers = [one for one in offers if one not in done]
            others = [one for one in ours if one.is_open and one.id != self._draft_id]
            if others:
                from aduanas_tui.screens.draft_texts import same_words

                self.notify(same_words(others[0]), severity="warning")
        self._offer(offers)
        asked_for = next((one for one in offers if one == self.asked_for), None)
        self._draft_is_awaited = asked_for is not None
        if asked_for is not None:
            self._ask_about(asked_for)

    def _draft_says_more(self, draft: Draft) -> bool:
        """Tell whether a draft has a text that is not stored."""
        stored = self.form.original()
        return any(stored.get(key) not in (None, text) for key, text in draft.typed.items())

    def _offer(self, drafts: list[Draft]) -> None:
        from aduanas_tui.screens.draft_texts import offer_words

        self._draft_offers = tuple(drafts)
        line = self.query_one("#draft", Plain)
        line.show(offer_words(drafts, self.key_of(DRAFT.id)))
        line.display = bool(drafts)
        self.refresh_keys()

    @work(exclusive=True, group="dialog")
    async def action_open_draft(self) -> None:
        """Show a draft of this form; which one, if there are several."""
        from aduanas_tui.screens.draft_texts import draft_items
        from aduanas_tui.screens.pick import PickScreen

        drafts = self._draft_offers
        draft = drafts[0] if len(drafts) == 1 else None
        if draft is None:
            items = draft_items(drafts)
            picked = await self.app.push_screen_wait(PickScreen("Borradores", items))
            draft = next((one for one in drafts if one.id == picked), None)
        if draft is not None:
            self._ask_about(draft)

    @work(exclusive=True, group="dialog")
    async def _ask_about(self, draft: Draft) -> None:
        """Show what a draft would change here, and take it, throw it away, or leave it."""
        from aduanas_tui.screens.confirm import Answer, ChoiceScreen
        from aduanas_tui.screens.draft_texts import difference_lines

        form, size, title = self.form, self.app.size, self._title_text
        lines = difference_lines(self.fields, form.raw(), form.original(), draft, size, title)
        answers: tuple[Answer[Callable[[Draft], Awaitable[None]] | None], ...] = (
            Answer("s", "Seguir con él", self._take_draft),
            Answer("t", "Tirarlo", self._throw_draft),
            Answer("d", "Después", None),
        )
        self._draft_is_awaited = False
        do = await self.app.push_screen_wait(ChoiceScreen("Borrador sin guardar", lines, answers))
        if do is not None:
            await do(draft)

    async def _throw_draft(self, draft: Draft) -> None:
        box = self.app.drafts
        if box is not None:
            await in_thread(lambda: box.discard(draft.id), self)
        self._offer([one for one in self._draft_offers if one != draft])
        self.app.look_for_drafts()
        self.notify("Borrador tirado.")

    async def _take_draft(self, draft: Draft) -> None:
        """Fill the form with a draft, which is of this form from now on."""
        box = self.app.drafts
        if box is None:
            return
        taken = await in_thread(lambda: box.take_over(draft), self)
        self._offer([one for one in self._draft_offers if one != draft])
        self.app.look_for_drafts()
        if taken is None:
            self.notify("Ese borrador ya no está: lo abrió otra sesión suya.", severity="warning")
            return
        self.forget_draft()
        self._draft_id = taken
        self.form.fill(draft.typed)
        self._visited.update(draft.typed)
        changed = self._changed_since(draft)
        self.extra_problems.update({one.field: one for one in changed})
        self.check(self._visited)
        self.form.focus_first(changed)
        self.draft_typed()
        self.notify("Borrador puesto: revise y guarde.")

    def _changed_since(self, draft: Draft) -> list[Problem]:
        """Return a warning for each field of a draft that somebody else changed since."""
        from aduanas_tui.domain.problems import warning
        from aduanas_tui.screens.draft_texts import short_text

        stored = self.form.original()
        return [
            warning(
                key,
                "changed_since",
                f"Entretanto cambió a «{short_text(stored[key])}». "
                "Si guarda, queda lo que usted escribió.",
            )
            for key, text in draft.typed.items()
            if key in stored and stored[key] not in (text, draft.original.get(key))
        ]
