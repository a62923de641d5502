"""What was typed in a form and not saved is offered again where it was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events, work

from aduanas_tui.screens.draft_keeping import KeepsDraft
from aduanas_tui.screens.draft_texts import (
    difference_lines,
    draft_items,
    offer_words,
    same_words,
    short_text,
)
from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services.drafts import Draft
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.widgets.commands import Command
from aduanas_tui.widgets.texts import Plain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from aduanas_tui.domain.fields import FieldTable
    from aduanas_tui.domain.problems import Problem
    from aduanas_tui.screens.confirm import Answer


DRAFT = Command(
    "draft",
    ("f12", "ctrl+t"),
    "Borrador",
    "Muestra lo que se escribió aquí y no se llegó a guardar: para seguir, o tirarlo.",
    "open_draft",
)
"""For forms. (Textual takes bindings from nodes alone, so a mixin's commands have no keys.)"""


class OffersDraft(KeepsDraft):
    """Mixin of forms, which list ``DRAFT``: it stands before the screen class.

    Nothing of it asks a question that the next key of somebody who types ahead could answer: a
    draft is offered in a line, and F12 shows it.
    """

    if TYPE_CHECKING:
        refresh_keys: Any
        check: Any
        extra_problems: dict[str, Problem]
        _visited: set[str]

        @property
        def fields(self) -> FieldTable:
            """The table of what is recorded."""

    asked_for: Draft | None = None
    """The draft that this form was opened for; it is shown at once."""

    _draft_offers: tuple[Draft, ...] = ()
    _draft_is_awaited = False

    def on_mount(self) -> None:
        """See whether there is a draft of this form."""
        if self.app.drafts is not None:
            self._draft_is_awaited = self.asked_for is not None
            self._look_for_drafts()

    def key_must_wait(self, event: events.Event) -> bool:
        """Hold keys back until the draft is shown that the form was opened for."""
        return super().key_must_wait(event) or self._draft_is_awaited  # type: ignore[misc]

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

        self._draft_offers = tuple(drafts)
        line = self.query_one("#draft", Plain)
        line.show(offer_words(drafts, self.key_of(DRAFT.id)))
        line.display = bool(drafts)
        self.refresh_keys()

    @work(exclusive=True, group="dialog")
    async def action_open_draft(self) -> None:
        """Show a draft of this form; which one, if there are several."""
        from aduanas_tui.screens.pick import PickScreen

        drafts = self._draft_offers
        draft = drafts[0] if len(drafts) == 1 else None
        if draft is None:
            items = draft_items(drafts)
            picked = await self.app.push_screen_wait(PickScreen("Borradores", items))
            draft = next((one for one in drafts if one.id == picked), None)
        if draft is not None:
            self._ask_about(draft)

    def stored_since(self, draft: Draft) -> Mapping[str, str]:
        """Return what is stored now of what ``draft`` would change: somebody may have."""
        return self.form.original()

    @work(exclusive=True, group="dialog")
    async def _ask_about(self, draft: Draft) -> None:
        """Show what a draft would change here, and take it, throw it away, or leave it."""
        from aduanas_tui.screens.confirm import Answer, ChoiceScreen

        form, size, title = self.form, self.app.size, self._title_text
        stored = self.stored_since(draft)
        lines = difference_lines(self.fields, form.raw(), stored, draft, size, title)
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

        stored = self.stored_since(draft)
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
