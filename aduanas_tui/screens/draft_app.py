"""What the app does with drafts: it knows the open forms, and leads to what was left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import work

from aduanas_tui.screens.draft_keeping import KeepsDraft
from aduanas_tui.services.drafts import DraftBox
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.widgets.commands import Command, CommandHost

if TYPE_CHECKING:
    from textual.screen import Screen

    from aduanas_tui.app import AduanasApp

_CLOSED = "Se cerró aduanas."
_KEPT = "Se cerró aduanas. Lo que estaba escrito quedó en un borrador: lo verá al entrar."


DRAFTS = Command(
    "drafts",
    ("f12", "ctrl+t"),
    "Borrador",
    "Muestra lo que usted escribió y no llegó a guardar.",
    "drafts",
    name="Borradores",
)


class DraftsApp(CommandHost):
    """Mixin of the app, which lists ``DRAFTS``: it stands before Textual's class."""

    if TYPE_CHECKING:
        screen: Screen[Any]
        screen_stack: list[Screen[Any]]
        notify: Any

    drafts: DraftBox | None = None
    """Keeps what is typed in forms; ``None`` keeps nothing."""

    drafts_wait = False
    """Whether there are drafts of forms that are not open."""

    def forms(self) -> Iterator[KeepsDraft]:
        """Yield the open forms."""
        for screen in self.screen_stack:
            if isinstance(screen, KeepsDraft):
                yield screen

    def keep_what_is_typed(self) -> str:
        """Write what is typed in every open form, in any thread; return what to say about it."""
        kept = 0
        for form in self.forms():
            draft = form.draft_now()
            if draft is not None and self.drafts is not None:
                with suppress(OSError):
                    self.drafts.keep(draft)
                    kept += 1
        return _KEPT if kept else _CLOSED

    def give_up_drafts(self) -> None:
        """Forget what is typed in the open forms: the operator leaves on purpose."""
        for form in self.forms():
            form.give_up_draft()

    @work(group="dialog")
    async def action_drafts(self: AduanasApp) -> None:
        """Open a draft."""
        from aduanas_tui.screens.draft_opening import open_drafts

        if self.drafts is None:
            self.notify("No tiene borradores sin guardar.")
            return
        try:
            await open_drafts(self, self.drafts)
        except ServiceError as error:
            self.notify(str(error), severity="error")
        self.look_for_drafts()

    @work(exclusive=True, group="drafts")
    async def look_for_drafts(self: AduanasApp) -> None:
        """See whether drafts wait; the key line of the first screen tells of it."""
        from aduanas_tui.screens.base import AduanasScreen
        from aduanas_tui.screens.jobs import in_thread

        box = self.drafts
        if box is None:
            return
        with suppress(ServiceError):
            self.drafts_wait = bool(await in_thread(box.left_behind))
        for screen in self.screen_stack:
            if isinstance(screen, AduanasScreen):
                screen.refresh_keys()
