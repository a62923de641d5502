"""Judging all rows of a staged list of operations, and again those that a correction touches."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from aduanas_tui.domain.cells import BLANK, Cell, CellKind
from aduanas_tui.services.importing.judging import Choice, Judged, Placed, Settings
from aduanas_tui.services.importing.known import audit_mark
from aduanas_tui.services.importing.model import UNCHANGED, CancelledError, Progress
from aduanas_tui.services.importing.operations_known import (
    Surroundings,
    clients_known,
    declarations_known,
    links_known,
    number_key,
    operations_known,
    payments_known,
)
from aduanas_tui.services.importing.operations_payments import Accounts, place_payments
from aduanas_tui.services.importing.operations_placing import place_operation
from aduanas_tui.services.importing.operations_verdict import judge_operation
from aduanas_tui.services.importing.reading import decode
from aduanas_tui.services.importing.records import OperationRecords
from aduanas_tui.services.importing.staging import INDEXES, Staging
from aduanas_tui.services.importing.stored_rows import save
from aduanas_tui.services.operations.kinds import Kind

_AT_ONCE = 500
_KEYS_AT_ONCE = 200
_MOST_TWINS = 5
"""Rows with the same number that are looked at; messages name fewer."""

_ROW = (
    "SELECT number, kinds, texts, state FROM cell_row LEFT JOIN choice USING (number) "
    "WHERE number > ?"
)


class OperationChecker:
    """Judges rows of a kind of operation under settings that do not change meanwhile.

    Rows of the file that have to do with each other share a key: the number, or the invoice that
    payments are of.
    """

    def __init__(self, record: OperationRecords, staging: Staging, settings: Settings) -> None:
        listed = record.listed
        self._record = record
        self._listed = listed
        self._staging = staging
        self._settings = settings
        self._header = int(staging.get("header_row"))
        self._key = record.key
        columns = {item.key: item.column for item in listed.fields}
        self._fill = {
            key: text for key, text in settings.fill.items() if key in columns and text.strip()
        }

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
            for judged in self._judged_in_order():
                save(staging, self._record, self._placed(judged), fresh=True)
                done += len(judged)
                if cancel is not None and cancel.is_set():
                    raise CancelledError
                if progress is not None:
                    progress(done, total)
            for name, columns in INDEXES.items():
                staging.execute(f"CREATE INDEX {name} ON {columns}")
            self._settle_keys(
                key
                for (key,) in staging.rows(
                    "SELECT rtn FROM verdict WHERE rtn <> '' AND skipped = 0 "
                    "GROUP BY rtn HAVING count(*) > 1"
                )
            )
            staging.put(is_checked=True)

    def settle(self, numbers: Iterable[int]) -> None:
        """Judge some rows again, and those that have, or had, a key with them."""
        chosen = sorted(set(numbers))
        keys = self._keys_of(chosen)
        for some in _chunks(chosen, _AT_ONCE):
            # First by themselves, so that rows of one batch see each other as they are now.
            save(self._staging, self._record, self._placed(self._judged(some)))
        self._settle_keys(keys | self._keys_of(chosen))

    def placed_again(self) -> Iterator[Placed]:
        """Yield what happens to each row as the office is now; nothing is staged."""
        listed = self._listed
        if listed.kind is not Kind.PAYMENT:
            for judged in self._judged_in_order():
                yield from self._placed(judged)
            return
        accounts = Accounts()
        for judged in self._judged_in_order():
            around = self._around(judged)
            yield from place_payments(listed, self._settings, judged, around, accounts)

    # -- judging ----------------------------------------------------------------------------------

    def _judged_in_order(self) -> Iterator[list[Judged]]:
        after = self._header
        while True:
            rows = self._staging.rows(f"{_ROW} ORDER BY number LIMIT {_AT_ONCE}", (after,))
            if not rows:
                return
            yield [self._judge(row) for row in rows]
            after = rows[-1][0]

    def _judged(self, numbers: Sequence[int]) -> list[Judged]:
        rows = self._staging.rows(
            f"{_ROW} AND number IN ({_places(numbers)})", (self._header, *numbers)
        )
        judged = {row[0]: self._judge(row) for row in rows}
        return [judged[number] for number in numbers if number in judged]

    def _judge(self, row: Sequence[Any]) -> Judged:
        number, kinds, texts, state = row
        cells, choice = decode(kinds, texts), Choice.decoded(state)
        by_column: dict[str, Cell] = {}
        for index, column in self._settings.targets.items():
            by_column[column] = cells[index] if index < len(cells) else BLANK
        for column, text in choice.edits.items():
            by_column[column] = Cell(CellKind.TEXT, text) if text.strip() else BLANK
        verdict = judge_operation(by_column, self._fill, self._listed.fields)
        key = verdict.values.get(self._key) or ""
        return Judged(number, choice, by_column, verdict, key, "")

    # -- placing ----------------------------------------------------------------------------------

    def _around(self, judged: Sequence[Judged]) -> Surroundings:
        """Return what the rows name of the office."""
        listed = self._listed
        values = [one.verdict.values for one in judged]
        around = Surroundings(clients_known(one.get("client") or "" for one in values))
        for kind in listed.links:
            numbers = (one.get(kind.value) or "" for one in values)
            around.links[kind] = links_known(kind, numbers)
        if listed.kind is Kind.PAYMENT:
            invoices = {one.id for found in around.links[Kind.INVOICE].values() for one in found}
            by_number: dict[str, list[Any]] = defaultdict(list)
            for payment in payments_known(listed, invoices):
                by_number[payment.values["invoice"]].append(payment)
            for found in around.links[Kind.INVOICE].values():
                around.payments |= {one.id: by_number[one.number] for one in found}
            return around
        for known in operations_known(listed, (one.get("number") or "" for one in values)):
            around.numbers[known.values["number"]] = known
            around.keys.setdefault(number_key(known.values["number"]), []).append(known)
        if listed.kind is Kind.CUSTOMS_FILE:
            around.declarations = declarations_known(one.get("declaration") or "" for one in values)
        return around

    def _placed(self, judged: Sequence[Judged]) -> list[Placed]:
        """Place rows against what the office has, not against the rest of the file."""
        listed, settings, around = self._listed, self._settings, self._around(judged)
        if listed.kind is Kind.PAYMENT:
            return place_payments(listed, settings, judged, around, Accounts())
        return [place_operation(listed, settings, one, around) for one in judged]

    def _settle_keys(self, keys: Iterable[str]) -> None:
        """Place all rows that share keys, each with the others in sight."""
        for some in _chunks(sorted({key for key in keys if key}), _KEYS_AT_ONCE):
            found = self._staging.rows(
                f"SELECT number FROM verdict WHERE rtn IN ({_places(some)}) AND rtn <> '' "
                "AND skipped = 0 ORDER BY rtn, number",
                some,
            )
            accounts = Accounts()
            for numbers in _chunks([number for (number,) in found], _AT_ONCE):
                judged = self._judged(numbers)
                around = self._around(judged)
                save(self._staging, self._record, self._among(judged, around, accounts))

    def _among(
        self, judged: Sequence[Judged], around: Surroundings, accounts: Accounts
    ) -> list[Placed]:
        listed, settings = self._listed, self._settings
        if listed.kind is Kind.PAYMENT:
            return place_payments(listed, settings, judged, around, accounts)
        placed = []
        for one in judged:
            twins, differ = self._twins(one)
            placed.append(place_operation(listed, settings, one, around, twins, differ))
        return placed

    def _twins(self, one: Judged) -> tuple[list[int], bool]:
        found = self._staging.rows(
            "SELECT number, base FROM verdict WHERE rtn = ? AND rtn <> '' AND skipped = 0 "
            "AND number <> ? ORDER BY number LIMIT ?",
            (one.rtn, one.number, _MOST_TWINS),
        )
        return [number for number, _ in found], any(base != UNCHANGED for _, base in found)

    def _keys_of(self, numbers: Sequence[int]) -> set[str]:
        keys: set[str] = set()
        for some in _chunks(numbers, _AT_ONCE):
            found = self._staging.rows(
                f"SELECT DISTINCT rtn FROM verdict WHERE number IN ({_places(some)})", some
            )
            keys |= {key for (key,) in found}
        return keys


def _chunks(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _places(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))
