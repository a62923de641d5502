"""Opening a file of rows: guards here, parsing in a child process."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aduanas_tui.domain.text import clean_line, fold
from aduanas_tui.services.sheets.errors import SheetError
from aduanas_tui.services.sheets.guard import checked_kind
from aduanas_tui.services.sheets.model import SheetInfo, SheetRow
from aduanas_tui.services.sheets.packed import PackedRow, decode
from aduanas_tui.services.sheets.process import read_batches, run_child
from aduanas_tui.services.sheets.snapshot import Snapshot

_NAME_CHARS = 100


@dataclass(frozen=True)
class Book:
    """A file of rows that passed the guards; its bytes cannot change any more."""

    path: Path
    kind: str
    """``xlsx`` (also xlsm), ``xls``, ``ods`` or ``csv`` (any delimited text)."""
    sheets: tuple[SheetInfo, ...]
    encoding: str | None
    """Of delimited text only, as Python names it."""
    separator: str | None
    fingerprint: str
    """SHA-256 of the bytes, in hexadecimal."""
    size: int
    _snapshot: Snapshot = field(repr=False, compare=False)

    @property
    def default_sheet(self) -> SheetInfo:
        """The first visible sheet, or the first one where all are hidden."""
        return next((sheet for sheet in self.sheets if sheet.visible), self.sheets[0])

    def rows(
        self, sheet: str | None = None, *, encoding: str | None = None, separator: str | None = None
    ) -> Generator[SheetRow, None, None]:
        """Stream the rows of a sheet as `batches` does, one by one and with their cells."""
        batches = self.batches(sheet, encoding=encoding, separator=separator)
        with closing(batches):
            for batch in batches:
                for number, kinds, texts in batch:
                    yield SheetRow(number, tuple(decode(kinds, texts)))

    def batches(
        self,
        sheet: str | None = None,
        *,
        encoding: str | None = None,
        separator: str | None = None,
        hidden: list[int] | None = None,
    ) -> Generator[list[PackedRow], None, None]:
        """Stream the rows of ``sheet`` (`default_sheet` if none) that are not blank, packed.

        Parsing goes on while rows are taken; closing the iterator ends it. ``encoding`` and
        ``separator`` replace what was found out about delimited text. At the end ``hidden`` has
        the numbers of the rows that the sheet does not show. Raises `SheetError`, also midway.
        """
        index = self._index(sheet)
        job = {
            "job": "rows",
            "kind": self.kind,
            "sheet": index,
            "name": self.sheets[index].name,
            "encoding": encoding or self.encoding,
            "separator": separator or self.separator,
        }
        return read_batches(self._snapshot, job, [] if hidden is None else hidden)

    def _index(self, sheet: str | None) -> int:
        """Return which sheet is meant: by its name, else without blanks, case and accents."""
        if sheet is None:
            return self.sheets.index(self.default_sheet)
        names = [info.name for info in self.sheets]
        if sheet in names:
            return names.index(sheet)
        folded = [fold(name) for name in names]
        wanted = fold(clean_line(sheet, _NAME_CHARS))
        if wanted in folded:
            return folded.index(wanted)
        raise SheetError("no_such_sheet", self._snapshot.name, sheet)

    def close(self) -> None:
        """Let go of the copy of the file."""
        self._snapshot.close()


def open_book(path: Path, *, encoding: str | None = None, separator: str | None = None) -> Book:
    """Look at the file at ``path``, and find its sheets, or its encoding and separator.

    Raises `SheetError` with the reason for everything that is not an honest file of rows.
    """
    snapshot = Snapshot(path)
    kind = checked_kind(snapshot)
    job: dict[str, Any] = {
        "job": "describe",
        "kind": kind,
        "encoding": encoding,
        "separator": separator,
    }
    facts = run_child(snapshot, job)
    sheets = tuple(_named(facts["sheets"]))
    if not sheets:
        raise SheetError("no_sheets", snapshot.name)
    return Book(
        path=path,
        kind=kind,
        sheets=sheets,
        encoding=facts.get("encoding"),
        separator=facts.get("separator"),
        fingerprint=snapshot.fingerprint,
        size=snapshot.size,
        _snapshot=snapshot,
    )


def _named(found: list[tuple[str, bool]]) -> Generator[SheetInfo, None, None]:
    """Yield the sheets with names that are safe to show and differ from each other."""
    taken: set[str] = set()
    for number, (name, visible) in enumerate(found, start=1):
        clean = clean_line(name, _NAME_CHARS)
        if clean in taken:
            clean = f"{clean} ({number})"
        taken.add(clean)
        yield SheetInfo(clean, visible)
