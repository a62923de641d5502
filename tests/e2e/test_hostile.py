"""Names of strangers on every screen: text, never a command to the terminal."""

from __future__ import annotations

import base64
import re
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from aduanas_tui.domain.text import clean_line
from aduanas_tui.screens.client_glance import BESIDE_FROM
from aduanas_tui.store.connection import database
from aduanas_tui.store.opening import close_database, open_database
from tests import factories
from tests.e2e.opened import (
    DOWN,
    ENTER,
    ESC,
    F2,
    F5,
    F6,
    F9,
    FORM,
    LIST,
    PAGE_DOWN,
    PAGE_UP,
    RECORD,
    TAB,
    Opened,
    run,
)
from tests.e2e.output import clipboard, foreign

RAW = (
    *factories.HOSTILE_NAMES,
    "\x1b[2J\x1b[1;1Hborrada",
    "\x1b[?1049lafuera",
    "\x1b]8;;http://x.example\x1b\\enlace\x1b]8;;\x1b\\",
    "\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\dcs",
    "\x1bc reinicia",
    "\x1b[6n pregunta",
    "\x07\x08\x0e\x0f campana",
    "\x9d52;c;eA==\x9c C1",
    "\x85\u2028\u2029 saltos",
    "\x1b_Gf=100;eA==\x1b\\ gráfico",
    "ก็็็็็็็็ pilas",
    "ᄀᆞ ㅤ relleno",
)
"""Names that only a hand in the database could put there, since cleaning would not let them in."""

EVERY_SCREEN = "".join(
    [
        ENTER,  # the record
        "y",
        "2",  # its contacts
        f"{ENTER}{ESC}",  # the form of one
        f"d{ESC}",  # the question before removing it
        f"1e{ESC}",  # the form of the client
        f"a{DOWN}{ENTER}{ESC}",  # its actions, the question before deactivating
        f"a{DOWN * 3}{ENTER}{ESC}",  # the one before deleting
        f"{F9}{ESC}",  # the palette
        f"?{ESC}",
        ESC,
    ]
)

HOSTILE_OPERATOR = "\x1b]0;x\x07op [/red]"


def _office(path: Path, names: Sequence[str]) -> Path:
    """Write an office whose texts are all those names, as the services save them."""
    open_database(path, create=True)
    factories.enroll()
    factories.enroll(clean_line(HOSTILE_OPERATOR, 60))
    for number, name in enumerate(names, 1):
        text = f"{number:02d} {name}"
        saved = factories.register(
            number, name=text[:200], address=text[:200], city=text[:60], notes=text
        )
        factories.add_contact(saved.id, number, name=text[:100], position=text[:60])
    close_database()
    database.init(None)
    return path


def _put_raw(path: Path, names: Sequence[str]) -> Path:
    """Write names as they are over all texts, also where no operator can type."""
    connection = sqlite3.connect(path)
    for number, name in enumerate(names, 1):
        text = f"{number:02d} {name}"
        connection.execute(
            "UPDATE client SET name = ?1, address = ?1, city = ?1, department = ?1, email = ?1, "
            "website = ?1, notes = ?1, phone2 = ?1, created_by = ?1, updated_by = ?1 WHERE id = ?2",
            (text, number),
        )
        connection.execute(
            "UPDATE contact SET name = ?1, position = ?1, phone = ?1, email = ?1 "
            "WHERE client_id = ?2",
            (text, number),
        )
    connection.commit()
    connection.close()
    return path


