"""``aduanas verificar``."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from aduanas_tui.cli_json import json_text
from aduanas_tui.cli_progress import clear_progress, leave_in_order, show_progress
from aduanas_tui.domain.text import clean_line
from aduanas_tui.services import office
from aduanas_tui.services.verifying import Check, Report, repair, verify

_LONGEST = 2_000


def verify_base(options: Namespace) -> int:
    """Check the database, mend what can be when asked to, and return the exit status."""
    leave_in_order()
    base = office.open_office(options.base, options.job, show_progress)
    try:
        if options.reparar:
            before, after = repair(office.operator_name(), show_progress)
        else:
            before = after = verify(show_progress)
    finally:
        clear_progress()
        office.close_office()
    if options.json:
        print(json_text(_as_json(base, before, after)))
    else:
        _print(base, before, after)
    return 0 if after.is_good else 1


def _print(base: Path, before: Report, after: Report) -> None:
    left = {one.name for one in after.faults}
    for check in before.checks:
        said = _state(check, left)
        if check.name in left:
            # In the order in which they were looked at, on whichever stream.
            sys.stdout.flush()
            print(clean_line(f"{check.label}: {said}", _LONGEST), file=sys.stderr, flush=True)
        else:
            print(f"{check.label}: {said}")
    if after.is_good:
        print(f"La base «{base}» está bien.")


def _state(check: Check, left: set[str]) -> str:
    if check.is_good:
        return "bien"
    return check.fault if check.name in left else "se reparó"


def _as_json(base: Path, before: Report, after: Report) -> dict[str, Any]:
    left = {one.name for one in after.faults}
    return {
        "base": str(base),
        "bien": after.is_good,
        "comprobaciones": [
            {
                "nombre": one.name,
                "bien": one.name not in left,
                "problema": one.fault or None,
                "reparable": one.repairable,
                "reparado": not one.is_good and one.name not in left,
            }
            for one in before.checks
        ],
    }
