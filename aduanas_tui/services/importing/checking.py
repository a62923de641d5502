"""Judging all rows of a staged import, and again those that a correction touches."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from typing import Any

from aduanas_tui.domain.cells import Cell
from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.services.importing.judging import (
    Choice,
    Judged,
    Settings,
    judge,
    named,
    place,
)
from aduanas_tui.services.importing.known import (
    audit_mark,
    known_by_rtn,
    names_known,
    names_taken,
    rtns_taken,
)
from aduanas_tui.services.importing.model import CREATE, UNCHANGED, CancelledError, Progress
from aduanas_tui.services.importing.plain_rows import PlainRow, PlainRows
from aduanas_tui.services.importing.reading import decode
from aduanas_tui.services.importing.records import CLIENTS
from aduanas_tui.services.importing.second_judge import ROWS, SecondJudge, Stretch
from aduanas_tui.services.importing.second_process import WORTH_ROWS
from aduanas_tui.services.importing.staging import INDEXES, Staging
from aduanas_tui.services.importing.stored_rows import save, save_plain

_AT_ONCE = 500
_MOST_TWINS = 5
"""Rows with the same RTN or name that are looked at; messages name fewer."""

_ROW = (
    "SELECT number, kinds, texts, state FROM cell_row LEFT JOIN choice USING (number) "
    "WHERE number > ?"
)


_NOT_STAGED = (
    f"{_ROW} AND number <= ? AND NOT EXISTS "
    "(SELECT 1 FROM verdict WHERE verdict.number = cell_row.number) ORDER BY number"
)


class ClientChecker:
    """Judges rows of clients under settings that do not change meanwhile."""

    def __init__(self, staging: Staging, settings: Settings) -> None:
        self._staging = staging
        self._settings = settings
        self._header = int(staging.get("header_row"))
        self._has_people = bool(staging.get("contact_rows"))

    def check_all(self, progress: Progress | None, cancel: threading.Event | None) -> None:
        """Judge every row; in one transaction of the staged file.

        Raises:
            CancelledError: ``cancel`` was set; what was judged before stays.

        """
        staging = self._staging
        with staging.transaction():
            for name in INDEXES:
                staging.execute(f"DROP INDEX IF EXISTS {name}")
            staging.put(audit_mark=audit_mark())
            staging.execute("DELETE FROM verdict")
            staging.execute("DELETE FROM kind")
            ((total,),) = staging.rows(
                "SELECT count(*) FROM cell_row WHERE number > ?", (self._header,)
            )
            done = 0
            with closing(self._judged(total)) as judged:
                for stretch, plain in judged:
                    done += self._stage(stretch, plain)
                    if cancel is not None and cancel.is_set():
                        raise CancelledError
                    if progress is not None:
                        progress(done, total)
            for name, columns in INDEXES.items():
                staging.execute(f"CREATE INDEX {name} ON {columns}")
            self._settle_repeated()
            staging.put(is_checked=True)

    def settle(self, numbers: Iterable[int]) -> None:
        """Judge some rows again, and those that have, or had, an RTN or a name with them."""
        chosen = sorted(set(numbers))
        near = self._neighbours(chosen)
        self._settle(chosen)
        self._settle(sorted((near | self._neighbours(chosen)) - set(chosen)))

    def _judged(self, total: int) -> Generator[tuple[Stretch, list[PlainRow]], None, None]:
        """Yield stretches of rows with what the plain ones come to, in the order they are done."""
        here = PlainRows(self._settings, CLIENT_FIELDS)
        with ExitStack() as stack:
            second = None
            if total >= WORTH_ROWS:
                second = stack.enter_context(
                    closing(SecondJudge(self._staging.path, self._settings))
                )
            for stretch in self._stretches():
                while second is not None and second.has_work and second.has_answer():
                    yield self._answered(second, here)
                if second is not None and second.wants():
                    second.give(stretch)
                else:
                    yield stretch, list(here.among(self._staging.execute(ROWS, stretch)))
            while second is not None and second.has_work:
                yield self._answered(second, here)

    def _answered(self, second: SecondJudge, here: PlainRows) -> tuple[Stretch, list[PlainRow]]:
        stretch, plain = second.answer()
        if plain is None:
            plain = list(here.among(self._staging.execute(ROWS, stretch)))
        return stretch, plain

    def _stretches(self) -> Iterator[Stretch]:
        after = self._header
        while True:
            numbers = self._staging.rows(
                "SELECT number FROM cell_row WHERE number > ? ORDER BY number LIMIT ?",
                (after, _AT_ONCE),
            )
            if not numbers:
                return
            yield after, numbers[-1][0]
            after = numbers[-1][0]

    def _stage(self, stretch: Stretch, plain: Sequence[PlainRow]) -> int:
        """Stage rows that were not staged before, against the catalogue alone; return how many."""
        rtns = [one[1] for one in plain]
        taken = rtns_taken(rtns)
        alike = names_taken([one[2] for one in plain])
        if self._has_people:
            taken.update(self._people(rtns))
        good = [one for one in plain if one[1] not in taken and one[2] not in alike]
        save_plain(self._staging, good)
        rest = self._staging.rows(_NOT_STAGED, stretch)
        if rest:
            self._place(self._judge(rest), fresh=True)
        return len(good) + len(rest)

    def _judge(self, rows: Sequence[Sequence[Any]]) -> list[Judged]:
        judged = [
            judge(self._settings, number, decode(kinds, texts), Choice.decoded(state))
            for number, kinds, texts, state in rows
        ]
        if not self._has_people:
            return judged
        people = self._people(one.rtn for one in judged)
        by_number = {row[0]: row for row in rows}
        for position, one in enumerate(judged):
            if one.rtn in people:
                _, kinds, texts, _ = by_number[one.number]
                judged[position] = judge(
                    self._settings,
                    one.number,
                    decode(kinds, texts),
                    one.choice,
                    people[one.rtn],
                )
        return judged

    def _people(self, rtns: Iterable[str]) -> dict[str, list[list[Cell]]]:
        wanted = sorted({rtn for rtn in rtns if rtn})
        places = ", ".join("?" * len(wanted))
        found: dict[str, list[list[Cell]]] = defaultdict(list)
        for rtn, kinds, texts in self._staging.rows(
            f"SELECT rtn, kinds, texts FROM contact_row WHERE rtn IN ({places}) ORDER BY number",
            wanted,
        ):
            found[rtn].append(decode(kinds, texts)[1:])  # without the RTN itself
        return found

    def _place(self, judged: Sequence[Judged], *, fresh: bool = False) -> None:
        """Place rows against the catalogue; unless ``fresh``, against the file too."""
        known = known_by_rtn(one.rtn for one in judged)
        names = names_known(one.sort_text for one in judged if one.rtn not in known)
        placed = []
        for one in judged:
            alike = [
                named(name, rtn) for name, rtn in names.get(one.sort_text, ()) if rtn != one.rtn
            ]
            twins: list[int] = []
            differ = False
            if not fresh:
                twins, differ = self._twins(one)
                alike += self._namesakes(one)
            placed.append(place(self._settings, one, known.get(one.rtn), twins, differ, alike))
        save(self._staging, CLIENTS, placed, fresh=fresh)

    def _settle(self, numbers: Sequence[int]) -> None:
        for start in range(0, len(numbers), _AT_ONCE):
            some = numbers[start : start + _AT_ONCE]
            places = ", ".join("?" * len(some))
            rows = self._staging.rows(f"{_ROW} AND number IN ({places})", (self._header, *some))
            judged = self._judge(rows)
            # First by themselves, so that rows of one batch see each other as they are now.
            self._mark(judged)
            self._place(judged)

    def _mark(self, judged: Sequence[Judged]) -> None:
        known = known_by_rtn(one.rtn for one in judged)
        save(
            self._staging,
            CLIENTS,
            [place(self._settings, one, known.get(one.rtn)) for one in judged],
        )

    def _settle_repeated(self) -> None:
        """Judge again the rows whose RTN or name another row of the file has."""
        numbers = self._staging.rows(
            "SELECT number FROM verdict WHERE skipped = 0 AND rtn IN (SELECT rtn FROM verdict "
            "WHERE rtn <> '' AND skipped = 0 GROUP BY rtn HAVING count(*) > 1) "
            "UNION SELECT number FROM verdict WHERE base = 'crear' AND skipped = 0 "
            "AND sort_text IN (SELECT sort_text FROM verdict WHERE base = 'crear' "
            "AND skipped = 0 GROUP BY sort_text HAVING count(*) > 1) ORDER BY number"
        )
        flat = [number for (number,) in numbers]
        for start in range(0, len(flat), _AT_ONCE):
            some = flat[start : start + _AT_ONCE]
            places = ", ".join("?" * len(some))
            self._place(
                self._judge(
                    self._staging.rows(f"{_ROW} AND number IN ({places})", (self._header, *some))
                )
            )

    def _twins(self, one: Judged) -> tuple[list[int], bool]:
        if not one.rtn:
            return [], False
        found = self._staging.rows(
            "SELECT number, base FROM verdict WHERE rtn = ? AND rtn <> '' AND skipped = 0 "
            "AND number <> ? ORDER BY number LIMIT ?",
            (one.rtn, one.number, _MOST_TWINS),
        )
        return [number for number, _ in found], any(base != UNCHANGED for _, base in found)

    def _namesakes(self, one: Judged) -> list[str]:
        if not one.sort_text:
            return []
        found = self._staging.rows(
            "SELECT number FROM verdict WHERE sort_text = ? AND base = ? AND skipped = 0 "
            "AND base = 'crear' AND rtn <> ? AND number <> ? ORDER BY number LIMIT ?",
            (one.sort_text, CREATE, one.rtn, one.number, _MOST_TWINS),
        )
        return [f"la fila {number:,}" for (number,) in found]

    def _neighbours(self, numbers: Sequence[int]) -> set[int]:
        """Return the rows that have the RTN or the name of one of these."""
        near: set[int] = set()
        seen: Counter[tuple[str, str]] = Counter()
        for start in range(0, len(numbers), _AT_ONCE):
            some = numbers[start : start + _AT_ONCE]
            places = ", ".join("?" * len(some))
            for rtn, sort_text in self._staging.rows(
                f"SELECT rtn, sort_text FROM verdict WHERE number IN ({places})", some
            ):
                seen["rtn", rtn] += 1
                seen["sort_text", sort_text] += 1
        for (column, value), _ in seen.items():
            if not value:
                continue
            condition = "rtn <> ''" if column == "rtn" else "base = 'crear'"
            found = self._staging.rows(
                f"SELECT number FROM verdict WHERE {column} = ? AND {condition} AND skipped = 0",
                (value,),
            )
            near.update(number for (number,) in found)
        return near
