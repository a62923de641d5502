"""The command line as scripts and cron use it: real processes, their output and their status."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from aduanas_tui import cli, cli_parser
from aduanas_tui.services import clients, contacts, demo
from aduanas_tui.store.connection import database, rows
from aduanas_tui.store.opening import close_database, open_database
from tests.consistency import assert_consistent
from tests.factories import enroll
from tests.pty_program import PtyProgram

COMMAND = (sys.executable, "-m", "aduanas_tui")
CLIENTS = 300

Done = subprocess.CompletedProcess[str]


@pytest.fixture(autouse=True)
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test; returns it."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "ADUANAS_BASE", "ADUANAS_OPERADOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    return home


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of invented clients, not to be changed."""
    path = tmp_path_factory.mktemp("base") / "demo.db"
    demo.generate(path, clients=CLIENTS, seed=3, today=date(2025, 6, 30))
    return path


def _aduanas(*arguments: str, env: Mapping[str, str] | None = None) -> Done:
    done = subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def _refused(done: Done, said: str) -> None:
    assert done.returncode == 1
    assert done.stdout == ""
    assert re.search(said, done.stderr), done.stderr
    assert done.stderr.count("\n") == 1


def _json(done: Done) -> dict[str, object]:
    assert (done.returncode, done.stderr) == (0, "")
    document: dict[str, object] = json.loads(done.stdout)
    return document


# --- wrong use ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["facturar"], "no existe el trabajo «facturar»"),
        (["buscar"], "falta TEXTO"),
        (["buscar", "x", "--limite"], "falta el valor de --limite"),
        (["buscar", "x", "--limite", "diez"], "--limite: escriba un número de 0 a"),
        (["buscar", "x", "--limite", "-1"], "--limite"),
        (["buscar", "x", "--limit", "1"], "no se entiende: --limit 1"),
        (["buscar", "x", "--json=si"], "--json no lleva valor"),
        (["buscar", "x", "--base", " "], "--base: indique una ruta"),
        (["iniciar", "mas"], "no se entiende: mas"),
        (["demo", "--clientes", "0"], "--clientes: escriba un número de 1 a"),
        (["demo", "--solo-generar"], "--solo-generar necesita --base RUTA"),
        (["demo", "--base", "x.db"], "--base va junto con --solo-generar"),
    ],
)
def test_wrong_use_is_status_2_and_spanish(arguments: list[str], said: str) -> None:
    done = _aduanas(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    for english in ("argument", "usage", "required", "invalid", "expected", "choose", "error"):
        assert english not in done.stderr


@pytest.mark.parametrize("job", [[], ["iniciar"], ["demo"], ["buscar"]])
def test_help_is_spanish(job: list[str]) -> None:
    done = _aduanas(*job, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("uso: aduanas")
    assert "muestra esta ayuda" in done.stdout
    assert not re.search(r"usage|options|positional|arguments|show this", done.stdout)


def test_help_of_the_demo_tells_its_real_numbers() -> None:
    assert cli_parser.MOST_DEMO_CLIENTS == demo.MOST_CLIENTS
    assert f"({demo.DEFAULT_CLIENTS:,} si no se dice)" in _aduanas("demo", "--help").stdout


def test_version() -> None:
    assert _aduanas("--version").stdout == "aduanas 0.1.0\n"


# --- iniciar, and databases that cannot be used ------------------------------------------------


def test_create_makes_an_empty_office(tmp_path: Path) -> None:
    path = tmp_path / "nueva" / "oficina.db"
    done = _aduanas("iniciar", "--base", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert str(path) in done.stdout
    assert _json(_aduanas("buscar", "x", "--json", "--base", str(path))) == {
        "total": 0,
        "clientes": [],
    }
    _refused(_aduanas("iniciar", "--base", str(path)), "^Ya existe")


def test_base_is_the_option_wherever_it_stands_else_the_environment(
    base: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "vacia.db"
    _aduanas("iniciar", env={"ADUANAS_BASE": str(empty)})
    assert empty.exists()
    env = {"ADUANAS_BASE": str(empty)}
    for arguments in (
        ["--base", str(base), "buscar", "a", "--json"],
        ["buscar", "a", "--json", "--base", str(base)],
        ["--base", str(empty), "buscar", "--base", str(base), "a", "--json"],
    ):
        assert _json(_aduanas(*arguments, env=env))["total"] != 0
    assert _json(_aduanas("buscar", "a", "--json", env=env))["total"] == 0


def test_home_is_understood_where_no_shell_expands_it(env: Path) -> None:
    home = {"ADUANAS_BASE": "~/oficina.db"}
    assert str(env / "oficina.db") in _aduanas("iniciar", env=home).stdout
    _refused(_aduanas("iniciar", env=home), "^Ya existe")


def test_first_start_creates_only_the_default_database(env: Path) -> None:
    assert _json(_aduanas("buscar", "x", "--json"))["total"] == 0
    assert (env / ".local/share/aduanas/aduanas.db").exists()


def _not_a_database(folder: Path) -> Path:
    path = folder / "notas.txt"
    path.write_text("no soy una base de datos, " * 20)
    return path


def _empty_file(folder: Path) -> Path:
    path = folder / "cero.db"
    path.touch()
    return path


def _under_a_file(folder: Path) -> Path:
    return _empty_file(folder) / "dentro.db"


def _cut_short(folder: Path) -> Path:
    path = folder / "cortada.db"
    open_database(path, create=True)
    close_database()
    database.init(None)
    path.write_bytes(path.read_bytes()[:5_000])
    return path


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: folder / "falta.db", r"No existe la base .*aduanas iniciar --base"),
        (lambda folder: folder, "es una carpeta"),
        (_not_a_database, "no es una base de aduanas"),
        (_empty_file, "está vacía"),
        (_under_a_file, "No existe la base"),
        (_cut_short, "está dañada"),
        (lambda _: "postgresql://oficina/aduanas", "servidor todavía no"),
    ],
)
def test_a_base_that_cannot_be_used_is_refused(make: object, said: str, tmp_path: Path) -> None:
    path = str(make(tmp_path))  # type: ignore[operator]
    _refused(_aduanas("buscar", "x", "--base", path), said)


@pytest.mark.parametrize("job", [["iniciar"], ["demo", "--solo-generar"]])
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: folder, "es una carpeta|Ya existe"),
        (_not_a_database, "^Ya existe"),
        (_under_a_file, "no es una carpeta"),
        (lambda _: "mysql://oficina/aduanas", "servidor todavía no"),
    ],
)
def test_a_path_where_nothing_can_be_created_is_refused(
    job: list[str], make: object, said: str, tmp_path: Path
) -> None:
    path = str(make(tmp_path))  # type: ignore[operator]
    _refused(_aduanas(*job, "--base", path), said)


