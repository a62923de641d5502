"""Drafts: what was typed in a form and not saved yet, in files of the operator's own.

They are not in the office's database, because its write lock may be somebody else's for seconds
just when the line drops, and because every pause in somebody's typing would be a change for all
other sessions to look at. A file for each open form, named by the session that writes it, also
means that two sessions of one operator never write over each other's. It appears whole or not at
all, and a signal handler can write it: nothing here waits for anybody.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
import json
import math
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from aduanas_tui.services.draft_session import Session, forget_the_dead, lives, session_of
from aduanas_tui.services.errors import ServiceError
from aduanas_tui.store.reasons import reason

_FORMAT: Final = 1
_RESERVE_BYTES: Final = 65_536
"""Given back to a disk that is full, so that a draft still fits."""

_LONGEST_WAIT: Final = 0.2
"""Seconds to wait for a draft that is being put in its place, which takes microseconds."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed in one form, as it was last kept."""

    id: str
    """Name of its file, which begins with that of the session."""
    form: str
    """``client``, ``contact`` or the kind of an operation."""
    target_id: int
    """Id of what is edited; 0 in the form of something new."""
    client_id: int
    """Whose contact or operation it is; 0 in the form of a client."""
    title: str
    """Where it was typed, as the title line said."""
    typed: Mapping[str, str]
    """The text of every field that was changed, by key."""
    original: Mapping[str, str]
    """What those fields said before."""
    saved_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    is_open: bool = False
    """Whether a session that still lives has it in a form."""
    stamp: int = 0
    """Tells which of two writings of the same draft is the later one."""

    @property
    def place(self) -> tuple[str, int, int]:
        """What tells its form from others."""
        return self.form, self.target_id, self.client_id


