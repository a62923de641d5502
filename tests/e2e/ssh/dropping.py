"""Losing an SSH connection with a half-filled form, against a real sshd."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

from tests.e2e.dropping import HALVES, Drop, Half, fill, take
from tests.e2e.opened import ESC, F10, LIST
from tests.e2e.ssh.server import SFTP_SERVER, Server
from tests.pty_program import PATIENCE, PtyProgram

_RUNNING = ("sh", "-c", "grep -ls 'bin/[a]duanas' /proc/[0-9]*/cmdline || true")


def session(server: Server, operator: str, *words: str) -> PtyProgram:
    """Enter as an operator does."""
    return PtyProgram(["ssh", "-tt", *server.ssh(operator, *words)[1:]])


def drop_connection(server: Server, operator: str, half: Half) -> Drop:
    """Half fill a form, kill the client with its connection, enter again and take the draft."""
    with session(server, operator) as program:
        fill(program, half)
        os.kill(program.pid, signal.SIGKILL)
        began = time.monotonic()
        while server.run(*_RUNNING):
            assert time.monotonic() - began < PATIENCE, "the program stays"
            time.sleep(0.02)
        seconds = time.monotonic() - began
    with session(server, operator) as program:
        missing = take(program, half)
        program.write(f"{ESC}s")
        program.wait_for(LIST)
        program.write(F10)
        program.wait_end()
    return Drop(missing, seconds)


def drop_connections(times: int) -> Iterator[Drop]:
    """Drop that many connections of one operator."""
    with Server(("maria",), SFTP_SERVER) as server:
        for _ in range(times):
            yield drop_connection(server, "maria", HALVES[0])
