"""A child that parses ends with its parent, whenever that dies."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pty_program import PATIENCE

CHILD = (
    "import time; from aduanas_tui.services.sheets import child; "
    "child._rows = lambda *_: time.sleep(600); child.main()"
)
"""What a child does, but that its file takes very long."""

PARENT = f"""
import subprocess, sys, time
job = '{{"job": "rows", "kind": "csv"}}'
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}, job], stdout=subprocess.PIPE)
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
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(head_start)  # either moment must do: before and after the child asked for it
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while _is_alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)
