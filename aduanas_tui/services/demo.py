"""Offices of invented data: to try the program, and to measure it with."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from aduanas_tui.services import office
from aduanas_tui.services.demo_clients import MOST_CLIENTS
from aduanas_tui.services.demo_maker import Made, Maker, Progress, Stage
from aduanas_tui.services.demo_records import Calendar
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.store import bulk
from aduanas_tui.store.opening import OpeningError

__all__ = [
    "DEFAULT_CLIENTS",
    "DEFAULT_SEED",
    "MOST_CLIENTS",
    "Made",
    "Progress",
    "Stage",
    "generate",
    "throwaway_office",
]

DEFAULT_CLIENTS = 2_000
DEFAULT_SEED = 504


def generate(
    path: Path,
    *,
    clients: int = DEFAULT_CLIENTS,
    seed: int = DEFAULT_SEED,
    today: date | None = None,
    progress: Progress | None = None,
) -> Made:
    """Write an office of invented clients with two years of operations to a new database.

    The same seed, number of clients and day make the same office. Clients are registered by the
    operator "demo", each with its entry in the audit log; beyond 20,000 clients one entry (of
    entity "demo") tells of the whole load.

    No database is open afterwards.

    Args:
        path: where to; nothing may be there yet.
        clients: how many, from 1 to ``MOST_CLIENTS``.
        seed: any number from 0.
        today: the last day of the history; the present one by default.
        progress: is told from time to time how far it is.

    Raises:
        ServiceError: something is at ``path``, or it cannot be written.

    """
    maker = Maker(clients, seed, Calendar(today or date.today()), progress or _say_nothing)
    try:
        with bulk.loading(path):
            return maker.make()
    except OpeningError as error:
        raise ServiceError(str(error)) from error


@contextmanager
def throwaway_office(
    *, clients: int = DEFAULT_CLIENTS, seed: int = DEFAULT_SEED, progress: Progress | None = None
) -> Iterator[Path]:
    """Open an office of invented data inside the block; afterwards nothing of it is left."""
    with tempfile.TemporaryDirectory(prefix="aduanas-demo-") as folder:
        path = Path(folder) / "demo.db"
        generate(path, clients=clients, seed=seed, progress=progress)
        office.open_office(str(path))
        try:
            yield path
        finally:
            office.close_office()


def _say_nothing(_stage: Stage, _done: int, _total: int) -> None:
    """Ignore how far it is."""
