"""The child process: what it may, what of it is believed, what this process loads."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aduanas_tui.services.sheets import SheetError, open_book, process
from tests.services.sheets.files import read


@pytest.fixture
def lista(tmp_path: Path) -> Path:
    path = tmp_path / "lista.csv"
    path.write_text("Nombre;RTN\nUno;1\n")
    return path


def _child(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(process, "_START", code)


@pytest.mark.parametrize(
    "said",
    [
        "tonterías",
        "[]",
        "{}",
        '"rows"',
        '["rows"]',
        '["rows", 5]',
        '["rows", [[1, "t"]]]',
        '["rows", [[1, "tt", ["a"]]]]',
        '["rows", [[1, "?", ["a"]]]]',
        '["error"]',
        '["error", "no existe", "", ""]',
        "[" * 100_000,
    ],
)
def test_what_the_child_says_is_not_believed(
    lista: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    book = open_book(lista)
    _child(monkeypatch, f"print({said!r})" if len(said) < 99 else "print('[' * 100_000)")
    with pytest.raises(SheetError) as caught:
        list(book.rows())
    assert caught.value.code == "truncated"
    with pytest.raises(SheetError):
        open_book(lista)


def test_a_message_without_an_end(lista: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _child(monkeypatch, "while True: print('x' * 65536, end='')")
    with pytest.raises(SheetError) as caught:
        open_book(lista)
    assert caught.value.code == "truncated"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import os; os.abort()", "memory"),
        ("import os; os.kill(os.getpid(), 24)", "timeout"),
        ("raise SystemExit", "truncated"),
        ("x = 1 +", "truncated"),
    ],
)
def test_a_child_that_ends_without_saying_why(
    lista: Path, monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    _child(monkeypatch, code)
    with pytest.raises(SheetError) as caught:
        open_book(lista)
    assert caught.value.code == reason


def test_the_child_has_no_environment_and_little_of_everything(
    lista: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRETO", "x")
    report = (
        "import sys; sys.path.insert(0, sys.argv.pop(1))\n"
        "import json, os, resource\n"
        "from aduanas_tui.services.sheets import child\n"
        "child._limit_itself()\n"
        "limits = [resource.getrlimit(getattr(resource, 'RLIMIT_' + name))[1]\n"
        "          for name in ('AS', 'CPU', 'FSIZE', 'CORE')]\n"
        "print(json.dumps(['facts', {'environment': sorted(os.environ), 'folder': os.getcwd(),\n"
        "                            'limits': limits}]))"
    )
    _child(monkeypatch, report)
    with lista.open() as file:
        snapshot = process.Snapshot(Path(file.name))
    facts = process.run_child(snapshot, {})
    assert set(facts["environment"]) <= {"LC_CTYPE"}
    assert facts["folder"] == "/"
    assert facts["limits"] == [1536 << 20, 240, 0, 0]


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOENT, "start"), (errno.EACCES, "start"), (errno.ENOMEM, "memory")],
)
def test_a_process_that_cannot_be_started(
    lista: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(*_arguments: object, **_settings: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(process.subprocess, "Popen", refuse)
    with pytest.raises(SheetError) as caught:
        open_book(lista)
    assert caught.value.code == code


def test_a_closed_book_is_not_read(lista: Path) -> None:
    book = open_book(lista)
    book.close()
    with pytest.raises(ValueError, match="closed"):
        list(book.rows())


def test_two_readings_at_once(lista: Path) -> None:
    book = open_book(lista)
    pairs = zip(book.rows(), book.rows(), strict=True)
    assert [(one.number, other.number) for one, other in pairs] == [(1, 1), (2, 2)]


def test_the_parsers_stay_out_of_this_process(lista: Path) -> None:
    code = (
        "import sys, json; from pathlib import Path\n"
        "from aduanas_tui.services.sheets import open_book\n"
        f"list(open_book(Path({str(lista)!r})).rows())\n"
        "heavy = ('textual', 'rich', 'peewee', 'openpyxl', 'python_calamine', 'xlsxwriter')\n"
        "print(json.dumps([name for name in (*heavy, 'xml.parsers.expat') if name in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_fingerprint_and_size_are_of_the_bytes(lista: Path) -> None:
    book = open_book(lista)
    assert book.fingerprint == hashlib.sha256(lista.read_bytes()).hexdigest()
    assert book.size == lista.stat().st_size
    assert read(lista)[2] == ["Uno", "1"]
