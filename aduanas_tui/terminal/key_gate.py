"""One key at a time: what is typed ahead lands where a person meant it.

On a slow line many keys arrive in one read. Textual hands each one at once to the widget that has
the focus *then*, while the effects of the one before (Enter moving the focus, ``n`` opening a form)
are still travelling through message queues: ``uno⏎dos⏎`` would end in the first field. The gate
hands over one key, paste or click, and the next only when all effects of that one are done and the
screen on top is ready for it. A lone key finds the gate open and passes at once.

This module reads private state of Textual's message pumps, because there is no public way to ask
whether one is idle; tests/terminal/test_key_gate.py proves it with the pinned version.
"""

from __future__ import annotations

import asyncio
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

from textual import events
from textual.app import ScreenStackError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from textual._queue import Queue
    from textual.app import App
    from textual.message_pump import MessagePump

PATIENCE: Final = 2.0
"""Seconds that a key waits at most for the effects of the one before. A look at them counts as
``_LONGEST_LOOK`` at most: a program that gets no processor, or that is importing a screen, is not
hanging, and a key handed over early would land in the wrong place."""

SHORT_PATIENCE: Final = 0.05
"""The same once a wait was in vain: a screen that hangs must not cost two seconds for each key."""

_CALM: Final = 0.03
"""Seconds after which a key's effects are over if every queue is empty."""

_QUIET_ROUNDS: Final = 4
"""Rounds of the event loop with every queue empty that mean that nothing will follow: a dialog's
answer reaches a waiting worker two rounds after its queues are empty."""

_SPINS: Final = 200
"""Rounds of the event loop to wait without pause, before pausing a millisecond each."""

_LONGEST_LOOK: Final = 0.02
"""Seconds that count at most of the time from one look at the queues to the next."""

_ORDINARY_KEY: Final = events.Key("down", None)
"""What a screen is asked about when no event waits."""


@runtime_checkable
class KeyHolder(Protocol):
    """A screen that can say that a key must wait (its data is not there yet)."""

    def key_must_wait(self, event: events.Event) -> bool:
        """Tell whether ``event`` must stay in the gate for now."""
        ...


class KeyGate:
    """Passes the input events of one app, in order, each when the former has had its effect.

    ``deliver`` does with an event what the app would have done with it; it runs in the app's own
    message loop. ``emptied`` is called when the last of those that waited was handed over.
    """

    def __init__(
        self,
        app: App[Any],
        deliver: Callable[[events.Event], Awaitable[None]],
        emptied: Callable[[], None] = lambda: None,
    ) -> None:
        self._app = app
        self._deliver = deliver
        self._emptied = emptied
        self._waiting: deque[events.Event] = deque()
        self._task: asyncio.Task[None] | None = None
        self._last = 0.0
        self._waited_in_vain = False

    @property
    def is_idle(self) -> bool:
        """Whether no event is waiting."""
        return self._task is None and not self._waiting

    async def enter(self, event: events.Event) -> None:
        """Take an event from the terminal, in the app's message loop: hand it over or keep it."""
        if self._task is None and not self._must_queue(event):
            self._last = monotonic()
            await self._deliver(event)
            return
        self._waiting.append(event)
        if self._task is None:
            self._task = asyncio.create_task(self._drain(), name="key gate")

    async def settled(self, patience: float | None = None) -> bool:
        """Wait until every event was handed over and has had its effect (for tests).

        ``patience`` is in seconds, ``PATIENCE`` unless given; ``False`` when it ended first.
        """
        deadline = monotonic() + (PATIENCE if patience is None else patience)
        while (left := deadline - monotonic()) > 0:
            if self._task is not None:
                await asyncio.wait([self._task], timeout=left)
            elif await self._effects_done(None, left) and self.is_idle:
                return True
        return False

    def close(self) -> None:
        """Forget what waits: the app is leaving."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _must_queue(self, event: events.Event) -> bool:
        """Tell whether the event before may still be at work, or ``event`` must be kept."""
        if monotonic() - self._last < _CALM or self._held(event):
            return True
        return not all(_is_idle(pump) for pump in self._pumps() if pump is not self._app)

    async def _drain(self) -> None:
        """Hand over what waits, one event at a time."""
        try:
            while self._waiting:
                event = self._waiting[0]
                patience = SHORT_PATIENCE if self._waited_in_vain else PATIENCE
                self._waited_in_vain = not await self._effects_done(event, patience)
                self._waiting.popleft()
                handed_over = asyncio.Event()
                if not self._app.call_later(self._hand_over, event, handed_over):
                    return
                await handed_over.wait()
        except Exception as error:
            self._app._handle_exception(error)
        finally:
            self._task = None
        self._emptied()

    async def _hand_over(self, event: events.Event, handed_over: asyncio.Event) -> None:
        """Deliver an event in the app's message loop."""
        try:
            self._last = monotonic()
            await self._deliver(event)
        finally:
            handed_over.set()

    async def _effects_done(self, event: events.Event | None, patience: float) -> bool:
        """Wait until nothing is on its way any more; ``False`` when ``patience`` ended first."""
        waited, looked_at = 0.0, monotonic()
        spins = quiet = 0
        while quiet < _QUIET_ROUNDS:
            if self._nothing_on_its_way() and not self._held(event):
                quiet += 1
            elif waited > patience:
                return False
            else:
                quiet = 0
            spins += 1
            await asyncio.sleep(0 if spins < _SPINS else 0.001)
            now = monotonic()
            waited += min(now - looked_at, _LONGEST_LOOK)
            looked_at = now
        return True

    def _held(self, event: events.Event | None) -> bool:
        """Ask the screen on top whether ``event`` must wait."""
        try:
            screen = self._app.screen
        except ScreenStackError:
            return True
        return isinstance(screen, KeyHolder) and screen.key_must_wait(event or _ORDINARY_KEY)

    def _nothing_on_its_way(self) -> bool:
        """Tell whether every queue that a key can set in motion is empty and at rest.

        A text that scrolls does so in the next frame, also without animation.
        """
        return (
            all(_is_idle(pump) for pump in self._pumps())
            and not self._app.animator._animations
            and not self._after_refresh()
        )

    def _pumps(self) -> Iterator[MessagePump]:
        """Yield the app, the screen on top and all widgets in it."""
        yield self._app
        try:
            yield from self._app.screen.walk_children(with_self=True)
        except ScreenStackError:
            return

    def _after_refresh(self) -> bool:
        """Tell whether a ``call_after_refresh`` is due that may move the focus.

        Each change of focus leaves one behind that only tells the footer of the bindings; waiting
        for that would cost a frame (16 ms) for each Tab.
        """
        try:
            screen = self._app.screen
        except ScreenStackError:
            return False
        return any(
            getattr(callback, "func", callback) != screen.refresh_bindings
            for callback, _pump in screen._callbacks
        )


def _is_idle(pump: MessagePump) -> bool:
    """Tell whether a pump waits for a message, with none queued and no callback due.

    Private: a pump that is handling a message is not among the waiters of its queue's event.
    """
    if not pump._running:
        return pump._closed or pump._task is None
    queue: Queue[Any] = pump._message_queue
    return (
        not queue.values
        and pump._pending_message is None
        and not pump._next_callbacks
        and bool(getattr(queue.ready_event, "_waiters", True))
    )
