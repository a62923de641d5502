"""Saving a form whose record somebody else saved, or deleted, first.

No transaction is open while a question of these is: each try reads, checks and writes by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aduanas_tui.domain.fields import field
from aduanas_tui.domain.merging import Choice, Conflict, as_shown, merge
from aduanas_tui.screens.confirm import ConfirmScreen
from aduanas_tui.screens.conflict import ConflictScreen
from aduanas_tui.services.errors import GoneError, StaleError

if TYPE_CHECKING:
    from aduanas_tui.screens.record_form import RecordForm


class Joining:
    """One job of saving a form: what is to be stored, and what was decided on the way.

    What the operator typed stays in the form until all is saved, whatever is chosen: the fields
    where the text of somebody else stays are only left out of what is stored.
    """

    def __init__(self, screen: RecordForm) -> None:
        self._screen = screen
        self._started_from = screen.version
        self._decided: dict[Conflict, Choice] = {}
        self._joined: dict[str, str] | None = None
        self._is_settled = True
        self.words: list[str] = []
        """What others changed, to be said once all is saved."""

    def raw(self) -> dict[str, str]:
        """Return what is to be stored, by key: all of a new record, else what changed."""
        screen = self._screen
        if not screen.version:
            return screen.whole()
        return screen.form.changed() if self._joined is None else self._joined

    async def join(self, error: StaleError) -> bool:
        """Join what is typed with what somebody else stored; ``False`` to go back to the form."""
        screen = self._screen
        theirs, base = screen.stored(error.current), screen.base()
        found = merge(base, as_shown(screen.fields, screen.form.changed()), theirs)
        # Who left a field to somebody else is asked again also when a third took that back.
        left = {one.key for one, choice in self._decided.items() if choice is not Choice.MINE}
        again = [
            Conflict(key, base[key], found.mine.pop(key), theirs[key])
            for key in left & found.mine.keys()
        ]
        conflicts = [*found.conflicts, *again]
        asked = [one for one in conflicts if one not in self._decided]
        if asked and not await self._decide(asked, error):
            return False
        choices = {one.key: self._decided[one] for one in conflicts}
        typed = screen.form.raw()
        kept = [*found.mine, *(key for key, one in choices.items() if one is Choice.MINE)]
        self._joined = {key: typed[key] for key in kept}
        for one in conflicts:
            if choices[one.key] is Choice.BASE:
                self._joined[one.key] = one.base
        taken = [*found.theirs, *found.equal, *(key for key in kept if key in choices)]
        screen.take_over({key: theirs[key] for key in taken}, found.equal)
        self._is_settled = all(one is Choice.MINE for one in choices.values())
        screen.version = error.version
        labels = [field(screen.fields, key).label for key in found.theirs]
        self._tell(error, [*labels, *screen.other_changes(error)], bool(found.equal))
        return True

    async def _decide(self, asked: list[Conflict], error: StaleError) -> bool:
        screen = self._screen
        known = {one.key: screen.choices[one] for one in asked if one in screen.choices}
        chosen = await screen.app.push_screen_wait(
            ConflictScreen(screen.place_text, screen.fields, asked, error.change, known)
        )
        if chosen is None:
            return False
        self._decided |= {one: chosen[one.key] for one in asked}
        return True

    def _tell(self, error: StaleError, what: list[str], same: bool) -> None:
        who = error.change.operator
        if what:
            named = ", ".join(what[:-1]) + (" y " if what[1:] else "") + what[-1]
            self.words.append(f"{who} cambió {named} {error.change.ago}: quedó lo de ambos.")
        elif same:
            self.words.append(f"{who} ya había guardado lo mismo {error.change.ago}.")

    async def replace(self, error: GoneError) -> bool:
        """Offer to store what is typed as a new record; ``False`` to go back to the form."""
        screen = self._screen
        if not screen.version or not screen.AS_NEW:
            screen.refused(error)
            return False
        question = ConfirmScreen(
            "No se guardó",
            [str(error), "Lo que usted escribió sigue en el formulario."],
            screen.AS_NEW,
            "Volver al formulario",
        )
        if not await screen.app.push_screen_wait(question):
            return False
        screen.version = 0
        screen.become_new()
        return True

    def give_up(self) -> None:
        """Go back to the form; what was left to others is asked again, as it was chosen."""
        self._screen.choices |= self._decided
        if not self._is_settled and self._screen.version:
            self._screen.version = self._started_from
