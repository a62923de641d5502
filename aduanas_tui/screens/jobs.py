"""Work that blocks, done in a thread while the screen stays alive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

from aduanas_tui.services import failures
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.waiting import lock_holder

T = TypeVar("T")

SECONDS_BEFORE_TELLING = 1.0
"""How long a job may take before an operator is told what it waits for."""


class Waiting(Protocol):
    """A screen that holds keys back while a job of its is under way."""

    jobs: int

    def notify(self, message: str) -> None:
        """Show a message."""


async def in_thread(work: Callable[[], T], screen: Waiting | None = None) -> T:
    """Return what ``work`` returns, running it in a thread of the pool.

    With ``screen``, what is typed meanwhile waits: it is meant for what comes next.

    Raises:
        ServiceError: the service refused, or the database failed; the sentence is for the operator.

    """
    if screen is not None:
        screen.jobs += 1
    try:
        return await _telling_of_waits(asyncio.to_thread(work), screen)
    except ServiceError:
        raise
    except Exception as error:
        raise ServiceError(explain(error)) from error
    finally:
        if screen is not None:
            screen.jobs -= 1


async def _telling_of_waits(job: Coroutine[Any, Any, T], screen: Waiting | None) -> T:
    """Wait for a job; when another operator holds it up, say who that is."""
    task = asyncio.ensure_future(job)
    if screen is not None:
        done, _ = await asyncio.wait([task], timeout=SECONDS_BEFORE_TELLING)
        holder = None if done else lock_holder()
        if holder is not None:
            screen.notify(f"Un momento: {holder}.")
    return await task


def explain(error: Exception) -> str:
    """Return a sentence for a failure that no service foresaw; what was typed is still there."""
    return failures.told(
        error, "Ocurrió un error inesperado. Lo escrito sigue en pantalla: pruebe otra vez."
    )
