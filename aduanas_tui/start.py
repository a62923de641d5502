"""Running the program: the app with its places."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

from textual.screen import Screen

from aduanas_tui import settings
from aduanas_tui.app import AduanasApp
from aduanas_tui.screens.client_list import ClientListScreen, import_ahead
from aduanas_tui.screens.client_rows import LINES_AROUND, Found, read
from aduanas_tui.screens.menu import MenuEntry
from aduanas_tui.services import crash_log, failures
from aduanas_tui.services.drafts import DraftBox, left_behind_words
from aduanas_tui.services.lookup import Listing
from aduanas_tui.services.others import Watch
from aduanas_tui.services.roles import role_of
from aduanas_tui.settings_file import adjust
from aduanas_tui.terminal.signs import use_signs_of


def _audit_log() -> Screen[Any]:
    """Make the screen of the audit log, which a start does without."""
    from aduanas_tui.screens.audit.screen import AuditScreen

    return AuditScreen()


_PUT_OFF = 0.2
"""Seconds from the first rows to what they did without."""

_GIVE_WAY = 0.001
"""Seconds after which a thread at work lets that of the keys go on, which is on its way through
three threads; Python's own are five times as many."""

_RARELY = (5_000, 20, 10)
"""When the collector looks for circles: not at every second key, for a millisecond."""

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
    later: Callable[[], str] | None = None,
) -> int:
    """Run the program for ``operator`` and return its exit status.

    ``notice`` is shown at the start, after what there is to say about ``drafts``. When the line
    drops nothing of the caller's runs any more, but ``clean_up`` does. ``base`` is the database
    that is backed up once a day; none for one that passes. ``later`` finds out what else there is
    to say, in a thread, once the list can be used.
    """
    crash_log.keep_all()
    sys.setswitchinterval(_GIVE_WAY)
    adjusted = adjust(os.environ)
    idle_limit = settings.idle_limit(os.environ)
    daily = settings.makes_daily_backups(os.environ)
    terminal = settings.terminal(os.environ)
    use_signs_of(terminal)
    left = drafts.left_behind()
    notices = " ".join(
        filter(None, (left_behind_words(left, AduanasApp.key_of("drafts")), notice, adjusted))
    )

    def at_ease() -> None:
        gc.freeze()
        gc.set_threshold(*_RARELY)
        gc.enable()
        app.set_timer(_PUT_OFF, lambda: app.run_worker(put_off, thread=True, exit_on_error=False))

    def put_off() -> None:
        """Do, in a thread, what the first rows need not wait for."""
        import_ahead()
        gc.freeze()  # what is there by now stays: the collector need not look at it ever again
        if base is not None:
            from aduanas_tui.services.upkeep import start_upkeep

            start_upkeep(base)
        if base is not None and daily:
            from aduanas_tui.services.backups.daily import start_daily_backup

            start_daily_backup(base, partial(_warn, app))
        if later is not None:
            _tell(app, later)

    app = AduanasApp(
        operator,
        lambda: ClientListScreen(notices, found),
        MENU,
        drafts=drafts,
        idle_limit=idle_limit,
        clean_up=clean_up,
        at_ease=at_ease,
        terminal=terminal,
    )
    app.role = role_of(operator)
    app.drafts_wait = bool(left)
    watch = Watch(base, app.others_wrote) if base is not None else None
    found = beginning()
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


def beginning() -> Found | None:
    """Read what the list begins with, so that it is painted once; ``None``: the list will say."""
    with suppress(Exception):
        return read(Listing(), 2 * max(1, get_terminal_size().lines - LINES_AROUND))
    return None


def _tell(app: AduanasApp, later: Callable[[], str]) -> None:
    """Show, from another thread, what ``later`` finds out."""
    sentence = later()
    if sentence:
        with suppress(RuntimeError):  # it ended meanwhile
            app.call_from_thread(app.notify, sentence, timeout=_LONG)


def _warn(app: AduanasApp, sentence: str) -> None:
    """Show a sentence, from another thread, while the program runs."""
    with suppress(RuntimeError):  # it ended meanwhile
        app.call_from_thread(app.notify, sentence, severity="warning", timeout=_LONG)
