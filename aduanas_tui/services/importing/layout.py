"""How an import's file is read, and what its columns are."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aduanas_tui.domain.fields import Field
from aduanas_tui.domain.headers import HeaderMatch, is_target, match_headers
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing import mappings, reading
from aduanas_tui.services.importing.batches import already_imported
from aduanas_tui.services.importing.judging import Settings
from aduanas_tui.services.importing.model import BookFacts, Progress
from aduanas_tui.services.importing.proposing import proposed
from aduanas_tui.services.importing.records import CLIENTS, Checker, RecordKind, record_kind
from aduanas_tui.services.importing.staging import Staging
from aduanas_tui.services.sheets import SheetInfo, SheetRow, open_book
from aduanas_tui.services.sheets.layout import HEADER_ROWS


class Layout:
    """What a session knows of its file."""

    _staging: Staging
    _guard: threading.RLock

    @property
    def record(self) -> RecordKind:
        """What the rows are."""
        raise NotImplementedError

    @property
    def proposed(self) -> RecordKind:
        """What the rows seem to be, by headers, sheet and name of the file."""
        facts = self.book_facts
        return proposed(self.first_rows(HEADER_ROWS), facts.sheet, facts.file_name)

    def set_record(self, name: str) -> None:
        """Take the rows for other records, ``clientes`` or ``facturas``; corrections are lost."""
        record = record_kind(name)
        with self._guard, self._staging.transaction():
            if name != self._staging.get("what", CLIENTS.name):
                self._staging.put(what=name)
                reading.forget_choices(self._staging)
                if not record.takes_contacts:
                    reading.forget_contacts(self._staging)
                reading.set_header(self._staging, None, record.fields)

    @property
    def is_checked(self) -> bool:
        """Whether the rows were judged under the present layout and mapping."""
        with self._guard:
            return bool(self._staging.get("is_checked"))

    # -- how the file is read -------------------------------------------------------------------

    @property
    def book_facts(self) -> BookFacts:
        """The file, and how it was read."""
        with self._guard:
            get = self._staging.get
            return BookFacts(
                path=get("path"),
                file_name=get("file_name"),
                kind=get("kind"),
                sheet=get("sheet"),
                sheets=tuple(SheetInfo(name, visible) for name, visible in get("sheets")),
                encoding=get("encoding"),
                separator=get("separator"),
                header_row=get("header_row"),
                fingerprint=get("fingerprint"),
                contact_rows=get("contact_rows"),
                already_imported=already_imported(get("fingerprint")),
            )

    def first_rows(self, limit: int = 20) -> list[SheetRow]:
        """Return the first rows that are not blank, to choose the one with the headers."""
        with self._guard:
            return reading.first_rows(self._staging, limit)

    def set_layout(
        self,
        *,
        sheet: str | None = None,
        header_row: int | None = None,
        encoding: str | None = None,
        separator: str | None = None,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        """Read the file otherwise; corrections are lost, because the rows are others.

        Raises:
            ServiceError: the file cannot be read so, or is gone.

        """
        with self._guard, self._staging.transaction():
            get = self._staging.get
            if sheet is not None or encoding is not None or separator is not None:
                sheet = sheet or get("sheet") or None
                encoding = encoding or get("encoding")
                separator = separator or get("separator")
                book = open_book(Path(get("path")), encoding=encoding, separator=separator)
                try:
                    reading.read(
                        self._staging,
                        book,
                        self.record,
                        sheet,
                        encoding,
                        separator,
                        progress,
                        cancel,
                    )
                finally:
                    book.close()
            if header_row is not None:
                reading.set_header(self._staging, header_row, self.record.fields)

    # -- what the columns are -------------------------------------------------------------------

    @property
    def headers(self) -> list[str]:
        """The headers as they are in the file."""
        with self._guard:
            return list(self._staging.get("headers"))

    @property
    def matches(self) -> list[HeaderMatch]:
        """What each column is taken for."""
        record, headers = self.record, self.headers
        return match_headers(headers, record.fields, mappings.remembered(headers, record.name))

    @property
    def doubtful(self) -> list[HeaderMatch]:
        """The columns that have to be asked about; until then they are ignored."""
        return [] if self._mapping() else [one for one in self.matches if one.doubtful]

    @property
    def targets(self) -> dict[int, str]:
        """The target of each column that is taken, by position."""
        chosen = self._mapping()
        if chosen:
            return {int(index): target for index, target in chosen["targets"].items() if target}
        return {
            one.index: one.target
            for one in self.matches
            if one.target and one.certainty in reading.SURE
        }

    @property
    def missing_required(self) -> tuple[Field, ...]:
        """The required fields that no column brings and no value fills."""
        taken = set(self.targets.values())
        fill = self.fill
        return tuple(
            item
            for item in self.record.fields
            if item.required and item.column not in taken and not fill.get(item.key)
        )

    def fill_missing(self, fill: Mapping[str, str]) -> None:
        """Give required fields that no column brings one value each, by key; see `set_mapping`.

        The columns stay what they are taken for. ``verdict.FROM_RTN`` takes the type of each row
        from its RTN.
        """
        with self._guard:
            self._staging.put(fill=dict(fill), is_checked=False)

    def set_mapping(
        self,
        targets: Mapping[int, str],
        fill: Mapping[str, str] | None = None,
        erase: frozenset[str] = frozenset(),
    ) -> None:
        """Say what the columns are; remembered for this office's lists when confirmed.

        Args:
            targets: target by position of the column; blank or left out: ignored.
            fill: texts by key for required fields that no column brings.
            erase: keys whose blank cells erase what is stored.

        Raises:
            ServiceError: two columns have the same target, or there is no such target.

        """
        used = [target for target in targets.values() if target]
        fields = self.record.fields
        if len(used) != len(set(used)) or not all(is_target(one, fields) for one in used):
            raise ServiceError("Dos columnas van al mismo campo: deje una sola.")
        with self._guard:
            self._staging.put(
                mapping={
                    "targets": {str(index): target for index, target in targets.items()},
                    "fill": {key: text for key, text in (fill or {}).items() if text.strip()},
                    "erase": sorted(erase),
                },
                is_checked=False,
            )

    @property
    def is_mapped(self) -> bool:
        """Whether somebody said what the columns are."""
        return self._mapping() is not None

    @property
    def fill(self) -> dict[str, str]:
        """What fills required fields that no column brings, by key."""
        with self._guard:
            return {**(self._staging.get("fill") or {}), **(self._mapping() or {}).get("fill", {})}

    @property
    def erase(self) -> frozenset[str]:
        """Keys whose blank cells erase what is stored."""
        return frozenset((self._mapping() or {}).get("erase", ()))

    def _mapping(self) -> dict[str, Any] | None:
        with self._guard:
            found: dict[str, Any] | None = self._staging.get("mapping")
            return found

    def _checker(self) -> Checker:
        return self.record.checker(self._staging, self._settings())

    def _settings(self) -> Settings:
        get = self._staging.get
        return Settings(
            targets=self.targets,
            fill=self.fill,
            erase=self.erase,
            if_exists=get("if_exists"),
            totals=frozenset(get("totals")),
            contact_columns=tuple(get("contact_columns", ())),
            hidden=frozenset(get("hidden", ())),
        )
