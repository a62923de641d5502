"""Fixtures of all tests, and how hard hypothesis tries."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from aduanas_tui.store.connection import database
from aduanas_tui.store.opening import close_database, open_database
from tests.factories import enroll

# Time decides nothing, and "short" tries the same cases each time: a change that is well cannot be
# refused by chance. "random" tries others each time, and "long" many of them.
settings.register_profile(
    "random",
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("short", settings.get_profile("random"), derandomize=True)
settings.register_profile(
    "long", settings.get_profile("random"), max_examples=1_500, stateful_step_count=80
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))

if time.localtime().tm_hour >= 22:
    # No midnight while the tests run: many compare with the day on which they began.
    os.environ["TZ"] = f"NOON{time.gmtime().tm_hour - 12:+d}"
    time.tzset()

# What is run again and again is compiled once, as where it is installed.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Keys and terminal are as the program has them, not as whoever runs the tests set them.
os.environ["XDG_CONFIG_HOME"] = os.devnull

MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 1 << 30:
    # Nobody cuts the power meanwhile: thousands of small databases need not reach a disk.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # Started in the background; the programs under test must not inherit that.
    with suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Leave out of all further looks for garbage what the collected tests are, and look seldom."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_xdist_auto_num_workers() -> int:
    """Return how many tests run at once: many wait for a terminal, and leave a processor idle."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def new_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a new database that knows the tests' operators, closed."""
    path = tmp_path_factory.mktemp("new") / "aduanas.db"
    open_database(path, create=True)
    enroll()
    close_database()
    database.init(None)
    return path.parent


@pytest.fixture
def office(new_office: Path, tmp_path: Path) -> Iterator[Path]:
    """A new database, open on this thread, that knows the tests' operators; its file's path."""
    path = shutil.copytree(new_office, tmp_path, dirs_exist_ok=True) / "aduanas.db"
    open_database(path)
    yield path
    close_database()
    database.init(None)
