"""What an office sets by variables of the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aduanas_tui.services.errors import ServiceError
from aduanas_tui.terminal.capabilities import Terminal, TerminalSettingError, terminal_from
from aduanas_tui.terminal.locale_encoding import as_started

IDLE: Final = "ADUANAS_INACTIVIDAD"
"""Minutes without a key after which the program ends."""

DAILY_BACKUP: Final = "ADUANAS_RESPALDO_DIARIO"
"""Whether the program backs the database up by itself once a day."""

_LONGEST: Final = 24 * 60.0


def idle_limit(env: Mapping[str, str]) -> float:
    """Return the seconds without a key after which the program ends; 0: it never does.

    Raises:
        ServiceError: the variable is not a number of minutes.

    """
    said = env.get(IDLE, "").strip()
    if not said:
        return 0.0
    try:
        minutes = float(said.replace(",", "."))
    except ValueError:
        minutes = -1.0
    if not 0 <= minutes <= _LONGEST:
        raise ServiceError(
            f"{IDLE} dice «{said}»: escriba cuántos minutos sin uso se esperan antes de cerrar "
            "(por ejemplo 30, o 0 para no cerrar nunca; hasta 1440)."
        )
    return minutes * 60


def makes_daily_backups(env: Mapping[str, str]) -> bool:
    """Tell whether the program backs the database up once a day; it does unless told ``no``.

    Raises:
        ServiceError: the variable says neither ``si`` nor ``no``.

    """
    said = env.get(DAILY_BACKUP, "").strip().lower()
    if said in ("", "si", "sí"):
        return True
    if said == "no":
        return False
    raise ServiceError(f"{DAILY_BACKUP} dice «{said}»: escriba si o no.")


def terminal(env: Mapping[str, str]) -> Terminal:
    """Return what the operator's terminal can do, and how it is to be drawn on.

    Raises:
        ServiceError: a variable says what it cannot say.

    """
    try:
        return terminal_from(as_started(env))
    except TerminalSettingError as error:
        raise ServiceError(str(error)) from None
