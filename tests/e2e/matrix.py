"""Every screen on every kind of terminal: ``python -m tests.e2e.matrix``.

A run is the program in a pty of one kind, walked through all its screens; what must be read is read
off the cells that pyte shows, and what was written is held against what such a terminal obeys. The
tests run :data:`SOME`, in which every two properties meet; the command runs every kind of terminal
with every size and every depth of colour, and the other properties in turn.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.e2e import walk
from tests.e2e.kinds import depth_of, folded, kind_of, not_obeyed, signs, without_accents
from tests.e2e.opened import F10, Opened
from tests.e2e.output import colours
from tests.e2e.seen_without_colour import coloured_alone
from tests.e2e.walk_office import make_office

Size = tuple[int, int]

SIZES: Final[tuple[Size, ...]] = ((60, 20), (80, 24), (120, 40), (200, 60))
OWN: Final = "los suyos"
NONE: Final = "ninguno"
COLOURS: Final = (OWN, NONE, "8", "16")
UTF_8: Final = "UTF-8"
ASCII: Final = "ASCII"
LOCALE_C: Final = "C"
LETTERS: Final = (UTF_8, ASCII, LOCALE_C)
THIN, STOCK, LINEAR = "delgado", "textual", "lineal"
PAINTINGS: Final = (THIN, STOCK, LINEAR)
TERMS: Final = (
    "xterm-256color", "xterm", "xterm-16color", "screen", "screen-256color", "tmux-256color",
    "linux", "vt100", "vt220", "putty", "rxvt",
)  # fmt: skip
OURS: Final = {*range(30, 38), 39, 49, *range(90, 98)}
"""What chooses a colour: the terminal's own sixteen, none of its backgrounds."""

DOCKED_FROM: Final = 110
"""Columns from which the menu stands beside the content."""


@dataclass(frozen=True)
class Case:
    """One terminal, and how the program is to draw on it."""

    term: str
    colour: str
    letters: str
    painting: str
    sizes: tuple[Size, ...]
    """The sizes of the parts of the walk; the terminal changes from one to the next between."""

    @property
    def depth(self) -> int:
        """How many colours may be used."""
        return {OWN: depth_of(self.term), NONE: 0}.get(self.colour) or int(
            self.colour if self.colour.isdigit() else 0
        )

    @property
    def env(self) -> dict[str, str]:
        """The variables that ask for it."""
        env = {"LANG": "C" if self.letters == LOCALE_C else "C.UTF-8"}
        if self.letters == ASCII:
            env["ADUANAS_ASCII"] = "1"
        if self.colour == NONE:
            env["NO_COLOR"] = "1"
        elif self.colour.isdigit():
            env["ADUANAS_COLORES"] = self.colour
        if self.painting == STOCK:
            env["ADUANAS_PINTADO"] = STOCK
        elif self.painting == LINEAR:
            env["ADUANAS_LINEAL"] = "1"
        return env

    @property
    def has_signs(self) -> bool:
        """Whether it may draw signs that are not ASCII."""
        return self.letters == UTF_8 and not self.term.startswith(("vt", "linux"))

    def __str__(self) -> str:
        sizes = ",".join(f"{columns}x{lines}" for columns, lines in dict.fromkeys(self.sizes))
        return f"{self.term} {sizes} {self.colour} {self.letters} {self.painting}"


def _turned(by: int) -> tuple[Size, ...]:
    """All sizes in turn, beginning with another one."""
    return tuple(SIZES[(by + at) % len(SIZES)] for at in range(len(walk.PARTS)))


SOME: Final = tuple(
    Case(term, colour, letters, painting, _turned(number))
    for number, (term, colour, letters, painting) in enumerate(
        (
            ("xterm-256color", OWN, UTF_8, THIN),
            ("xterm-256color", NONE, LOCALE_C, STOCK),
            ("tmux-256color", OWN, LOCALE_C, THIN),
            ("tmux-256color", NONE, UTF_8, LINEAR),
            ("linux", OWN, UTF_8, STOCK),
            ("linux", NONE, LOCALE_C, THIN),
            ("vt220", OWN, LOCALE_C, LINEAR),
            ("vt220", NONE, UTF_8, THIN),
        )
    )
)


def every() -> Iterator[Case]:
    """Yield all kinds of terminal in all sizes and depths, with the other properties in turn."""
    turns = itertools.cycle(itertools.product(PAINTINGS, LETTERS))
    for term, size, colour in itertools.product(TERMS, SIZES, COLOURS):
        if colour.isdigit() and int(colour) > depth_of(term):
            continue
        painting, letters = next(turns)
        yield Case(term, colour, letters, painting, (size,) * len(walk.PARTS))


