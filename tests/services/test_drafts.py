"""Drafts on the disk: whole or not there, the operator's own, never written over unasked."""

from __future__ import annotations

import errno
import json
import os
import stat
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.services import drafts
from aduanas_tui.services.drafts import Draft, DraftBox, box_of, kept, left_behind_words
from aduanas_tui.services.errors import ServiceError

NAME = "Comercial Ñandú \x1b[2J [/x] \u202e"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "borradores"


def draft(box: DraftBox, text: str = NAME, **known: Any) -> Draft:
    settings: dict[str, Any] = {
        "id": box.new_id(),
        "form": "client",
        "target_id": 7,
        "client_id": 0,
        "title": "Clientes › Comercial › Editar",
        "typed": {"name": text, "notes": "una\ndos"},
        "original": {"name": "Comercial", "notes": ""},
        "stamp": box.next_stamp(),
    }
    return Draft(**{**settings, **known})


def typed(box: DraftBox) -> list[str]:
    return [one.typed["name"] for one in box.drafts()]


def test_what_was_kept_is_offered_once_the_session_ended(folder: Path) -> None:
    box = DraftBox(folder, "op1")
    written = draft(box)
    box.keep(written)
    (seen,) = DraftBox(folder, "op1").drafts()
    assert seen.is_open
    assert DraftBox(folder, "op1").left_behind() == []
    box.close()
    (left,) = DraftBox(folder, "op1").left_behind()
    assert (left.typed, left.original) == (written.typed, written.original)
    assert (left.place, left.title) == (("client", 7, 0), written.title)
    assert abs(datetime.now(UTC) - left.saved_at) < timedelta(minutes=1)


def test_nobody_else_can_read_it(folder: Path) -> None:
    box = DraftBox(folder, "op1")
    box.keep(draft(box))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.glob("*.json")}
    assert modes == {0o600}


def test_operators_of_one_account_do_not_see_each_other(folder: Path) -> None:
    ana, eva = DraftBox(folder, "ana"), DraftBox(folder, "eva")
    ana.keep(draft(ana, "de Ana"))
    eva.keep(draft(eva, "de Eva"))
    assert (typed(ana), typed(eva)) == (["de Ana"], ["de Eva"])


def test_offices_are_kept_apart_also_through_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "enlace.db").symlink_to(tmp_path / "una.db")
    one, other = box_of(tmp_path / "una.db", "op1"), box_of(tmp_path / "otra.db", "op1")
    one.keep(draft(one))
    assert other.drafts() == []
    assert len(box_of(tmp_path / "enlace.db", "op1").drafts()) == 1


def test_two_sessions_of_one_operator_do_not_write_over_each_other(folder: Path) -> None:
    first, second = DraftBox(folder, "op1"), DraftBox(folder, "op1")
    first.keep(draft(first, "la primera"))
    second.keep(draft(second, "la segunda"))
    assert sorted(typed(first)) == ["la primera", "la segunda"]


def test_what_was_put_together_earlier_never_replaces_the_later(folder: Path) -> None:
    box = DraftBox(folder, "op1")
    early = draft(box, "Com")
    late = draft(box, "Comercial", id=early.id)
    box.keep(late)
    box.keep(early)
    assert typed(box) == ["Comercial"]


def test_what_was_discarded_does_not_come_back(folder: Path) -> None:
    box = DraftBox(folder, "op1")
    written = draft(box)
    box.keep(written)
    on_its_way = draft(box, id=written.id)
    box.discard(written.id)
    box.keep(on_its_way)
    assert box.drafts() == []
    assert [path.suffix for path in folder.iterdir() if path.name != "reserva"] == [".sesion"]


def test_of_two_sessions_that_want_a_draft_one_gets_it(folder: Path) -> None:
    gone = DraftBox(folder, "op1")
    gone.keep(draft(gone))
    gone.close()
    boxes = [DraftBox(folder, "op1") for _ in range(2)]
    (left,) = boxes[0].left_behind()
    taken = [box.take_over(left) for box in boxes]
    assert taken[0] is not None
    assert taken[1] is None
    assert boxes[1].left_behind() == []
    (now,) = boxes[1].drafts()
    assert (now.id, now.typed, now.is_open) == (taken[0], left.typed, True)


