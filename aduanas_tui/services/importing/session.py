"""An import from file to commit: staged, checked, corrected step by step, confirmed whole.

Nothing is written to the office's database before :meth:`ImportSession.confirm`. A session may be
used from several threads, one call at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing import reading
from aduanas_tui.services.importing.batches import batch_of_staging
from aduanas_tui.services.importing.layout import Layout
from aduanas_tui.services.importing.model import (
    BookFacts,
    CancelledError,
    PendingImport,
    PreviewRow,
    Progress,
    Result,
    Summary,
    View,
)
from aduanas_tui.services.importing.pages import Pages
from aduanas_tui.services.importing.records import CLIENTS, record_kind
from aduanas_tui.services.importing.staging import Staging
from aduanas_tui.services.importing.steps import Steps
from aduanas_tui.services.roles import Right, require
from aduanas_tui.services.sheets import open_book
from aduanas_tui.store.bulk_update import finish_tidying
from aduanas_tui.store.connection import database
from aduanas_tui.store.paths import expanded

__all__ = [
    "BookFacts",
    "CancelledError",
    "ImportSession",
    "PendingImport",
    "PreviewRow",
    "Result",
    "Summary",
    "View",
]


class ImportSession(Pages, Layout, Steps):
    """One import; see :meth:`begin` and :meth:`resume`."""

    def __init__(self, staged: Staging) -> None:
        self._staging = staged
        self._guard = threading.RLock()
        self.id = staged.id
        self.operator = str(staged.get("operator"))

    @classmethod
    def begin(
        cls,
        path: Path,
        operator: str,
        *,
        what: str = CLIENTS.name,
        sheet: str | None = None,
        encoding: str | None = None,
        separator: str | None = None,
        offered: bool = True,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> ImportSession:
        """Read a file and stage its rows.

        ``what`` the rows are, ``clientes`` or a kind of operation, can be changed by `set_record`.
        Without ``sheet`` the first list is read; ``reading.lists_of`` says whether to ask. Unless
        ``offered``, an unfinished one is not among the pending ones later.

        Raises:
            ServiceError: the file cannot be read; the sentence says why.
            CancelledError: ``cancel`` was set.

        """
        record = record_kind(what)
        book = open_book(expanded(path), encoding=encoding, separator=separator)
        staged = Staging.create()
        try:
            staged.put(
                operator=operator,
                office=str(database.database),
                what=record.name,
                started_at=datetime.now(UTC).isoformat(),
                if_exists="actualizar",
                offered=offered,
            )
            reading.read(staged, book, record, sheet, encoding, separator, progress, cancel)
        except BaseException:
            staged.discard()
            raise
        finally:
            book.close()
        return cls(staged)

    @classmethod
    def pending(cls, operator: str) -> list[PendingImport]:
        """Return the unfinished imports of an operator into this office, the newest first."""
        found = []
        for staged in Staging.all():
            try:
                of_operator = staged.get("operator") == operator and staged.get("offered")
                if not of_operator or not _is_of_this_office(staged):
                    continue
                if _is_done(staged):
                    staged.discard()
                    continue
                found.append(_pending(staged))
            finally:
                staged.close()
        return sorted(found, key=lambda one: one.started_at, reverse=True)

    @classmethod
    def resume(cls, identity: str) -> ImportSession:
        """Return an unfinished import as it was left.

        Raises:
            ServiceError: it is gone, was confirmed, or is of another office.

        """
        staged = Staging.open(identity)
        if not staged.get("header_row") or not _is_of_this_office(staged):
            staged.close()
            raise ServiceError("Esa importación es de otra base: elija el archivo de nuevo.")
        if _is_done(staged):
            staged.discard()
            raise ServiceError("Esa importación ya se confirmó: véala en Importaciones.")
        return cls(staged)

    def close(self) -> None:
        """Let go of the staged file; it stays, unless the import was confirmed."""
        finish_tidying()
        if self._staging.get("done") is not None:
            self._staging.discard()
        else:
            self._staging.close()

    def discard(self) -> None:
        """Throw the staged import away; the stranger's file stays where it is."""
        self._staging.discard()

    # -- checking and confirming ----------------------------------------------------------------

    def check(
        self, progress: Progress | None = None, cancel: threading.Event | None = None
    ) -> None:
        """Judge all rows: by themselves, within the file, and against the catalogue.

        Raises:
            CancelledError: ``cancel`` was set.

        """
        with self._guard:
            self._checker().check_all(progress, cancel)

    def protect(
        self,
        progress: Callable[[str, int | None], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> str:
        """Back the office up if much will be written; return why it was not, when it was not.

        Confirming does it too, where it was not done: this is for saying how far it is.

        Raises:
            ServiceError: the operator may not import, or the backup shows that the office is
                damaged.
            CancelledError: ``cancel`` was set.

        """
        from aduanas_tui.services.backups.before_import import back_up_before_import

        def report(what: str, percent: int | None) -> None:
            if cancel is not None and cancel.is_set():
                raise CancelledError
            if progress is not None:
                progress(what, percent)

        require(self.operator, Right.IMPORT)
        summary = self.summary()
        return back_up_before_import(summary.crear + summary.actualizar, report)

    def confirm(
        self, progress: Progress | None = None, cancel: threading.Event | None = None
    ) -> Result:
        """Write everything that can be, in one transaction; see :mod:`.confirm`.

        Raises:
            ServiceError: it was confirmed before, or never checked.
            CancelledError: ``cancel`` was set; nothing was written.

        """
        from aduanas_tui.services.importing.confirm import confirm

        with self._guard:
            if not self.is_checked:
                raise ServiceError("Revise las filas antes de confirmar.")
            self.protect(cancel=cancel)
            remembered = (self.headers, self.targets) if self._mapping() else None
            job = self.record.confirmation(self._staging, self._settings(), self.operator)
            return confirm(self._staging, self.record, job, remembered, progress, cancel)

    def write_rejected(self, path: Path) -> int:
        """Write the rows with errors to a new ``.xlsx`` or ``.csv``, and return how many.

        Raises:
            ServiceError: there is a file already, or it cannot be written.

        """
        from aduanas_tui.services.importing.rejected import write_rejected

        with self._guard:
            return write_rejected(self._staging, self.targets, path)


def _is_of_this_office(staged: Staging) -> bool:
    return bool(staged.get("office") == str(database.database))


def _is_done(staged: Staging) -> bool:
    if staged.get("done") is not None:
        return True
    return batch_of_staging(staged.get("fingerprint", ""), staged.id) is not None


def _pending(staged: Staging) -> PendingImport:
    ((rows,),) = staged.rows(
        "SELECT count(*) FROM cell_row WHERE number > ?", (staged.get("header_row"),)
    )
    return PendingImport(
        id=staged.id,
        file_name=staged.get("file_name"),
        started_at=datetime.fromisoformat(staged.get("started_at")),
        rows=rows,
        is_checked=bool(staged.get("is_checked")),
        what=staged.get("what", CLIENTS.name),
    )
