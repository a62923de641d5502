"""Running the program: the app with its places."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from textual.screen import Screen

from aduanas_tui import settings
from aduanas_tui.app import AduanasApp
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.menu import MenuEntry
from aduanas_tui.services import crash_log, failures
from aduanas_tui.services.backups.daily import start_daily_backup
from aduanas_tui.services.drafts import DraftBox, left_behind_words
from aduanas_tui.services.others import Watch
from aduanas_tui.services.roles import role_of
from aduanas_tui.terminal.signs import use_ascii


def _audit_log() -> Screen[Any]:
    """Make the screen of the audit log, which a start does without."""
    from aduanas_tui.screens.audit.screen import AuditScreen

    return AuditScreen()


_LONG = 15.0
"""Seconds that a sentence stays which is too long to be read at a glance."""

MENU = (
    MenuEntry("clients", "Clientes", "c", ClientListScreen),
    MenuEntry("audit", "Bitácora", "b", _audit_log),
)
"""The places of the program."""


def run_program(
    operator: str,
    drafts: DraftBox,
    notice: str = "",
    clean_up: Callable[[], None] | None = None,
    base: Path | None = None,
) -> int:
    """Run the program for ``operator`` and return its exit status.

    ``notice`` is shown at the start, after what there is to say about ``drafts``. When the line
    drops nothing of the caller's runs any more, but ``clean_up`` does. ``base`` is the database
    that is backed up once a day; none for one that passes.
    """
    crash_log.keep_all()
    idle_limit = settings.idle_limit(os.environ)
    daily = settings.makes_daily_backups(os.environ)
    terminal = settings.terminal(os.environ)
    use_ascii(terminal.ascii)
    left = drafts.left_behind()
    notices = " ".join(filter(None, (left_behind_words(left), notice)))

    def first_screen() -> ClientListScreen:
        # From here on the app runs, and can be told something from a thread.
        if base is not None and daily:
            start_daily_backup(base, partial(_warn, app))
        return ClientListScreen(notices)

    app = AduanasApp(
        operator,
        first_screen,
        MENU,
        drafts=drafts,
        idle_limit=idle_limit,
        clean_up=clean_up,
        terminal=terminal,
    )
    app.role = role_of(operator)
    app.drafts_wait = bool(left)
    watch = Watch(base, app.others_wrote) if base is not None else None
    app.run()
    if watch is not None:
        watch.stop()
    drafts.close()
    if app.goodbye:
        print(app.goodbye, file=sys.stderr)
    if app.failure is not None:
        print(
            failures.told(app.failure, "El programa se cerró por un error inesperado."),
            file=sys.stderr,
        )
    return app.return_code or 0


def _warn(app: AduanasApp, sentence: str) -> None:
    """Show a sentence, from another thread, while the program runs."""
    with suppress(RuntimeError):  # it ended meanwhile
        app.call_from_thread(app.notify, sentence, severity="warning", timeout=_LONG)