class DraftBox:
    """The drafts of one operator in one office, as one session sees them.

    ``folder`` is where they lie; only the system's user can read it. Operators who share an account
    of the system share the folder, and never see each other's.
    """

    def __init__(self, folder: Path, operator: str) -> None:
        self.folder = folder
        self.operator = operator
        self._session = Session(folder)
        self._numbers = itertools.count(1)
        self._stamps = itertools.count(1)
        self._placed: dict[str, float] = {}
        self._placing = threading.Lock()

    def new_id(self) -> str:
        """Return the id of a draft that this session begins."""
        return f"{self._session.name}-{next(self._numbers)}"

    def next_stamp(self) -> int:
        """Return the stamp of a draft that is put together now."""
        return next(self._stamps)

    def keep(self, draft: Draft) -> None:
        """Write a draft, durable when this returns; one written or discarded later stays so.

        May be called in any thread, and in a signal handler.

        Raises:
            OSError: it cannot be written; what was kept before is still there.

        """
        content = json.dumps(
            {
                "format": _FORMAT,
                "operator": self.operator,
                "form": draft.form,
                "target": draft.target_id,
                "client": draft.client_id,
                "title": draft.title,
                "typed": dict(draft.typed),
                "original": dict(draft.original),
                "at": draft.saved_at.isoformat(),
            },
            ensure_ascii=False,
        ).encode("utf-8", "replace")
        try:
            self._write(draft, content)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT) or not self._give_reserve():
                raise
            self._write(draft, content)

    def discard(self, draft_id: str) -> None:
        """Remove a draft for good: what is still on its way to the disk does not come back."""
        with self._order():
            self._placed[draft_id] = math.inf
            with contextlib.suppress(OSError):
                self._path(draft_id).unlink(missing_ok=True)

    def take_over(self, draft: Draft) -> str | None:
        """Make a draft of a session that ended one of this; return its id, ``None`` if it is gone.

        Of two sessions that want the same one, one gets it.
        """
        draft_id = self.new_id()
        try:
            self._session.open()
            self._path(draft.id).rename(self._path(draft_id))
        except OSError:
            return None
        return draft_id

    def drafts(self) -> list[Draft]:
        """Return the operator's drafts, also those in open forms, the newest first."""
        found = []
        for path in self.folder.glob("*.json"):
            draft = self._read(path)
            if draft is not None:
                found.append(draft)
        forget_the_dead(self.folder)
        return sorted(found, key=lambda one: one.saved_at, reverse=True)

    def left_behind(self) -> list[Draft]:
        """Return the drafts whose form is not open any more, the newest first."""
        return [draft for draft in self.drafts() if not draft.is_open]

    def close(self) -> None:
        """End the session: what is left is offered at the next start."""
        self._session.close()

    # -- files -------------------------------------------------------------------------------

    def _path(self, draft_id: str) -> Path:
        return self.folder / f"{draft_id}.json"

    def _write(self, draft: Draft, content: bytes) -> None:
        if self._session.open():
            self._keep_reserve()
        building = self.folder / f"{draft.id}.{next(self._stamps)}.nuevo"
        handle = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - a descriptor
                file.write(content)
                file.flush()
                os.fsync(handle)
            with self._order():
                if draft.stamp >= self._placed.get(draft.id, 0):
                    self._placed[draft.id] = draft.stamp
                    building.replace(self._path(draft.id))
        finally:
            building.unlink(missing_ok=True)
        _make_names_durable(self.folder)

    @contextlib.contextmanager
    def _order(self) -> Iterator[None]:
        """Put one file at a time in its place.

        A signal may have come while this very thread was at it: then waiting would be in vain.
        """
        waited = self._placing.acquire(timeout=_LONGEST_WAIT)
        try:
            yield
        finally:
            if waited:
                self._placing.release()

    def _give_reserve(self) -> bool:
        try:
            (self.folder / "reserva").unlink()
        except OSError:
            return False
        return True

    def _keep_reserve(self) -> None:
        reserve = self.folder / "reserva"
        if not reserve.exists():
            with contextlib.suppress(OSError):
                reserve.write_bytes(bytes(_RESERVE_BYTES))

    def _read(self, path: Path) -> Draft | None:
        """Return the draft in a file; ``None`` for another operator's or what is none."""
        try:
            said = json.loads(path.read_bytes())
            if said["format"] != _FORMAT or said["operator"] != self.operator:
                return None
            return Draft(
                id=path.stem,
                form=str(said["form"]),
                target_id=int(said["target"]),
                client_id=int(said["client"]),
                title=str(said["title"]),
                typed=_texts(said["typed"]),
                original=_texts(said["original"]),
                saved_at=datetime.fromisoformat(said["at"]).astimezone(UTC),
                is_open=lives(self.folder, session_of(path.name)),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def box_of(base: Path, operator: str) -> DraftBox:
    """Return the operator's drafts of forms of the office at ``base``."""
    import platformdirs

    real = os.path.realpath(base)
    name = hashlib.sha256(os.fsencode(real)).hexdigest()[:16]
    state = Path(platformdirs.user_state_dir("aduanas"))
    return DraftBox(state / "borradores" / name, operator)


def kept(box: DraftBox, draft: Draft) -> None:
    """Keep a draft; raises ``ServiceError`` with a sentence when it cannot be written."""
    try:
        box.keep(draft)
    except OSError as error:
        raise ServiceError(
            f"No se puede guardar un borrador en «{box.folder}» ({reason(error)}): "
            "guarde pronto lo escrito."
        ) from error


def left_behind_words(drafts: Sequence[Draft], key: str = "F12") -> str:
    """Return a sentence about drafts that wait for their operator, which ``key`` shows."""
    if not drafts:
        return ""
    if len(drafts) == 1:
        from aduanas_tui.domain.dates import ago

        return f"Tiene un borrador sin guardar ({ago(drafts[0].saved_at)}): {key} lo abre."
    return f"Tiene {len(drafts):,} borradores sin guardar: {key} los muestra."


def _texts(said: Any) -> dict[str, str]:
    return {str(key): str(text) for key, text in said.items()}


def _make_names_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
