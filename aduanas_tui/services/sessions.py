"""Who has a database open: every program and job tells it in a folder beside the database.

Each holds a shared lock on one file, the gate, and an exclusive one on a file of its own that says
who it is. The kernel lets go of both when the process ends, however it ends: what a killed process
leaves is known by nobody's holding its lock. Whoever replaces the database holds the gate alone.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aduanas_tui.services.errors import ServiceError
from aduanas_tui.store.folders import folder_beside
from aduanas_tui.store.locks import shared_mode

_GATE = "puerta"
_SUFFIX = ".sesion"


@dataclass(frozen=True, slots=True)
class Session:
    """A process that has the database open."""

    operator: str
    pid: int
    since: datetime
    """Aware, in local time."""
    what: str
    """What it is: ``programa`` or the name of a job."""

    def __str__(self) -> str:
        """In words for an operator."""
        return f"{self.operator} ({self.what}, proceso {self.pid}, desde {_when(self.since)})"


class ReplacingError(ServiceError):
    """Somebody is replacing the database at this moment."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Se está restaurando la base «{path}»: espere un momento y ábrala de nuevo."
        )


class OpenElsewhereError(ServiceError):
    """Others have the database open; ``sessions`` says who, as far as is known."""

    def __init__(self, sessions: list[Session]) -> None:
        if sessions:
            who = "; ".join(map(str, sessions))
            text = f"La base está abierta en otras sesiones: {who}. Ciérrelas e intente de nuevo."
        else:
            text = (
                "La base está abierta en otro programa: ciérrelo e intente de nuevo. "
                "Nada se cambió."
            )
        super().__init__(text)
        self.sessions = sessions


class Presence:
    """A place of this process among those that have a database open, until :meth:`leave`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._gate: int | None = None
        self._own: int | None = None
        self._card: Path | None = None

    def enter(self, *, create: bool) -> None:
        """Pass the gate; without ``create`` only where there is one already.

        Where the folder cannot be written (a read-only or full disk) it is done without.

        Raises:
            ReplacingError: the database is being replaced.

        """
        if self._gate is not None:
            return
        with suppress(OSError):
            self._gate = _open_gate(self._path, create=create)
        if self._gate is None:
            return
        try:
            fcntl.flock(self._gate, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            self.leave()
            raise ReplacingError(self._path) from None

    def tell(self, operator: str, what: str) -> None:
        """Say who this is, for those who ask."""
        card = {
            "operator": operator,
            "pid": os.getpid(),
            "since": datetime.now().astimezone().isoformat(timespec="seconds"),
            "what": what,
        }
        with suppress(OSError):
            if self._own is None:
                open_sessions(self._path)  # dropped lines leave their cards behind
                self._make_card()
            assert self._own is not None
            text = json.dumps(card, ensure_ascii=False).encode()
            os.pwrite(self._own, text, 0)
            os.ftruncate(self._own, len(text))

    def leave(self) -> None:
        """Give the place up."""
        if self._card is not None:
            with suppress(OSError):
                self._card.unlink(missing_ok=True)
        for handle in (self._own, self._gate):
            if handle is not None:
                os.close(handle)
        self._gate = self._own = self._card = None

    def _make_card(self) -> None:
        folder = _folder(self._path)
        name = f"{os.getpid()}-{secrets.token_hex(4)}{_SUFFIX}"
        hidden = folder / f".{name}"
        handle = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.fchmod(handle, shared_mode(folder))
            # It appears with its lock held, or somebody would take it for one that was left over.
            fcntl.flock(handle, fcntl.LOCK_EX)
            hidden.rename(folder / name)
        except OSError:
            os.close(handle)
            hidden.unlink(missing_ok=True)
            raise
        self._own, self._card = handle, folder / name


def register(path: Path, operator: str, what: str) -> Presence:
    """Take a place among those that have the database at ``path`` open.

    Raises:
        ReplacingError: the database is being replaced.

    """
    presence = Presence(path)
    presence.enter(create=True)
    presence.tell(operator, what)
    return presence


def open_sessions(path: Path) -> list[Session]:
    """Return who has the database at ``path`` open, this process too if it does; oldest first.

    What killed processes left is removed on the way.
    """
    found = []
    for card in _folder(path).glob(f"*{_SUFFIX}"):
        with suppress(OSError):
            session = _read(card)
            if session is not None:
                found.append(session)
    return sorted(found, key=lambda one: one.since)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep everybody else out of the database at ``path`` inside the block.

    Raises:
        OpenElsewhereError: others are in, and stay in.
        OSError: the folder beside the database cannot be written.

    """
    gate = _open_gate(path, create=True)
    assert gate is not None
    try:
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OpenElsewhereError(open_sessions(path)) from None
        yield
    finally:
        os.close(gate)


def _folder(path: Path) -> Path:
    return path.with_name(f"{path.name}.sesiones")


def _open_gate(path: Path, *, create: bool) -> int | None:
    place = _folder(path) / _GATE
    try:
        return os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        if not create:
            return None
    folder = folder_beside(path, _folder(path).name)
    handle = os.open(place, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with suppress(PermissionError):  # of two who create it at once, it is the other's
        os.fchmod(handle, shared_mode(folder))
    return handle


def _read(card: Path) -> Session | None:
    """Return the session of a card; ``None``, after removing it, when its process is gone."""
    handle = os.open(card, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _session(card, os.pread(handle, 4096, 0))
    else:
        card.unlink(missing_ok=True)
        return None
    finally:
        os.close(handle)


def _session(card: Path, text: bytes) -> Session:
    try:
        said = json.loads(text)
        since = datetime.fromisoformat(said["since"]).astimezone()
        return Session(str(said["operator"]), int(said["pid"]), since, str(said["what"]))
    except (ValueError, KeyError, TypeError):  # read while it was being written
        pid = card.name.partition("-")[0]
        since = datetime.fromtimestamp(card.stat().st_mtime).astimezone()
        return Session("alguien", int(pid) if pid.isdecimal() else 0, since, "aduanas")


def _when(moment: datetime) -> str:
    same_day = moment.date() == datetime.now().astimezone().date()
    return f"las {moment:%H:%M}" if same_day else f"el {moment:%d/%m/%Y a las %H:%M}"
