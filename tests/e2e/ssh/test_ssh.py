"""Several operators on one server over SSH, installed as the README says."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import factories
from tests.e2e.dropping import HALVES
from tests.e2e.opened import DOWN, ESC, F2, F10, LIST, TAB
from tests.e2e.ssh.dropping import drop_connection
from tests.e2e.ssh.server import SFTP_SERVER, SSHD, Server, may_have_namespaces
from tests.pty_program import PtyProgram

if not SSHD.exists():
    pytest.skip("needs Debian's openssh-server", allow_module_level=True)
if os.getuid() != 0:
    pytest.skip("needs root, to run an sshd with accounts of its own", allow_module_level=True)
if not may_have_namespaces():
    pytest.skip(
        "needs mounts and processes of its own, which a container may not", allow_module_level=True
    )

OPERATORS = ("maria", "jose")
REFUSAL = "Por aquí solo se abre aduanas"
NAME = "lista de ñame.xlsx"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(OPERATORS, SFTP_SERVER) as running:
        yield running


@pytest.fixture(scope="module")
def internal_server() -> Iterator[Server]:
    """A server whose sftp is part of sshd, as some distributions have it."""
    with Server(OPERATORS[:1], "internal-sftp") as running:
        yield running


def _job(server: Server, *words: str, operator: str = "maria") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        server.ssh(operator, *words),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def _session(server: Server, operator: str, *words: str) -> PtyProgram:
    return PtyProgram(["ssh", "-tt", *server.ssh(operator, *words)[1:]])


def _new(number: int, operator: str) -> str:
    """Return the keys that register a client from the list, accepting the warning of its RTN."""
    fields = [
        *(f"Comercial {operator}", factories.rtn(number), "", "Bo. El Centro", "Tela", ""),
        *("2448-0001", "", f"{operator}@prueba.example"),
    ]
    return f"{DOWN}n{TAB.join(fields)}{F2}s"


def _audited(server: Server) -> set[tuple[str, str]]:
    """Return who registered which client, as the audit log has it."""
    connection = sqlite3.connect(server.folder / "srv/aduanas/aduanas.db")
    try:
        query = "SELECT operator, label FROM audit_entry WHERE entity = 'client'"
        return set(connection.execute(query))
    finally:
        connection.close()


def _files(server: Server, what: str) -> set[str]:
    """Return one datum (of ``stat``) that the files of the database have."""
    find = f"find /srv/aduanas -maxdepth 1 -type f -exec stat -c '{what}' {{}} +"
    listed = server.run("sh", "-euc", find)
    return set(listed.split())


def test_two_operators_at_once(server: Server) -> None:
    with _session(server, "maria") as maria, _session(server, "jose") as jose:
        for program, operator in ((maria, "maria"), (jose, "jose")):
            program.wait_for(LIST)
            program.wait_for(f"· {operator}")
        assert len(_files(server, "%n")) == 4
        for number, (program, operator) in enumerate(((maria, "maria"), (jose, "jose"))):
            program.write(_new(930 + number, operator))
            program.wait_for(f"Clientes › Comercial {operator}")
        assert _files(server, "%a:%G") == {"660:aduanas"}
        assert _files(server, "%U") <= {"root", *OPERATORS}
        for program, colleague in ((maria, "jose"), (jose, "maria")):
            program.write(f"{ESC}/comercial {colleague}")
            program.wait_for("1 encontrado")
            program.write(F10)
            assert program.wait_end() == 0
    done = _job(server, "aduanas", "buscar", "comercial", "--json", operator="jose")
    assert (done.returncode, done.stderr) == (0, "")
    clients = json.loads(done.stdout)["clientes"]
    assert {client["nombre"] for client in clients} >= {"Comercial maria", "Comercial jose"}
    assert _audited(server) == {("maria", "Comercial maria"), ("jose", "Comercial jose")}


def test_a_base_left_by_one_opens_for_the_other(server: Server) -> None:
    """Whoever closes last removes the journal, and whoever opens makes it anew."""
    for operator in OPERATORS:
        with _session(server, operator) as program:
            program.wait_for(LIST)
            program.write(F10)
            assert program.wait_end() == 0
        assert _job(server, "aduanas", "buscar", "x", operator=operator).returncode == 0


@pytest.mark.parametrize(
    "asked",
    [
        "ls",
        "bash -c id",
        "sh",
        "aduanas; id",
        "aduanas-ssh",
        "/opt/aduanas/bin/python -c 1",
        "scp -f x; id",
        "scp -t",
        "scp x y",
        "scp -S /home/maria/x -f y",
        "scp -o ProxyCommand=id -f y",
        f"{SFTP_SERVER}/../../../bin/id",
        "'sin cerrar",
    ],
)
def test_anything_else_is_refused_in_one_line(server: Server, asked: str) -> None:
    done = _job(server, asked)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(REFUSAL)
    assert done.stderr.count("\n") == 1


def test_a_job_takes_what_a_shell_would_read_as_plain_text(server: Server) -> None:
    done = _job(server, "aduanas buscar 'nadie se llama así' --json; id > /home/maria/id")
    assert done.returncode == 2
    assert done.stderr.startswith("aduanas:")
    assert not (server.folder / "home/maria/id").exists()


def test_without_a_terminal_the_program_says_so(server: Server) -> None:
    done = _job(server)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Esto no es una terminal")
    assert done.stderr.count("\n") == 1


def test_nothing_of_the_account_runs_first(server: Server) -> None:
    home = server.folder / "home/maria"
    for name in (".bashrc", ".profile", ".bash_profile", ".ssh/rc", ".ssh/environment"):
        (home / name).write_text("touch ~/executed\n", encoding="utf-8")
    (home / ".pam_environment").write_text("ADUANAS_OPERADOR=otra\n", encoding="utf-8")
    with _session(server, "maria") as program:
        program.wait_for("· maria")
        program.write(F10)
        assert program.wait_end() == 0
    assert _job(server, "aduanas", "buscar", "x").returncode == 0
    assert not (home / "executed").exists()


def test_demo_over_the_line(server: Server) -> None:
    with _session(server, "jose", "aduanas", "demo", "--clientes", "50") as program:
        program.wait_for("Datos inventados")
        program.write(F10)
        assert program.wait_end() == 0


def test_a_dropped_connection_loses_nothing_and_leaves_no_process(server: Server) -> None:
    assert drop_connection(server, "maria", HALVES[0]).missing == ()


@pytest.mark.parametrize("way", [["scp"], ["scp", "-O"], ["scp", "-O", "-p"]])
def test_a_file_comes_and_goes_by_scp(server: Server, way: list[str], tmp_path: Path) -> None:
    sent, back = tmp_path / NAME, tmp_path / "vuelta.xlsx"
    sent.write_bytes(os.urandom(100_000))
    command = [*way, "-P", str(server.port), *server.options]
    there = "maria@127.0.0.1:"
    quoted = NAME.replace(" ", "\\ ") if "-O" in way else NAME
    subprocess.run([*command, sent, there], check=True, stdin=subprocess.DEVNULL)
    assert (server.folder / "home/maria" / NAME).read_bytes() == sent.read_bytes()
    subprocess.run([*command, f"{there}{quoted}", back], check=True, stdin=subprocess.DEVNULL)
    assert back.read_bytes() == sent.read_bytes()


def test_a_folder_comes_and_goes_by_old_scp(server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "listas"
    (folder / "viejas").mkdir(parents=True)
    (folder / "viejas/una.csv").write_text("nombre,rtn\n", encoding="utf-8")
    command = ["scp", "-O", "-r", "-P", str(server.port), *server.options]
    subprocess.run([*command, folder, "maria@127.0.0.1:"], check=True)
    subprocess.run([*command, "maria@127.0.0.1:listas", tmp_path / "vuelta"], check=True)
    assert (tmp_path / "vuelta/viejas/una.csv").read_text(encoding="utf-8") == "nombre,rtn\n"


@pytest.mark.parametrize("which", ["server", "internal_server"])
def test_files_come_and_go_by_sftp(
    which: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: Server = request.getfixturevalue(which)
    sent, back = tmp_path / NAME, tmp_path / "vuelta.xlsx"
    sent.write_bytes(os.urandom(100_000))
    (server.folder / "home/maria" / NAME).unlink(missing_ok=True)
    batch = f'put "{sent}"\nls -l\nget "{NAME}" "{back}"\n'
    subprocess.run(
        ["sftp", "-P", str(server.port), *server.options, "-b", "-", "maria@127.0.0.1"],
        input=batch,
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    assert back.read_bytes() == sent.read_bytes()
    stored = server.folder / "home/maria" / NAME
    assert stored.read_bytes() == sent.read_bytes()
    assert stored.stat().st_mode & 0o007 == 0


def test_a_file_for_all_is_the_groups(server: Server, tmp_path: Path) -> None:
    """What one operator leaves in the shared folder, a colleague can take."""
    sent, back = tmp_path / "lista.csv", tmp_path / "vuelta.csv"
    sent.write_text("nombre\n", encoding="utf-8")
    command = ["scp", "-P", str(server.port), *server.options]
    subprocess.run([*command, sent, "maria@127.0.0.1:/srv/aduanas/"], check=True)
    subprocess.run([*command, "jose@127.0.0.1:/srv/aduanas/lista.csv", back], check=True)
    assert back.read_text(encoding="utf-8") == "nombre\n"
    server.run("rm", "/srv/aduanas/lista.csv")
