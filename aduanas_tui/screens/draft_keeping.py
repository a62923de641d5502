"""What is typed in a form is kept as one goes."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import work

from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services.drafts import Draft, kept
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.widgets.commands import CommandHost

if TYPE_CHECKING:
    from textual.await_complete import AwaitComplete

    from aduanas_tui.app import AduanasApp
    from aduanas_tui.widgets.form import Form

# The app knows this class from its start: what only an open form needs is in ``draft_offering``.

PAUSE = 0.3
"""Seconds without a key after which what is typed is kept."""

LONGEST = 2.0
"""Seconds after which it is kept although the typing goes on."""


class KeepsDraft(CommandHost):
    """Mixin of what is typed into, which offers what is kept too: see ``OffersDraft``.

    Nothing of it waits for a disk on the event loop.
    """

    if TYPE_CHECKING:
        app: AduanasApp
        form: Form
        jobs: int
        notify: Any
        set_timer: Any
        _title_text: str

    _draft_id = ""
    _draft_is_over = False
    """Whether what is typed was saved, or given up on purpose."""
    _draft_is_due = False
    _draft_is_late = False
    _draft_is_written = False
    _draft_told = False
    _first_key = _last_key = 0.0

    def draft_place(self) -> tuple[str, int, int]:
        """Return the form's name, the id of what is edited, and whose it is; see ``Draft``."""
        raise NotImplementedError

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

    def unsaved(self) -> str | None:
        """Say that what is typed would be lost by leaving."""
        return "Hay cambios sin guardar." if self.form.changed() else None

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
