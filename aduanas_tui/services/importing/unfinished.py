"""What an operator is told at the start: imports that were begun and not confirmed."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path

from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.staging import folder
from aduanas_tui.store.connection import database


def unfinished_words(operator: str) -> str:
    """Return a sentence about the operator's unfinished imports into this office, or nothing.

    Cheap when there are none, as it is asked at every start.
    """
    number = 0
    with contextlib.suppress(ServiceError, OSError, sqlite3.Error):
        if any(_may_be_of(path, operator) for path in folder().glob("*.db")):
            from aduanas_tui.services.importing.session import ImportSession

            number = len(ImportSession.pending(operator))
    if not number:
        return ""
    what = "una importación" if number == 1 else f"{number:,} importaciones"
    return f"Tiene {what} sin terminar: siga en Importar (i), sección 2."


def _may_be_of(path: Path, operator: str) -> bool:
    """Tell whether a staged file says that it is the operator's, and for this office.

    It is read without the modules of importing: the account may have many of other offices.
    """
    uri = f"{path.as_uri()}?mode=rw"
    with contextlib.suppress(sqlite3.Error, ValueError, OSError):
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as staged:
            meta = dict(staged.execute("SELECT key, value FROM meta"))
        said = [json.loads(meta.get(key, "null")) for key in ("operator", "office", "offered")]
        return said == [operator, str(database.database), True]
    return False
