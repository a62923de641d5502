"""What starting costs: the command line and the services load without what they may not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import aduanas_tui

HEAVY = (
    *("textual", "rich", "openpyxl", "phonenumbers", "email_validator", "playhouse.migrations"),
    *("ssl", "http.client", "email", "xml.sax"),
)
SERVICES = sorted(
    path.stem for path in (Path(aduanas_tui.__file__).parent / "services").glob("[!_]*.py")
)


def _loaded_by(code: str) -> list[str]:
    """Return the heavy modules that are loaded after ``code`` ran in a new process."""
    report = f"import sys\n{code}\nprint(*[name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", report], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize("module", ["cli", "cli_parser", "cli_search", "cli_demo", "__main__"])
def test_command_line_loads_nothing_heavy(module: str) -> None:
    assert _loaded_by(f"import aduanas_tui.{module}") == []


def test_services_load_nothing_heavy() -> None:
    modules = ", ".join(f"aduanas_tui.services.{name}" for name in SERVICES)
    assert _loaded_by(f"import {modules}") == []


def test_command_line_alone_loads_nearly_nothing() -> None:
    loaded = _loaded_by(
        "import aduanas_tui.cli\n"
        "assert not {'argparse', 'peewee', 'sqlite3', 'platformdirs', 'json'} & set(sys.modules)"
    )
    assert loaded == []


def test_a_start_loads_what_its_first_screen_needs() -> None:
    loaded = _loaded_by(
        "import aduanas_tui.cli\n"
        "from aduanas_tui.terminal.lean import left_out\n"
        "with left_out():\n"
        "    import aduanas_tui.start\n"
        "late = {'argparse', 'csv', 'zipfile', 'aduanas_tui.store.models',\n"
        "        'aduanas_tui.screens.client_form', 'aduanas_tui.screens.client_record',\n"
        "        'aduanas_tui.services.backups.making', 'textual.widgets._text_area'}\n"
        "assert not late & set(sys.modules), late & set(sys.modules)"
    )
    assert loaded == ["textual", "rich"]


def test_what_is_imported_ahead_of_the_first_key_is_light() -> None:
    loaded = _loaded_by(
        "from aduanas_tui.terminal.lean import left_out\n"
        "with left_out():\n"
        "    from aduanas_tui.screens.client_list import import_ahead\n"
        "import_ahead()\n"
        "assert 'aduanas_tui.screens.client_record' in sys.modules\n"
        "assert 'zipfile' not in sys.modules, 'exports come when they are asked for'"
    )
    assert loaded == ["textual", "rich"]


def test_a_whole_search_loads_nothing_heavy(tmp_path: Path) -> None:
    base = str(tmp_path / "oficina.db")
    subprocess.run(
        [sys.executable, "-m", "aduanas_tui", "iniciar", "--base", base],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for extra in ([], ["--json"]):
        arguments = ["buscar", "x", "--base", base, *extra]
        assert _loaded_by(f"from aduanas_tui.cli import main\nmain({arguments!r})\nprint()") == []


def test_writing_a_demo_loads_nothing_heavy_but_the_migrations(tmp_path: Path) -> None:
    arguments = ["demo", "--solo-generar", "--clientes", "5", "--base", str(tmp_path / "demo.db")]
    assert _loaded_by(f"from aduanas_tui.cli import main\nmain({arguments!r})") == [
        "playhouse.migrations"
    ]
