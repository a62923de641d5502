"""The programs that are measured: ours, and what people would use instead."""

from __future__ import annotations

import csv
import shutil
import sys
from pathlib import Path

from tests import factories

UP, DOWN, PAGE_DOWN = "\x1b[A", "\x1b[B", "\x1b[6~"

FIRST_RTN = factories.rtn(0)
"""On the screen of a program once it shows the list of :func:`write_list`."""

EMPTY_APP = """
from textual.app import App
from textual.widgets import Label
class Empty(App):
    def compose(self):
        yield Label("READY")
Empty().run()
"""

_TABLE_APP = """
import csv, sys
from textual.app import App
from textual.widgets import DataTable
class Table(App):
    def compose(self):
        yield DataTable(cursor_type="row")
    def on_mount(self):
        with open(sys.argv[1], encoding="utf-8", newline="") as file:
            heading, *rows = csv.reader(file)
        table = self.query_one(DataTable)
        table.add_columns(*heading)
        table.add_rows(rows)
        table.focus()
Table().run()
"""


def ours(base: Path) -> list[str]:
    """Return the command of the program on ``base``."""
    return [sys.executable, "-m", "aduanas_tui", "--base", str(base)]


def empty_app() -> list[str]:
    """Return the command of a Textual program with one word on its screen."""
    return [sys.executable, "-c", EMPTY_APP]


def table_of(list_file: Path) -> list[str]:
    """Return the command of a Textual program that shows a CSV file in a stock ``DataTable``."""
    return [sys.executable, "-c", _TABLE_APP, str(list_file)]


def visidata() -> str | None:
    """Return the path of VisiData, ``None`` where it is not installed."""
    return shutil.which("vd") or shutil.which("vd", path=str(Path(sys.executable).parent))


def write_list(folder: Path, rows: int) -> Path:
    """Return a CSV file of invented clients; written once."""
    path = folder / f"lista-{rows}.csv"
    if not path.exists():
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["Nombre o Razón Social", "RTN", "Ciudad", "Teléfono"])
            writer.writerows(
                [f"Comercial Prueba {n}, S. de R.L.", factories.rtn(n), "Comayagüela", "2222-0000"]
                for n in range(rows)
            )
    return path