NAMES = {"saved": factories.HOSTILE_NAMES, "raw": RAW}


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An office of hostile names as the service saves them, and one with the names as they are."""
    folder = tmp_path_factory.mktemp("hostile")
    blank = [f"Cliente {number}" for number in range(len(RAW))]
    return {
        "saved": _office(folder / "saved.db", factories.HOSTILE_NAMES),
        "raw": _put_raw(_office(folder / "raw.db", blank), RAW),
    }


def assert_aligned(program: Opened, rows: int) -> None:
    """Check that the RTN of every row starts under its heading."""
    # The first character of each cell; that of the second half of a wide one is a NUL.
    lines = ["".join(cell[:1] or "\0" for cell in line) for line in program.cells]
    heading = next(line for line in lines if LIST in line)
    starts = {line.find("0801-9099-") for line in lines if "0801-9099-" in line}
    assert starts == {heading.index("RTN")}, program.screen
    assert sum("0801-9099-" in line for line in lines) == rows, program.screen


@pytest.mark.parametrize(("size", "rows"), [((80, 24), 20), ((60, 20), 16)])
@pytest.mark.parametrize("which", ["saved", "raw"])
def test_columns_stay_aligned(
    which: str, size: tuple[int, int], rows: int, offices: dict[str, Path]
) -> None:
    with Opened(offices[which], size=size) as program:
        program.wait_for("01 ")
        program.wait_quiet()
        assert_aligned(program, rows)
        program.write(f"{DOWN}{PAGE_DOWN * 2}")
        program.wait_for(f"{len(NAMES[which])} ")
        program.wait_quiet()
        assert_aligned(program, rows)
        program.leave()
        assert foreign(program.raw) == []


@pytest.mark.parametrize("which", ["saved", "raw"])
def test_glance_beside_the_list(which: str, offices: dict[str, Path]) -> None:
    total = len(NAMES[which])
    with Opened(offices[which], size=(BESIDE_FROM, 40)) as program:
        program.wait_for(f"{total} ")
        program.wait_quiet()
        assert_aligned(program, total)
        program.write(DOWN)
        for number in range(1, total + 1):
            program.wait_until(
                lambda screen: re.search(rf"│ +Nombre +{number:02d}\b", screen) is not None,  # noqa: B023
                f"the glance of {number}",
            )
            program.write(DOWN)
        program.leave()
        assert foreign(program.raw) == []


@pytest.mark.parametrize("which", ["saved", "raw"])
def test_on_every_screen(which: str, tmp_path: Path) -> None:
    # Few clients with long names: what is written of ten screens for each of forty takes minutes.
    hostile = NAMES[which]
    names = ["".join(hostile[start::3])[:180] for start in range(3)]
    office = _office(tmp_path / "h.db", names if which == "saved" else [f"C {n}" for n in range(3)])
    if which == "raw":
        _put_raw(office, names)
    with Opened(office) as program:
        program.wait_for("01 ")
        program.write(DOWN)
        for number in range(1, 4):
            program.write(EVERY_SCREEN)
            program.wait_until(
                lambda screen: LIST in screen and len(clipboard(program.raw)) == number,  # noqa: B023
                f"the list after {names[number - 1]!r}",
            )
            program.write(DOWN)
        program.leave()
        assert foreign(program.raw) == []
    copied = [base64.b64decode(one).decode() for one in clipboard(program.raw)]
    assert [text[:3] for text in copied] == [f"{number:02d} " for number in range(1, 4)]


def test_in_messages_and_choices(offices: dict[str, Path], tmp_path: Path) -> None:
    office = Path(shutil.copy(offices["raw"], tmp_path / "h.db"))
    with Opened(office, size=(100, 30), env={"ADUANAS_OPERADOR": HOSTILE_OPERATOR}) as program:
        program.wait_for("01 ")
        program.wait_for("op [/red]")
        # The form names the client that has the RTN, and opens it.
        program.write(f"{DOWN}nOtro{TAB}{factories.rtn(6)}{TAB}")
        program.wait_for("F6 lo abre")
        program.write(F6)
        program.wait_for(RECORD)
        program.write(ESC)
        program.wait_for(FORM)
        program.write(F2)
        program.wait_for("No se guardó.")
        program.write(f"{ESC}s")
        program.wait_for(LIST)
        # Every city is suggested once.
        program.write(f"f{TAB * 2}{DOWN * len(RAW)}{F2}")
        program.wait_for("Filtros:")
        program.write(f"{ESC * 2}{DOWN}{F5}")
        # Gone with a message that names it.
        program.write(f"{PAGE_UP}{ENTER}a{DOWN * 3}{ENTER}s")
        program.wait_for("Cliente eliminado:")
        program.leave()
        assert foreign(program.raw) == []


def test_pasted_and_searched(offices: dict[str, Path]) -> None:
    with Opened(offices["saved"]) as program:
        program.wait_for("01 ")
        for name in RAW:
            pasted = re.sub("\x1b\\[20[01]~", "", name)
            program.write(f"\x1b[200~{pasted}\x1b[201~{DOWN}{ESC}")
        program.write(f"\x1b[200~prueba \x1b]52;c;eA==\x07{RAW[0]}\x1b[201~")
        program.wait_for("0 encontrados")
        program.leave()
        assert foreign(program.raw) == []


def test_the_command_line_prints_text(offices: dict[str, Path]) -> None:
    with Opened(offices["raw"], "buscar", "cliente", "--limite", "0", size=(100, 60)) as program:
        assert program.wait_end() == 0
        assert foreign(program.raw) == []
    shown = run("buscar", "cliente", "--limite", "0", "--base", str(offices["raw"])).stdout
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