def test_two_first_starts_at_once(env: Path) -> None:
    started = [
        subprocess.Popen(
            [*COMMAND, "buscar", "x", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(4)
    ]
    for process in started:
        output, said = process.communicate(timeout=120)
        assert (process.returncode, said) == (0, b"")
        assert json.loads(output)["total"] == 0
    _check_sound(env / ".local/share/aduanas/aduanas.db")


def test_two_creations_at_once(tmp_path: Path) -> None:
    path = tmp_path / "oficina.db"
    started = [
        subprocess.Popen(
            [*COMMAND, "iniciar", "--base", str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for _ in range(4)
    ]
    ended = [(process.communicate(timeout=120)[1], process.returncode) for process in started]
    assert ("", 0) in ended
    for said, status in ended:
        assert (said, status) == ("", 0) or (status == 1 and said.startswith("Ya existe"))
    _check_sound(path)


def _check_sound(path: Path) -> None:
    open_database(path)
    assert_consistent()
    close_database()
    database.init(None)


# --- buscar ------------------------------------------------------------------------------------


def test_json_holds_the_clients_as_stored(base: Path) -> None:
    document = _json(_aduanas("buscar", "", "--json", "--limite", "0", "--base", str(base)))
    found = document["clientes"]
    assert isinstance(found, list)
    open_database(base)
    stored = rows(
        "SELECT name, rtn, kind, address, city, department, phone, phone2, email, billing_email, "
        "website, notes, active, file_count, last_operation, id FROM client WHERE active "
        "ORDER BY sort_text, id"
    )
    assert document["total"] == len(stored) == len(found)
    columns = (
        *("nombre", "rtn", "tipo", "direccion", "ciudad", "departamento", "telefono"),
        *("telefono_secundario", "email", "email_facturacion", "sitio_web", "notas"),
        *("activo", "expedientes", "ultima_operacion"),
    )
    for client, (*values, client_id) in zip(found, stored, strict=True):
        assert list(client) == [*columns, "contactos"]
        wanted = dict(zip(columns, values, strict=True))
        wanted["activo"] = True
        wanted["ultima_operacion"] = wanted["ultima_operacion"] or None
        assert {column: client[column] for column in columns} == wanted
        assert [tuple(contact.values()) for contact in client["contactos"]] == [
            (*rest, bool(primary))
            for *rest, primary in rows(
                "SELECT name, position, phone, email, is_primary FROM contact "
                "WHERE client_id = ? ORDER BY is_primary DESC, id",
                (client_id,),
            )
        ]
    keys = ["nombre", "cargo", "telefono", "email", "principal"]
    assert all(list(contact) == keys for client in found for contact in client["contactos"])
    close_database()
    database.init(None)


def test_limit_counts_all_and_shows_some(base: Path) -> None:
    for arguments, shown in ((["--limite", "3"], 3), ([], 20), (["--limite", "0"], None)):
        document = _json(_aduanas("buscar", "s", "--json", *arguments, "--base", str(base)))
        total, found = document["total"], document["clientes"]
        assert isinstance(total, int)
        assert isinstance(found, list)
        assert total > 20
        assert len(found) == (shown or total)
    done = _aduanas("buscar", "s", "--limite", "3", "--base", str(base))
    assert done.returncode == 0
    assert done.stdout.count("\n") == 4
    assert done.stderr == f"3 de {total} clientes; con --limite 0, todos.\n"


def test_inactive_clients_only_when_asked_for(base: Path) -> None:
    open_database(base)
    ((name, rtn),) = rows("SELECT name, rtn FROM client WHERE NOT active ORDER BY id LIMIT 1")
    close_database()
    database.init(None)
    assert _json(_aduanas("buscar", rtn, "--json", "--base", str(base)))["total"] == 0
    document = _json(_aduanas("buscar", rtn, "--json", "--inactivos", "--base", str(base)))
    found = document["clientes"]
    assert isinstance(found, list)
    assert [(one["nombre"], one["activo"]) for one in found] == [(name, False)]
    table = _aduanas("buscar", rtn, "--inactivos", "--base", str(base)).stdout
    assert "Inactivo" in table


def test_finding_none_is_status_0(base: Path) -> None:
    done = _aduanas("buscar", "zzzzzz", "--base", str(base))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Ningún cliente.\n")


def test_several_words_need_no_quotes(base: Path) -> None:
    apart = _aduanas("buscar", "s.a.", "tegu", "--json", "--base", str(base))
    together = _aduanas("buscar", "s.a. tegu", "--json", "--base", str(base))
    assert _json(apart) == _json(together)
    assert _json(apart)["total"] != 0


def test_table_is_plain_and_aligned(base: Path) -> None:
    done = _aduanas("buscar", "s", "--base", str(base))
    lines = done.stdout.splitlines()
    assert lines[0].split("  ")[0] == "Nombre o Razón Social"
    assert "\x1b" not in done.stdout
    place = lines[0].index("RTN")
    for line in lines[1:]:
        assert re.match(r"\d{4}-\d{4}-\d{6}  ", line[place:]), line


def test_hostile_text_does_not_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "oficina.db"
    _aduanas("iniciar", "--base", str(path))
    open_database(path)
    enroll("ana")
    raw = {
        "name": "Peligrosa \x1b]52;c;eA==\x07 S.A.",
        "rtn": "08019099354423",
        "kind": "juridica",
        "address": "Col. Palmira",
        "city": "Tegucigalpa",
        "department": "Francisco Morazán",
        "phone": "2234-5678",
        "email": "ventas@peligrosa.example",
    }
    saved = clients.register("ana", raw, accept_warnings=True)
    contacts.add("ana", saved.id, {"name": "Ñ\u202ea", "phone": "9988-7766"}, accept_warnings=True)
    database.execute_sql("UPDATE client SET name = ? WHERE id = ?", ("a\x1b[31m\u202eb", saved.id))
    close_database()
    database.init(None)
    table = _aduanas("buscar", "peligrosa", "--base", str(path)).stdout
    assert "a[31mb" in table
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", table)
    document = _aduanas("buscar", "peligrosa", "--json", "--base", str(path)).stdout
    assert "\x1b" not in document
    assert json.loads(document)["clientes"][0]["nombre"] == "a\x1b[31m\u202eb"


def test_table_fits_the_terminal(base: Path) -> None:
    with PtyProgram(
        [*COMMAND, "buscar", "compañía", "--base", str(base)], size=(70, 30)
    ) as program:
        assert program.wait_end() == 0
        lines = program.raw.decode().splitlines()
    assert len(lines) > 1
    assert all(len(line) <= 70 for line in lines)


def test_output_in_another_encoding_still_is_json(base: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "buscar", "compañía", "--json", "--base", str(base)],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        check=True,
    )
    assert json.loads(done.stdout.decode("ascii"))["total"] > 0


# --- broken pipes, full disks, interruptions, surprises ------------------------------------------


def test_a_reader_that_leaves_is_no_error(base: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "buscar", "", "--json", "--limite", "0", "--base", str(base)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait(timeout=60)
    process.stderr.close()


def test_a_full_disk_is_said(base: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "buscar", "", "--limite", "0", "--base", str(base)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "El disco está lleno: libere espacio e intente de nuevo.\n"


def test_interruption_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_run", interrupted)
    assert cli.main([]) == 130
    assert capsys.readouterr() == ("", "")


def test_details_of_a_surprise_go_to_a_log_without_data(
    env: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def surprised(_: object) -> int:
        try:
            raise ValueError("Importadora Secreta")
        except ValueError as error:
            raise RuntimeError("RTN 08019099354423") from error

    monkeypatch.setattr(cli, "_run", surprised)
    log = env / ".local/state/aduanas/errores.log"
    for _ in range(2):
        assert cli.main([]) == 1
    output, said = capsys.readouterr()
    assert output == ""
    assert (
        said.splitlines()
        == [
            "Ocurrió un error inesperado y no se terminó lo pedido. "
            f"Los detalles quedaron en «{log}»."
        ]
        * 2
    )
    kept = log.read_text(encoding="utf-8")
    assert kept.count("builtins.RuntimeError") == 2
    assert "test_cli.py" in kept
    assert "builtins.ValueError" in kept
    assert "Importadora Secreta" not in kept.replace('raise ValueError("Importadora Secreta")', "")
    assert log.stat().st_mode & 0o777 == 0o600
    log.write_bytes(b"x" * 300_000)
    cli.main([])
    assert log.with_name("errores.log.1").stat().st_size == 300_000
    assert log.stat().st_size < 10_000


def test_a_log_that_cannot_be_written_is_not_said_to_be(
    env: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (env / ".local").touch()
    monkeypatch.setattr(cli, "_run", lambda _: 1 // 0)
    assert cli.main([]) == 1
    said = capsys.readouterr().err
    assert said == "Ocurrió un error inesperado y no se terminó lo pedido.\n"


def test_only_linux(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cli.main([]) == 1
    assert "Linux" in capsys.readouterr().err


# --- the program and its demo ------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["demo"]])
def test_program_needs_a_terminal(arguments: list[str]) -> None:
    _refused(_aduanas(*arguments), "no es una terminal")


def test_program_on_a_dumb_terminal_or_a_missing_base(tmp_path: Path) -> None:
    with PtyProgram(COMMAND, term="dumb") as program:
        assert program.wait_end() == 1
        assert b"TERM" in program.raw
    with PtyProgram([*COMMAND, "--base", str(tmp_path / "falta.db")]) as program:
        assert program.wait_end() == 1
        assert "No existe la base" in program.raw.decode()


def test_demo_writes_a_base_and_says_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    arguments = ("--clientes", "120", "--semilla", "9", "--solo-generar", "--base", str(path))
    done = _aduanas("demo", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert str(path) in done.stdout
    assert re.search(r"^ +120 clientes \(\d+ inactivos\)$", done.stdout, re.MULTILINE)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["demo.db", "home"]
    _check_sound(path)
    _refused(_aduanas("demo", *arguments), "^Ya existe")


def test_demo_opens_the_program_and_leaves_nothing(tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    command = [*COMMAND, "demo", "--clientes", "50"]
    with PtyProgram(command, env={"TMPDIR": str(temporary)}) as program:
        program.wait_for("F1 Ayuda")
        assert list(temporary.iterdir())
        program.write("\x1b[21~")
        assert program.wait_end() == 0
    assert list(temporary.iterdir()) == []


def test_demo_whose_line_drops_leaves_nothing(tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    command = [*COMMAND, "demo", "--clientes", "50"]
    with PtyProgram(command, env={"TMPDIR": str(temporary)}) as program:
        program.wait_for("F1 Ayuda")
        os.kill(program.pid, signal.SIGHUP)
        program.wait_end()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_demo_cut_short_leaves_nothing(number: signal.Signals, tmp_path: Path) -> None:
    folder = tmp_path / "lejos"
    folder.mkdir()
    process = subprocess.Popen(
        [*COMMAND, "demo", "--clientes=200000", "--solo-generar", f"--base={folder / 'demo.db'}"],
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not list(folder.glob(".aduanas-carga-*/demo.db")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(number)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 128 + number
    assert said == b""
    assert list(folder.iterdir()) == []


def test_progress_only_on_a_terminal(tmp_path: Path) -> None:
    arguments = ["demo", "--clientes", "10", "--solo-generar", "--base"]
    assert _aduanas(*arguments, str(tmp_path / "a.db")).stderr == ""
    with PtyProgram([*COMMAND, *arguments, str(tmp_path / "b.db")]) as program:
        assert program.wait_end() == 0
        assert "Inventando clientes" in program.raw.decode()
        assert "10 clientes (" in program.screen
