"""``exportar`` and ``plantilla`` as scripts and cron use them."""

from __future__ import annotations

import csv
import re
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from aduanas_tui.services import demo
from tests.pty_program import PtyProgram

COMMAND = (sys.executable, "-m", "aduanas_tui")

Done = subprocess.CompletedProcess[str]


@pytest.fixture(autouse=True)
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "ADUANAS_BASE", "ADUANAS_OPERADOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of invented clients, not to be changed."""
    path = tmp_path_factory.mktemp("base") / "demo.db"
    demo.generate(path, clients=600, seed=3, today=date(2026, 6, 30))
    return path


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


def _refused(done: Done, status: int, said: str) -> None:
    assert done.returncode == status
    assert done.stdout == ""
    assert re.search(said, done.stderr), done.stderr
    assert done.stderr.count("\n") == 1


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _exported(base: Path, path: Path, *options: str) -> list[dict[str, str]]:
    done = _aduanas("exportar", path, "--base", base, *options)
    assert (done.returncode, done.stderr) == (0, "")
    rows = _rows(path)
    count = f"{len(rows):,} clientes" if len(rows) > 1 else "1 cliente|Ningún cliente"
    assert re.match(rf"({count})( y [\d,]+ contactos?)? en «{path}»\.\n$", done.stdout)
    return rows


def test_the_active_clients_or_all(base: Path, tmp_path: Path) -> None:
    active = _exported(base, tmp_path / "a.csv")
    everybody = _exported(base, tmp_path / "b.csv", "--inactivos")
    assert {row["Estado"] for row in active} == {"Activo"}
    assert len(everybody) == 600
    assert [row for row in everybody if row["Estado"] == "Activo"] == [
        {**row, **{key: "" for key in everybody[0] if key not in row}} for row in active
    ]


def test_each_option_narrows(base: Path, tmp_path: Path) -> None:
    everybody = _exported(base, tmp_path / "todos.csv", "--inactivos")
    cortes = _exported(base, tmp_path / "a.csv", "--inactivos", "--departamento", "cortes")
    assert cortes
    assert cortes == [
        {key: row[key] for key in cortes[0]} for row in everybody if row["Departamento"] == "Cortés"
    ]
    abbreviated = _exported(base, tmp_path / "b.csv", "--departamento=FM")
    assert {row["Departamento"] for row in abbreviated} == {"Francisco Morazán"}
    for kind in ("natural", "juridica", "Jurídica"):
        rows = _exported(base, tmp_path / "c.csv", "--tipo", kind, "--reemplazar")
        assert {row["Tipo"][:9] for row in rows} == {f"Persona {kind[0].upper()}"}
    found = _exported(base, tmp_path / "d.csv", "--buscar", "san pedro", "--tipo", "natural")
    assert found
    assert all("San Pedro" in " ".join(row.values()) for row in found)
    assert _exported(base, tmp_path / "e.csv", "--buscar", "zzzzzz") == []


