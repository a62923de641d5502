"""The files that an operator may want to import."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aduanas_tui.domain.text import fold
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.reading import lists_of
from aduanas_tui.services.importing.records import CLIENTS
from aduanas_tui.services.sheets import Book, SheetInfo, open_book
from aduanas_tui.services.typed_paths import last_start

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".tsv"})
MOST_FILES = 200
MOST_FOLDERS = 1_000
_UNREADABLE = "No se puede leer la carpeta «{}»: elija otra."
_REFUSALS: dict[type[OSError], str] = {
    FileNotFoundError: "No existe la carpeta «{}»: elija otra.",
    PermissionError: "No tiene permiso para leer la carpeta «{}»: elija otra.",
}


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file or a folder in a folder."""

    id: str
    """Its name, ``..`` for the folder above."""
    path: Path
    is_folder: bool = False
    size: int = 0
    modified: datetime | None = None


def in_folder(folder: Path) -> list[FileFacts]:
    """Return the spreadsheets in ``folder``, newest first, then the folders that lead elsewhere.

    Raises:
        ServiceError: it is gone, or may not be read.

    """
    files: list[tuple[float, str, int]] = []
    folders: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                try:
                    if entry.is_dir():
                        folders.append(entry.name)
                    elif Path(entry.name).suffix.lower() in SUFFIXES and entry.is_file():
                        facts = entry.stat()
                        files.append((facts.st_mtime, entry.name, facts.st_size))
                except OSError:
                    continue
    except OSError as error:
        raise ServiceError(_REFUSALS.get(type(error), _UNREADABLE).format(folder)) from error
    files.sort(key=lambda one: (-one[0], one[1]))
    found = [
        FileFacts(name, folder / name, False, size, _moment(modified))
        for modified, name, size in files[:MOST_FILES]
    ]
    if folder.parent != folder:
        found.append(FileFacts("..", folder.parent, True))
    folders.sort(key=lambda name: (fold(name), name))
    return found + [FileFacts(name, folder / name, True) for name in folders[:MOST_FOLDERS]]


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds).astimezone()
    except (ValueError, OverflowError, OSError):  # a clock that was wrong by ages
        return None


def lists_in(
    path: Path,
    what: str = CLIENTS.name,
    *,
    encoding: str | None = None,
    separator: str | None = None,
) -> list[SheetInfo]:
    """Return the sheets of a file that may be the list; one that is not hidden needs no question.

    Hidden ones are only named when nothing else has rows.

    Raises:
        ServiceError: the file cannot be read; the sentence says why.

    """
    book = open_book(path, encoding=encoding, separator=separator)
    try:
        visible = {sheet.name for sheet in book.sheets if sheet.visible}
        found = lists_of(book, what)
        if len(found) == 1 and found[0] in visible and len(visible) < len(book.sheets):
            hidden = [sheet.name for sheet in book.sheets if not sheet.visible]
            if not _has_rows(book, found[0]):
                found = [name for name in hidden if _has_rows(book, name)] or found
    finally:
        book.close()
    return [SheetInfo(name, name in visible) for name in found]


def _has_rows(book: Book, name: str) -> bool:
    try:
        return any(True for _ in book.rows(name))
    except ServiceError:
        return False


def complete_path(typed: str) -> str:
    """Return ``typed`` as far as the files there complete it, folders with a slash at the end.

    A path typed after the proposed one is completed as itself.
    """
    later = last_start(typed)
    completed = _completed(later)
    return completed if completed != later or later == typed else _completed(typed)


def _completed(typed: str) -> str:
    path = f"{Path.home()}{typed[1:]}" if typed.startswith("~/") else typed
    head, slash, start = path.rpartition("/")
    folder = head + slash
    try:
        with os.scandir(folder or ".") as entries:
            names = sorted(
                entry.name + ("/" if entry.is_dir() else "")
                for entry in entries
                if entry.name.startswith(start)
                and (entry.is_dir() or Path(entry.name).suffix.lower() in SUFFIXES)
            )
    except OSError:
        return typed
    common = _common_start(names)
    return folder + common if len(common) > len(start) else typed


def _common_start(names: list[str]) -> str:
    if not names:
        return ""
    first, last = names[0], names[-1]
    length = next((at for at, char in enumerate(first) if last[at : at + 1] != char), len(first))
    return first[:length]
