"""The backup that the program makes by itself at the first use of a day."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from aduanas_tui.services import crash_log
from aduanas_tui.services.backups.making import UnderWayError, back_up, made_on
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.store.backup_places import DAILY

DELAY = 5.0
"""Seconds that the start of the program has for itself."""

_NICENESS = 15


def start_daily_backup(
    base: Path, tell: Callable[[str], None], delay: float | None = None
) -> threading.Thread:
    """Back the database at ``base`` up in a thread, unless it was backed up today.

    It works when nobody else wants the processor, and ends with the process whatever it is doing:
    what was not finished is no backup. Of several sessions one does it. ``tell`` is called, in the
    thread, with the sentence that says why there is none.
    """
    thread = threading.Thread(
        target=_run,
        args=(base, tell, DELAY if delay is None else delay),
        name="daily-backup",
        daemon=True,
    )
    thread.start()
    return thread


def _run(base: Path, tell: Callable[[str], None], delay: float) -> None:
    threading.Event().wait(delay)
    if made_on(base, datetime.now().astimezone()):
        return
    # Linux knows the niceness of each thread.
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
    try:
        back_up(base, reason=DAILY, wait=False)
    except UnderWayError:
        return
    except ServiceError as error:
        tell(f"Sin respaldo de hoy. {error}")
    except Exception as error:
        crash_log.keep(error)
        tell("No se pudo hacer el respaldo de hoy: hágalo con aduanas respaldar.")
