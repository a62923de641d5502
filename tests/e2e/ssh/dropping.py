"""Losing an SSH connection with a half-filled form, against a real sshd."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from typing import Final

from tests.e2e.dropping import HALVES, Drop, Half, fill, take
from tests.e2e.opened import ESC, F10, LIST
from tests.e2e.ssh.server import SFTP_SERVER, Server
from tests.pty_program import PATIENCE, PtyProgram

_SHELLS = ("sh", "-c", "grep -ls '[s]shd: maria@pts' /proc/[0-9]*/cmdline || true")
"""Tells whether sshd still has a terminal open for her."""

_RUNNING = ("sh", "-c", "grep -ls 'bin/[a]duanas' /proc/[0-9]*/cmdline || true")


def session(server: Server, operator: str, *words: str) -> PtyProgram:
    """Enter as an operator does."""
    return PtyProgram(["ssh", "-tt", *server.ssh(operator, *words)[1:]])


WAYS: Final = {
    "SSH: conexión cortada": signal.SIGKILL,
    "SSH: cliente sin respuesta": signal.SIGSTOP,
}
"""What happens to the client. One that is stopped keeps its connection, as a cable that was pulled
does: the server has to notice by itself, which it can because an idle program writes nothing."""


def drop_connection(
    server: Server, operator: str, half: Half, number: int = signal.SIGKILL
) -> Drop:
    """Half fill a form, send the client a signal, enter again and take the draft.

    The end is counted from when the server gave the connection up.
    """
    with session(server, operator) as program:
        fill(program, half)
        os.kill(program.pid, number)
        _wait_until_nothing(server, _SHELLS)
        began = time.monotonic()
        _wait_until_nothing(server, _RUNNING)
        seconds = time.monotonic() - began
    with session(server, operator) as program:
        missing = take(program, half)
        program.write(f"{ESC}s")
        program.wait_for(LIST)
        program.write(F10)
        program.wait_end()
    return Drop(missing, seconds)


def _wait_until_nothing(server: Server, command: Sequence[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while server.run(*command):
        assert time.monotonic() < deadline, command
        time.sleep(0.02)


def drop_connections(times: int) -> Iterator[tuple[str, Drop]]:
    """Drop that many connections of one operator in each way."""
    with Server(("maria",), SFTP_SERVER, impatient=True) as server:
        for _ in range(times):
            for way, number in WAYS.items():
                yield way, drop_connection(server, "maria", HALVES[0], number)