class Walker:
    """Walks one case, and tells what was wrong with it; ``make`` writes the office to walk in."""

    def __init__(self, case: Case, folder: Path, make: Callable[[Path], object]) -> None:
        self._case = case
        self._kind = kind_of(case.term)
        self._folder = folder
        self._base = folder / "aduanas.db"
        self._make = make
        self._size = case.sizes[0]
        self._folds = folded if case.letters == LOCALE_C else str

    def walk(self) -> None:
        """Walk.

        Raises:
            AssertionError: something cannot be read, or was written that the terminal lacks.

        """
        self._make(self._base)
        env = walk.prepare(self._folder) | self._case.env
        with Opened(
            self._base, size=self._size, term=self._case.term, env=env, compares=False
        ) as program:
            program.wait_for("30 activos")
            for size, part in zip(self._case.sizes, walk.PARTS, strict=True):
                if size != self._size:
                    self._resize(program, size)
                for step in part:
                    self._take(program, step)
            program.write(F10)
            program.wait_end()
        text = program.raw.decode("ascii" if self._case.letters == LOCALE_C else "utf-8")
        assert colours(program.raw) <= OURS
        strange = not_obeyed(text, self._kind, self._case.depth)
        assert not strange, f"no es de esta terminal: {strange}"
        assert program.status == 0, program.status

    def _resize(self, program: Opened, size: Size) -> None:
        """Change the size, and wait until the list fills it."""
        program.resize(*size)
        self._size = size
        program.wait_until(lambda screen: not self._out_of_place(screen), f"{size}")

    def _take(self, program: Opened, step: walk.Step) -> None:
        if step.narrow_only and self._size[0] >= DOCKED_FROM:
            return
        if step.before is not None:
            step.before(self._base)
        program.write(self._typed(step.keys))
        problems: list[str] = [""]

        def is_well(screen: str) -> bool:
            problems[:] = self._problems(step, screen)
            if not problems:  # else it is not all there yet
                alone = coloured_alone(program.display)
                problems.extend(f"solo por color: «{text}»" for text in alone)
            if program.display.cursor is None:
                problems.append("no hay cursor")
            return not problems

        try:
            program.wait_until(is_well, step.name)
        except AssertionError as error:
            raise AssertionError(f"{step.name}: {'; '.join(problems)}\n{error}") from None

    def _typed(self, keys: str) -> str:
        f1, f2, _f3, f4 = self._kind.keys
        for name, sent in (("{F1}", f1), (walk.SAVE, f2), (walk.CHOICES, f4)):
            keys = keys.replace(name, sent)
        keys = keys.replace(walk.DRAFTS, "\x1b[24~")
        return keys if self._case.letters != LOCALE_C else without_accents(keys)

    def _problems(self, step: walk.Step, screen: str) -> list[str]:
        """Return what is wrong with a screen after a step, in a few words each."""
        problems = step.wrong(screen, self._folds)
        if not self._case.has_signs and (strange := signs(screen)):
            problems.append(f"signos {strange}")
        if not step.is_dialog:
            problems += self._out_of_place(screen)
        elif self._case.painting != LINEAR and self._case.has_signs:
            corners = {screen.count(corner) for corner in "╭╮"}
            if len(corners) != 1 or corners == {0}:
                problems.append("el marco no está entero")
        return problems

    def _out_of_place(self, screen: str) -> list[str]:
        """Return what is wrong with the first and the last line of a screen."""
        first, *_, last = screen.split("\n")
        problems = [] if last.endswith("Ayuda") else ["la línea de teclas no termina en Ayuda"]
        if not self._folds(first).startswith((" Clientes", " Importar", self._folds(" Bitácora"))):
            problems.append("no hay título")
        return problems


def run(case: Case) -> str:
    """Run one case in a folder of its own; return what was wrong, or nothing."""
    with tempfile.TemporaryDirectory(prefix="aduanas-terminal-") as folder:
        try:
            Walker(case, Path(folder), make_office).walk()
        except (AssertionError, UnicodeDecodeError) as error:
            return str(error) or type(error).__name__
    return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run them all, print a line for each; status 1 when something was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.matrix", description=__doc__)
    parser.add_argument("--solo", default="", help="solo los casos cuyo nombre contiene esto")
    parser.add_argument("--algunos", action="store_true", help="solo los de las pruebas")
    parser.add_argument("--procesos", type=int, default=os.cpu_count() or 1, help="a la vez")
    options = parser.parse_args(arguments)
    cases = [case for case in (SOME if options.algunos else every()) if options.solo in str(case)]
    failed = 0
    with ProcessPoolExecutor(options.procesos) as pool:
        for case, problem in zip(cases, pool.map(run, cases), strict=True):
            failed += bool(problem)
            print(f"{'✗' if problem else '✓'} {case}", flush=True)
            if problem:
                print(problem, flush=True)
    print(f"{len(cases)} casos, {failed} con problemas")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
