"""What an operator is told at the start: imports that were begun and not confirmed."""

from __future__ import annotations

import contextlib
import sqlite3

from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.importing.staging import folder


def unfinished_words(operator: str) -> str:
    """Return a sentence about the operator's unfinished imports into this office, or nothing.

    Cheap when there are none, as it is asked at every start.
    """
    number = 0
    with contextlib.suppress(ServiceError, OSError, sqlite3.Error):
        if any(folder().glob("*.db")):
            from aduanas_tui.services.importing.session import ImportSession

            number = len(ImportSession.pending(operator))
    if not number:
        return ""
    what = "una importación" if number == 1 else f"{number:,} importaciones"
    return f"Tiene {what} sin terminar: siga en Importar (i), sección 2."
