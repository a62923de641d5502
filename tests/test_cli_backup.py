"""``respaldar`` and ``restaurar`` as cron and a frightened operator use them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from aduanas_tui.services import demo, sessions
from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.opening import close_database, open_database

COMMAND = (sys.executable, "-m", "aduanas_tui")
Done = subprocess.CompletedProcess[str]


@pytest.fixture(autouse=True)
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "ADUANAS_BASE", "ADUANAS_OPERADOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "oficina" / "aduanas.db"
    demo.generate(path, clients=30, seed=3, today=date(2025, 6, 30))
    yield path
    close_database()
    database.init(None)


def _aduanas(*arguments: str | Path) -> Done:
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def _refused(done: Done, said: str) -> None:
    assert (done.returncode, done.stdout) == (1, "")
    assert re.search(said, done.stderr), done.stderr
    assert done.stderr.count("\n") == 1


def _clients(path: Path) -> int:
    close_database()
    open_database(path)
    ((count,),) = rows("SELECT count(*) FROM client")
    close_database()
    return int(count)


def test_back_up_lose_clients_and_restore(base: Path) -> None:
    done = _aduanas("respaldar", "--base", base)
    assert (done.returncode, done.stderr) == (0, "")
    said = re.fullmatch(
        r"Respaldo hecho y revisado: «(.*)» \(30 clientes, .* [kM]B\)\.\n", done.stdout
    )
    assert said
    archive = Path(said[1])
    assert archive.parent == base.parent / "respaldos"
    open_database(base)
    rows("DELETE FROM contact")
    close_database()

    _refused(
        _aduanas("restaurar", archive, "--base", base),
        rf"^Ya hay una base en «{base}».*aduanas restaurar {archive} --base {base} --reemplazar$",
    )
    done = _aduanas("restaurar", archive, "--base", base, "--reemplazar")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Se restauró «{base}»: 30 clientes.\nLa base que había quedó en")
    open_database(base)
    assert rows("SELECT count(*) > 0 FROM contact") == [(1,)]


def test_a_destination_is_not_replaced_unless_asked(base: Path, tmp_path: Path) -> None:
    place = tmp_path / "copia.db"
    place.write_text("una lista")
    _refused(_aduanas("respaldar", place, "--base", base), "^Ya existe .*--reemplazar")
    assert place.read_text() == "una lista"
    assert _aduanas("respaldar", place, "--base", base, "--reemplazar").returncode == 0
    assert _clients(place) == 30


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["restaurar", "falta.db"],
            "^No existe «.*falta.db»: los respaldos están en «.*respaldos»",
        ),
        (["respaldar", "falta/copia.db"], "^No existe la carpeta «.*falta»: elija otra"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    base: Path, arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    _refused(_aduanas(*arguments, "--base", base), said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["restaurar"], "falta ARCHIVO"),
        (["restaurar", " "], "ARCHIVO: indique una ruta"),
        (["respaldar", "a", "b"], "no se entiende: b"),
    ],
)
def test_wrong_use_is_status_2(arguments: list[str], said: str) -> None:
    done = _aduanas(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize("job", ["respaldar", "restaurar", "verificar"])
def test_help_is_spanish(job: str) -> None:
    done = _aduanas(job, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"uso: aduanas {job}")
    assert not re.search(r"usage|optional|positional|show this", done.stdout)


def test_restoring_under_an_open_program_names_it(base: Path) -> None:
    archive = base.parent / "copia.db"
    _aduanas("respaldar", archive, "--base", base)
    there = sessions.register(base, "ana", "programa")
    try:
        _refused(
            _aduanas("restaurar", archive, "--base", base, "--reemplazar"),
            rf"abierta en otras sesiones: ana \(programa, proceso {os.getpid()}, desde las ",
        )
    finally:
        there.leave()
    assert _aduanas("restaurar", archive, "--base", base, "--reemplazar").returncode == 0


def test_who_only_looks_neither_backs_up_nor_restores(base: Path) -> None:
    archive = base.parent / "copia.db"
    _aduanas("respaldar", archive, "--base", base)
    open_database(base)
    rows("UPDATE operator SET role = 'consulta'")
    close_database()
    _refused(_aduanas("respaldar", "--base", base), "el de operador para respaldar la base")
    _refused(
        _aduanas("restaurar", archive, "--base", base, "--reemplazar"),
        "Su rol es consulta: para restaurar un respaldo",
    )


# --- verificar -----------------------------------------------------------------------------------


def _spoil(base: Path) -> None:
    open_database(base)
    rows("UPDATE invoice SET paid = paid + 1 WHERE id = 1")
    rows("UPDATE client SET name = 'Otro Nombre' WHERE id = 2")
    close_database()


def test_a_sound_base_is_said_to_be(base: Path) -> None:
    done = _aduanas("verificar", "--base", base)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "Archivo: bien"
    assert all(line.endswith(": bien") for line in lines[:-1])
    assert lines[-1] == f"La base «{base}» está bien."


def test_faults_are_said_with_what_to_do_and_mended_when_asked(base: Path) -> None:
    _spoil(base)
    done = _aduanas("verificar", "--base", base)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Pagado de cada factura: Facturas con lo pagado mal sumado: 1; "
        "arréglelo con aduanas verificar --reparar.",
        "Textos de búsqueda: Clientes que no se buscan por lo que dicen sus datos: 1; "
        "arréglelo con aduanas verificar --reparar.",
    ]
    assert "está bien." not in done.stdout
    done = _aduanas("verificar", "--reparar", "--base", base)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Pagado de cada factura: se reparó\n" in done.stdout
    assert done.stdout.endswith("está bien.\n")
    assert _aduanas("verificar", "--base", base).returncode == 0


def test_json_is_one_document(base: Path) -> None:
    _spoil(base)
    done = _aduanas("verificar", "--json", "--base", base)
    assert (done.returncode, done.stderr) == (1, "")
    document = json.loads(done.stdout)
    assert (document["base"], document["bien"]) == (str(base), False)
    faults = {one["nombre"]: one for one in document["comprobaciones"] if not one["bien"]}
    assert faults.keys() == {"pagado", "textos"}
    assert faults["pagado"]["reparable"]
    assert "mal sumado" in faults["pagado"]["problema"]
    document = json.loads(_aduanas("verificar", "--reparar", "--json", "--base", base).stdout)
    assert document["bien"]
    assert {one["nombre"] for one in document["comprobaciones"] if one["reparado"]} == set(faults)


def test_a_damaged_base_is_sent_to_its_backups(base: Path) -> None:
    content = base.read_bytes()
    base.write_bytes(content[: 4096 * 10] + b"\xff" * 4096 * 3 + content[4096 * 13 :])
    for job in (["verificar"], ["verificar", "--reparar"]):
        done = _aduanas(*job, "--base", base)
        assert done.returncode == 1
        assert "dañad" in done.stderr
        assert "respaldo" in done.stderr
        assert done.stderr.count("\n") == 1
