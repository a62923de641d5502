"""What a form of a record does about the others, who may save or delete the same meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work

from aduanas_tui.screens.jobs import in_thread
from aduanas_tui.services.errors import ServiceError, StaleError
from aduanas_tui.services.others import Standing, standing
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.texts import Plain

if TYPE_CHECKING:
    from aduanas_tui.domain.merging import Choice, Conflict
    from aduanas_tui.widgets.form import Form


class MeetsOthers:
    """Mixin of forms of records; ``joining`` does the saving."""

    AS_NEW: ClassVar[str] = ""
    """The answer that stores what is typed as a new record when somebody deleted this one."""
    THIS: ClassVar[str] = ""
    """What the record is called in a sentence: ``este cliente``."""

    if TYPE_CHECKING:
        app: Any
        form: Form
        version: int
        choices: dict[Conflict, Choice]
        """What was chosen where two changed the same field, while it is not saved."""
        _hidden: dict[str, str]
        _title_text: str
        draft_place: Any

    @property
    def this(self) -> str:
        """What the record is called in a sentence."""
        return self.THIS

    def news_line(self) -> Plain:
        """Make the line that says what somebody else did to the record."""
        self._news = Plain("", id="news")
        return self._news

    def catch_up(self) -> None:
        """Say in one line that somebody saved or deleted the record; the form stays as it is."""
        if self.version:
            self._look_at_record()

    @work(exclusive=True, group="news")
    async def _look_at_record(self) -> None:
        entity, record_id, _ = self.draft_place()
        try:
            now = await in_thread(lambda: standing(entity, record_id))
        except ServiceError:
            return  # saving says it
        self._news.show(self._news_words(now))
        self._news.display = now.version != self.version
        if self.form.current is not None:
            self.form.current.scroll_visible(animate=False)

    def _news_words(self, now: Standing) -> str:
        if now.version == self.version:
            return ""
        if now.change is None:
            return f"{signs().warning} Otra persona eliminó {self.this}."
        who, when = now.change.operator, f"{now.change.at.astimezone():%H:%M}"
        what = f"{self.this} {now.change.ago} ({when})"
        if not now.version:
            return f"{signs().warning} {who} eliminó {what}."
        if now.is_annulled:
            return f"{signs().warning} {who} anuló {what}: ya no se cambia."
        return f"{signs().warning} {who} cambió {what}; al guardar se juntan."

    @property
    def place_text(self) -> str:
        """What is edited, as the title line says it."""
        return self._title_text

    def base(self) -> dict[str, str]:
        """Return what was stored when the form was filled, by key."""
        return {**self._hidden, **self.form.original()}

    def whole(self) -> dict[str, str]:
        """Return all of the record as it is typed, for one that is new."""
        return self.form.raw()

    def take_over(self, texts: Mapping[str, str], equal: Collection[str]) -> None:
        """Take what is stored now in some fields; what the operator changed stays typed.

        What is ``equal`` to that, however it was typed, is no change any more.
        """
        self._hidden |= {key: text for key, text in texts.items() if key in self._hidden}
        self.form.rebase(texts)
        for key in equal:
            self.form.row(key).raw = texts[key]

    def other_changes(self, error: StaleError) -> list[str]:
        """Return, in words, what somebody changed that is no field of the table."""
        return []

    def become_new(self) -> None:
        """Be the form of a new record from now on, with what is typed."""
        raise NotImplementedError
