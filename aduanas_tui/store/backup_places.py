"""Where backups are and what they are called: ``respaldos/aduanas-2026-11-25-081500-diario.db``."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from aduanas_tui.domain import retention
from aduanas_tui.store.folders import folder_beside

FOLDER = "respaldos"
_STAMP = "%Y-%m-%d-%H%M%S"

DAILY = "diario"
BY_HAND = "manual"
BEFORE_IMPORT = "antes-de-importar"
BEFORE_SCHEMA = "antes-de-v"
"""The number of the schema follows."""
BEFORE_RESTORE = "antes-de-restaurar"
"""What a restored backup replaced: the only ones that were not checked."""

_ALWAYS = {BEFORE_IMPORT: 3, BEFORE_SCHEMA: 2}
"""How many of the newest of a kind stay besides those of days, weeks and months."""

_FOR_EVER = (BY_HAND, BEFORE_RESTORE)
"""What somebody asked for is removed by nobody else."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in its folder."""

    path: Path
    at: datetime
    """When it was made, in local time."""
    reason: str


def backup_folder(base: Path) -> Path:
    """Return the folder of the backups of ``base``; it may not be there yet."""
    return base.parent / FOLDER


def make_folder(base: Path) -> Path:
    """Create that folder, open to whom the database is open to, and return it."""
    return folder_beside(base, FOLDER)


def name_of(base: Path, at: datetime, reason: str) -> str:
    """Return the name of a backup of ``base``."""
    return f"{_stem(base)}-{at.strftime(_STAMP)}-{reason}.db"


def free_place(base: Path, folder: Path, reason: str, at: datetime | None = None) -> Path:
    """Return a path in ``folder`` where nothing is; of two within a second, the next second's."""
    moment = (at or datetime.now().astimezone()).replace(microsecond=0)
    while any(folder.glob(glob.escape(name_of(base, moment, "")[: -len(".db")]) + "*")):
        moment += timedelta(seconds=1)
    return folder / name_of(base, moment, reason)


def backups(base: Path) -> list[Backup]:
    """Return the backups of ``base``, the newest first."""
    pattern = re.compile(
        rf"{re.escape(_stem(base))}-([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}-[0-9]{{6}})-([a-z0-9-]+)\.db"
    )
    found = []
    with suppress(FileNotFoundError, NotADirectoryError):
        for path in backup_folder(base).iterdir():
            name = pattern.fullmatch(path.name)
            if name:
                with suppress(ValueError):
                    at = datetime.strptime(name[1], _STAMP).astimezone()
                    found.append(Backup(path, at, name[2]))
    return sorted(found, key=lambda one: (one.at, one.reason), reverse=True)


def rotate(base: Path) -> list[Path]:
    """Remove the backups of ``base`` that are not kept any longer, and return their paths."""
    removed = []
    for one in _past(backups(base)):
        with suppress(OSError):  # of another account, in a folder of its own
            one.path.unlink()
            removed.append(one.path)
    return removed


def _past(newest_first: Iterable[Backup]) -> list[Backup]:
    rotated = [one for one in newest_first if not one.reason.startswith(_FOR_EVER)]
    stay = retention.kept([one.at for one in rotated])
    for reason, count in _ALWAYS.items():
        stay |= {
            one.at for one in [one for one in rotated if one.reason.startswith(reason)][:count]
        }
    return [one for one in rotated if one.at not in stay]


def _stem(base: Path) -> str:
    return base.name.removesuffix(".db")
