"""The threads in which lists are read: one for what is to be shown, one for what lies ahead.

They are the same all the time: what their connections have read stays at hand, and no connection is
opened for a new thread of a pool.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")

_threads: WeakKeyDictionary[
    asyncio.AbstractEventLoop, tuple[ThreadPoolExecutor, ThreadPoolExecutor]
] = WeakKeyDictionary()


def start_reading(read: Callable[[], T], *, ahead: bool = False) -> asyncio.Future[T]:
    """Begin to read at once, or as soon as what was asked for before is read.

    ``ahead`` is for what nobody waits for yet: what is to be shown does not wait for that.
    """
    loop = asyncio.get_running_loop()
    threads = _threads.get(loop)
    if threads is None:
        threads = ThreadPoolExecutor(1, "reader"), ThreadPoolExecutor(1, "reader-ahead")
        _threads[loop] = threads
    return loop.run_in_executor(threads[ahead], partial(copy_context().run, read))
