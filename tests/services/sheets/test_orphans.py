"""A child that parses ends with its parent, whenever that dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pty_program import PATIENCE

PARENT = """
import subprocess, sys, time
from aduanas_tui.services.sheets import process
job = '{"job": "describe", "kind": "xls", "name": ""}'
child = subprocess.Popen(
    [sys.executable, "-I", "-c", process._START, process._ROOT, job],
    stdout=subprocess.PIPE, env={}, start_new_session=True,
)
print(child.pid, flush=True)
time.sleep(600)
"""


def _is_alive(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


@pytest.mark.parametrize("head_start", [0.0, 0.5])
def test_a_child_ends_with_its_parent(head_start: float) -> None:
    """It would wait for ever: its file is a pipe into which nobody writes."""
    never, kept_open = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=never, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(head_start)  # either moment must do: before and after the child asked for it
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while _is_alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.close(never)
    os.close(kept_open)
