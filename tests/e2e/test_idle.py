"""Nothing moves by itself: on no screen a byte is written while nobody does anything.

On the way both renderers are compared on every screen, in several sizes.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e import walk, walk_office
from tests.e2e.opened import DOWN, ENTER, F2, F4, Opened
from tests.e2e.walk import Step

QUIET = 0.6
"""Seconds without a byte; a text cursor that blinks does so every half second."""

_TO_HISTORY = (Step("historial", f"{DOWN}{ENTER}3", ("Facturado",)),)
_TO_RECORD = (Step("ficha", f"{DOWN}{ENTER}3", ("Facturado",)),)
_TO_LIST = (Step("lista", DOWN, ()),)

WALKS: dict[tuple[int, int], Sequence[Step]] = {
    (80, 24): walk.LIST,
    (60, 20): (*_TO_LIST, *walk.RECORD),
    (100, 30): (*_TO_HISTORY, *walk.OPERATIONS),
    (120, 40): (*_TO_RECORD, *walk.LOG_AND_EDIT),
    (72, 22): (*_TO_LIST, *walk.IMPORT),
    (90, 40): (*_TO_LIST, *walk.REST),
}
"""Walked side by side, each in a size of its own."""

SHORT_MESSAGES = {"importado", "deshecha", "respaldo"}
"""Steps from which on a message stands on the screen that goes after some seconds."""


@dataclass
class _Walker:
    program: Opened
    base: Path
    steps: Iterator[Step]
    is_narrow: bool
    was_still: bool = True
    """Whether nothing that passes is on the screen."""

    def written(self) -> int:
        """Return how much was written since it was asked last."""
        total = 0
        while count := self.program.read(0):
            total += count
        return total

    def go_on(self) -> Step | None:
        """Take the steps up to the next that opens something."""
        for step in self.steps:
            if step.narrow_only and not self.is_narrow:
                continue
            if step.before is not None:
                step.before(self.base)
            keys = step.keys.replace(walk.SAVE, F2).replace(walk.CHOICES, F4)
            self.program.write(keys.replace(walk.DRAFTS, "\x1b[24~"))
            self.program.wait_until(lambda screen: not step.wrong(screen), step.name)  # noqa: B023
            self.was_still = self.was_still and step.name not in SHORT_MESSAGES
            if step.shows:
                return step
        return None


def test_nothing_moves_on_any_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = tmp_path / "office.db"
    walk_office.make_office(office)
    monkeypatch.setenv("XDG_STATE_HOME", "")  # the walk sets it
    env = walk.prepare(tmp_path)
    looked_at: set[str] = set()
    with ExitStack() as stack:
        walkers = []
        for number, (size, steps) in enumerate(WALKS.items()):
            base = Path(shutil.copy(office, tmp_path / f"{number}.db"))
            program = stack.enter_context(Opened(base, size=size, env=env))
            walkers.append(_Walker(program, base, iter(steps), size[0] < 110))
        for walker in walkers:
            walker.program.wait_for("30 activos")
            walker.program.wait_quiet()
        while walkers:
            for walker in list(walkers):
                step = walker.go_on()
                if step is None:
                    walker.program.leave()
                    walkers.remove(walker)
                elif walker.was_still:
                    looked_at.add(step.name)
            for walker in walkers:
                walker.program.wait_quiet(0.05)
            for walker in walkers:  # what came late was an effect of the keys too
                walker.written()
            time.sleep(QUIET)
            for walker in walkers:
                before = len(walker.program.raw)
                assert walker.written() == 0 or not walker.was_still, walker.program.raw[before:]
    assert len(looked_at) > 45