def test_a_workbook(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    done = _aduanas("--base", base, "exportar", path, "--inactivos")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("600 clientes y ")
    book = openpyxl.load_workbook(path, read_only=True)
    assert book.sheetnames == ["Clientes", "Contactos"]
    assert sum(1 for _ in book["Clientes"].iter_rows()) == 601


def test_the_path_may_be_relative_and_the_answer_is_whole(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    done = _aduanas("exportar", "lista.csv", "--base", base)
    assert f"«{tmp_path / 'lista.csv'}»" in done.stdout


@pytest.mark.parametrize("job", ["exportar", "plantilla"])
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_an_existing_file_is_only_replaced_when_asked(
    base: Path, tmp_path: Path, job: str, suffix: str
) -> None:
    path = tmp_path / f"lista{suffix}"
    path.write_text("viejo")
    _refused(_aduanas("--base", base, job, path), 1, "Ya existe .* --reemplazar")
    assert path.read_text() == "viejo"
    done = _aduanas("--base", base, job, path, "--reemplazar")
    assert done.returncode == 0
    assert path.read_bytes() != b"viejo"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["exportar"], "falta SALIDA"),
        (["exportar", "lista.pdf"], r"SALIDA: el nombre debe terminar en \.xlsx o \.csv"),
        (["exportar", "lista"], "SALIDA: el nombre debe terminar"),
        (["exportar", " "], "SALIDA: indique una ruta"),
        (["exportar", "a.csv", "b.csv"], "no se entiende: b.csv"),
        (["exportar", "a.csv", "--tipo", "mixta"], "--tipo: elija natural o juridica"),
        (["exportar", "a.csv", "--departamento", "Managua"], "--departamento: elija uno de los 18"),
        (["exportar", "a.csv", "--buscar"], "falta el valor de --buscar"),
        (["plantilla"], "falta SALIDA"),
        (["plantilla", "p.ods"], "SALIDA: el nombre debe terminar"),
    ],
)
def test_wrong_use_is_status_2_and_spanish(arguments: list[str], said: str) -> None:
    _refused(_aduanas(*arguments), 2, said)


@pytest.mark.parametrize("job", ["exportar", "plantilla"])
def test_help_is_spanish(job: str) -> None:
    done = _aduanas(job, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"uso: aduanas {job}")
    assert not re.search(r"usage|options|positional|arguments|show this", done.stdout)


@pytest.mark.parametrize("job", ["exportar", "plantilla"])
def test_places_where_nothing_can_be_written(base: Path, tmp_path: Path, job: str) -> None:
    _refused(_aduanas("--base", base, job, tmp_path / "no/a.csv"), 1, "No existe la carpeta")
    _refused(_aduanas("--base", base, job, "~nadie-asi/a.csv"), 1, "No existe la carpeta")
    _refused(_aduanas("--base", base, job, f"{'x' * 300}.csv"), 1, "demasiado largo")
    (tmp_path / "carpeta.csv").mkdir()
    _refused(_aduanas("--base", base, job, tmp_path / "carpeta.csv"), 1, "es una carpeta")


def test_a_base_of_nobody_known_is_no_surprise(tmp_path: Path) -> None:
    _refused(_aduanas("exportar", tmp_path / "a.csv", "--base", "~nadie-asi/x.db"), 1, "No existe")


def test_without_a_database_nothing_is_written(tmp_path: Path) -> None:
    _refused(
        _aduanas("exportar", tmp_path / "a.csv", "--base", tmp_path / "no.db"),
        1,
        "aduanas iniciar",
    )
    assert not (tmp_path / "a.csv").exists()


def test_the_template_needs_no_database(tmp_path: Path) -> None:
    done = _aduanas("plantilla", tmp_path / "p.xlsx", "--base", tmp_path / "no.db")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Plantilla en «{tmp_path / 'p.xlsx'}».\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.xlsx"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_polite_kill_leaves_nothing(base: Path, tmp_path: Path, number: signal.Signals) -> None:
    folder = tmp_path / "salida"
    folder.mkdir()
    # It stops at the first contact, so that there is something to interrupt.
    code = (
        "import sys, time\n"
        "from aduanas_tui.services import export_rows\n"
        "export_rows._shown = lambda contact: time.sleep(600)\n"
        "from aduanas_tui.cli import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "exportar", str(folder / "a.csv"), "--base", str(base)],
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not list(folder.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert "Traceback" not in said
    assert list(folder.iterdir()) == []


def test_progress_only_on_a_terminal(base: Path, tmp_path: Path) -> None:
    with PtyProgram(
        [*COMMAND, "exportar", str(tmp_path / "a.xlsx"), "--base", str(base)]
    ) as program:
        assert program.wait_end() == 0
        assert "Exportando 0 %" in program.raw.decode()
        assert "clientes y" in program.screen
        assert "Exportando" not in program.screen
