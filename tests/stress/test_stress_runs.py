"""The strain at a small size, on every change; at full size: ``python -m tests.stress``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stress import editing, killing
from tests.stress.__main__ import main


def test_no_edit_of_twenty_processes_is_lost(tmp_path: Path) -> None:
    done = editing.in_a_process(tmp_path, processes=20, edits=10, records=5)
    assert done.errors == []
    assert done.lost == []
    assert done.accepted == 200
    assert done.late >= 19, "all but the first were told that they came late"


def test_whoever_is_killed_leaves_all_or_nothing(tmp_path: Path) -> None:
    found = killing.in_a_process(tmp_path, 6, 1)
    assert [(one.job, one.kills) for one in found] == [
        ("guardar", 2),
        ("importar", 2),
        ("migrar", 2),
    ]
    assert [one.wrong for one in found] == [[], [], []]
    assert sum(one.midway for one in found) > 0


def test_the_command_prints_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--procesos", "2", "--ediciones", "2", "--registros", "1", "--muertes", "0"]
    assert main([*asked, "--caidas", "0", "--carpeta", str(tmp_path)]) == 0
    table = capsys.readouterr().out
    assert "| Ediciones de 2 procesos sobre 1 clientes | 4 | 4 aceptadas, 0 perdidas" in table
    assert list(tmp_path.iterdir()) == []


def test_what_is_wrong_is_counted_and_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [killing.Killed("guardar", 5, 5, 3, ["guardar 4: falta un cliente"])]
    monkeypatch.setattr(killing, "in_a_process", lambda *_: found)
    asked = ["--ediciones", "0", "--muertes", "5", "--caidas", "0", "--carpeta", str(tmp_path)]
    assert main(asked) == 1
    said = capsys.readouterr().out
    assert "| kill -9 al guardar | 5 | vea abajo | 1 |" in said
    assert "kill -9 al guardar: guardar 4: falta un cliente" in said