def test_the_newest_comes_first(folder: Path) -> None:
    box = DraftBox(folder, "op1")
    for minutes, name in ((5, "vieja"), (1, "nueva"), (3, "media")):
        at = datetime.now(UTC) - timedelta(minutes=minutes)
        box.keep(draft(box, name, saved_at=at))
    assert typed(box) == ["nueva", "media", "vieja"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"format": 99}',
        b'{"format": 1, "operator": "op1"}',
        json.dumps(
            {"format": 1, "operator": "op1", "form": "client", "target": "x", "client": 0}
        ).encode(),
        json.dumps(
            {
                "format": 1,
                "operator": "op1",
                "form": "client",
                "target": 1,
                "client": 0,
                "title": "",
                "typed": ["x"],
                "original": {},
                "at": "ayer",
            }
        ).encode(),
    ],
)
def test_what_is_no_draft_is_passed_over_and_left_alone(folder: Path, content: bytes) -> None:
    folder.mkdir()
    path = folder / "abc-1.json"
    path.write_bytes(content)
    assert DraftBox(folder, "op1").drafts() == []
    assert path.read_bytes() == content


def test_leftovers_of_a_killed_session_go(folder: Path) -> None:
    folder.mkdir()
    for name in ("muerta.sesion", "muerta-1.4.nuevo", "muerta-1.json"):
        (folder / name).write_text("")
    alive = DraftBox(folder, "op1")
    alive.keep(draft(alive))
    alive.drafts()
    assert not list(folder.glob("*.nuevo"))
    assert len(list(folder.glob("*.sesion"))) == 1
    assert (folder / "muerta-1.json").exists()


def _failing(code: int, times: int) -> Callable[[int], None]:
    """Return an ``fsync`` that fails so many times."""
    left = [times]
    real = os.fsync

    def fsync(handle: int) -> None:
        if left[0]:
            left[0] -= 1
            raise OSError(code, os.strerror(code))
        real(handle)

    return fsync


def test_a_full_disk_gives_back_what_was_put_aside(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = DraftBox(folder, "op1")
    box.keep(draft(box, "antes"))
    assert (folder / "reserva").stat().st_size > 60_000
    monkeypatch.setattr(drafts.os, "fsync", _failing(errno.ENOSPC, 1))
    box.keep(draft(box, "lleno"))
    assert sorted(typed(box)) == ["antes", "lleno"]
    assert not (folder / "reserva").exists()


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (errno.ENOSPC, "(el disco está lleno)"),
        (errno.EDQUOT, "(llegó al límite de su espacio en disco)"),
        (errno.EACCES, "(no tiene permiso)"),
        (errno.EIO, "(el disco falla)"),
        (errno.ENXIO, f"(error {errno.ENXIO} del sistema)"),
    ],
)
def test_what_cannot_be_written_is_said_and_the_last_draft_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, why: str
) -> None:
    box = DraftBox(folder, "op1")
    first = draft(box, "lo de antes")
    box.keep(first)
    monkeypatch.setattr(drafts.os, "fsync", _failing(code, 99))
    with pytest.raises(ServiceError, match="guarde pronto lo escrito") as refusal:
        kept(box, draft(box, "más", id=first.id))
    assert why in str(refusal.value)
    assert typed(box) == ["lo de antes"]
    assert not list(folder.glob("*.nuevo"))


def test_a_signal_in_the_middle_of_a_discard_still_writes(folder: Path) -> None:
    """The handler runs in the very thread that holds the lock: it must not wait for it."""
    box = DraftBox(folder, "op1")
    with box._order():
        box.keep(draft(box, "a pesar de todo"))
    assert typed(box) == ["a pesar de todo"]


def test_many_threads_leave_the_last_one(folder: Path) -> None:
    box = DraftBox(folder, "op1")
    identity = box.new_id()
    versions = [draft(box, f"{number}", id=identity) for number in range(20)]
    threads = [threading.Thread(target=box.keep, args=(one,)) for one in reversed(versions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert typed(box) == ["19"]
    assert not list(folder.glob("*.nuevo"))


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=40), max_size=5))
def test_any_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str]
) -> None:
    box = DraftBox(tmp_path_factory.mktemp("d"), "op1")
    box.keep(draft(box, typed=texts, original=texts))
    (found,) = box.drafts()
    assert found.typed == found.original == texts


def test_words_at_the_start(folder: Path) -> None:
    box = DraftBox(folder, "op1")
    assert left_behind_words([]) == ""
    one = left_behind_words([draft(box)])
    assert one == "Tiene un borrador sin guardar (hace un momento): F12 lo abre."
    assert left_behind_words([draft(box)] * 3) == (
        "Tiene 3 borradores sin guardar: F12 los muestra."
    )
