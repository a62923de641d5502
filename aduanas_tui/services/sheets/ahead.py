"""Reading a large sheet while another process looks along it. Only ever in the child process."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NoReturn

from aduanas_tui.services.sheets.calamine import named_rows
from aduanas_tui.services.sheets.model import RawRow

_CANNOT = 3
"""Status of a process that could not read the sheet."""


def rows_ahead(
    file: BinaryIO, name: str, may_be_read: Callable[[], list[int] | None], hidden: list[int]
) -> Iterator[RawRow] | None:
    """Return the rows of a sheet that calamine reads, ``None`` when it should not or cannot.

    ``may_be_read`` looks along the sheet meanwhile, and returns the rows that are hidden, which
    are added to ``hidden``. No row is passed on before that, and where it returns ``None`` none but
    the process that tried is harmed. After an answer this one goes on, and the one that looked
    only waits to end as it does.
    """
    told, tell = os.pipe()
    reader = os.fork()
    if not reader:
        os.close(tell)
        # Opened anew: the two processes would share one place in the file.
        with Path(f"/proc/self/fd/{file.fileno()}").open("rb") as own:
            rows = named_rows(own, name)
        with os.fdopen(told, "rb") as answer:
            said = answer.read()
        if rows is None or not said:
            os._exit(_CANNOT)
        hidden += json.loads(said)
        return rows
    os.close(told)
    found = may_be_read()
    if found is None:
        os.close(tell)
        os.kill(reader, signal.SIGKILL)
        os.waitpid(reader, 0)
        return None
    # What happened to a reader that does not listen is told by its end.
    with suppress(BrokenPipeError), os.fdopen(tell, "wb") as answer:
        answer.write(json.dumps(found).encode())
    _, status = os.waitpid(reader, 0)
    code = os.waitstatus_to_exitcode(status)
    if code != _CANNOT:
        _end_by(code)
    return None


def _end_by(code: int) -> NoReturn:
    """End as a process did that ended with ``code``; a signal's is negative."""
    if code < 0:
        os.kill(os.getpid(), -code)
    os._exit(code)
