"""What an import shows of itself: its file, its rows, its counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from aduanas_tui.domain.problems import Problem
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.batches import BatchInfo
from aduanas_tui.services.sheets import SheetInfo

Progress = Callable[[int, int | None], None]
"""Is told how many rows are done, and of how many when that is known."""

IfExists = Literal["omitir", "actualizar"]
"""What to do with rows of clients that exist."""

CREATE, UPDATE, UNCHANGED, SKIP, ERROR = "crear", "actualizar", "sin_cambios", "omitir", "error"


class CancelledError(ServiceError):
    """The operator stopped it."""

    def __init__(self) -> None:
        super().__init__("Se canceló: no se guardó nada en la base.")


@dataclass(frozen=True, slots=True)
class BookFacts:
    """The file of an import, and how it was read."""

    path: str
    file_name: str
    kind: str
    sheet: str
    """Blank for delimited text."""
    sheets: tuple[SheetInfo, ...]
    encoding: str | None
    separator: str | None
    header_row: int
    fingerprint: str
    contact_rows: int = 0
    """Rows of the sheet of contacts, if there is one."""
    already_imported: BatchInfo | None = None
    """The latest import of the same bytes that was not undone."""


@dataclass(frozen=True, slots=True)
class PendingImport:
    """An import that was begun and not confirmed."""

    id: str
    file_name: str
    started_at: datetime
    rows: int
    is_checked: bool
    what: str = "clientes"


@dataclass(frozen=True, slots=True)
class View:
    """Which rows are shown; with ``code``, only those with that kind of problem."""

    which: str = "all"
    """``all``, ``new``, ``updates``, ``problems``, ``errors``, ``unchanged`` or ``skipped``."""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of rows by what will happen to them."""

    filas: int = 0
    crear: int = 0
    actualizar: int = 0
    sin_cambios: int = 0
    omitir: int = 0
    error: int = 0
    con_problemas: int = 0
    kinds: tuple[tuple[str, str, int], ...] = ()
    """Code, name and rows of each kind of problem, the most frequent first."""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it will be stored, or as it was typed where it is wrong."""

    id: int
    """The row number that Excel shows."""
    action: str
    shown: dict[str, str]
    """By field key; of contacts by target (``contacto.1.nombre``)."""
    problems: tuple[Problem, ...] = ()
    differences: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Old and new of each value that changes, as shown."""
    client_id: int | None = None
    other_active: bool | None = None
    """Whether the client that exists is active."""
    skipped: bool = False
    reactivates: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What a confirmed import came to."""

    batch_id: int | None
    created: int
    updated: int
    unchanged: int
    skipped: int
    left_out: int
    left: tuple[str, ...] = ()
    """Rows that were good and had to be left out because somebody was faster, with why."""
