"""Importing a list with the keyboard: choose, map, preview, correct, confirm, undo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.import_mapping import ImportMappingScreen
from aduanas_tui.screens.import_preview import ImportPreviewScreen
from aduanas_tui.screens.import_result import ImportResultScreen
from aduanas_tui.screens.import_start import ImportStartScreen
from aduanas_tui.store.connection import rows as query
from tests.factories import register, rtn
from tests.screens.conftest import Operator, Program
from tests.screens.importing import HEADERS, KEYS, Keyboard, cells, count, see, write_list
from tests.services.importing.lists import write_csv, write_xlsx


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's own folder, empty."""
    folder = tmp_path / "casa"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


async def preview(one: Operator) -> None:
    """Open the newest file of the folder, and wait for its preview."""
    await one.types("↓i")
    await one.types("⏎")
    await see(one, " con error")
    assert isinstance(one.screen, ImportPreviewScreen)
    await one.waits_for_notices_to_go()


async def shows(one: Operator, view: str) -> list[str]:
    """Choose a view by its label, and return the lines of the rows shown."""
    await one.types("f")
    await see(one, "¿Qué filas se ven?")
    await one.presses("home")
    for _ in range(20):
        if any("│ ▌ " in line and view in line for line in one.lines):
            break
        await one.types("↓")
    await one.types("⏎")
    await see(one, "Mostrar: ")
    return one.rows


def stored() -> dict[str, str]:
    """Return the names of all clients by RTN."""
    return dict(query("SELECT rtn, name FROM client"))


def hundred() -> list[list[str]]:
    """A list of a hundred clients with ten errors of three kinds."""
    wrong: dict[int, dict[str, str]] = {
        **{number: {"department": "Departamento X"} for number in (12, 30, 44, 71)},
        **{number: {"email": f"ventas{number} en prueba.hn"} for number in (5, 57, 93)},
        **{number: {"rtn": f"0801909{number}"} for number in (21, 62, 88)},
    }
    return [cells(number, **wrong.get(number, {})) for number in range(1, 101)]


async def test_ten_errors_of_three_kinds_in_at_most_25_keystrokes(
    program: Program, home: Path
) -> None:
    write_list(home / "cartera.xlsx", hundred())
    async with program() as one:
        await one.types("↓")
        keys = Keyboard(one)
        await keys.press("i")
        await keys.press("enter")
        await see(one, "100 filas: 90 nuevas")
        assert "10 con error" in count(one)
        # In the order of the file: each correction goes on to the next error by itself.
        for number in (5, 12, 21, 57, 62, 88, 93):
            await keys.press("enter")
            await see(one, f"Fila {number + 1} ")
            if number == 12:
                await keys.value("Cortés")
                await keys.press("f6")
            elif number in (21, 62, 88):
                await keys.value(rtn(number))
                await keys.press("enter")
            else:
                await keys.value(f"ventas{number}@prueba.hn")
                await keys.press("enter")
        await see(one, "0 con error")
        await keys.press("f2")
        await see(one, "100 clientes se crean.")
        await keys.press("enter")
        await see(one, "Clientes creados")
        assert keys.pressed <= 25, keys.pressed
        assert isinstance(one.screen, ImportResultScreen)
    assert stored() == {rtn(n): f"Comercial Prueba {n}" for n in range(1, 101)}
    assert query("SELECT count(*) FROM client WHERE department = 'Cortés'") == [(4,)]


async def test_even_ten_different_errors_take_25(program: Program, home: Path) -> None:
    listed = [cells(n, **({"email": f"x{n}"} if n <= 10 else {})) for n in range(1, 101)]
    write_list(home / "cartera.xlsx", listed)
    async with program() as one:
        await one.types("↓")
        keys = Keyboard(one)
        await keys.press("i", "enter")
        await see(one, "10 con error")
        for number in range(1, 11):
            await keys.press("enter")
            await keys.value(f"x{number}@prueba.hn")
            await keys.press("enter")
        await see(one, "0 con error")
        await keys.press("f2", "enter")
        await see(one, "Clientes creados")
        assert keys.pressed <= 25, keys.pressed
    assert len(stored()) == 100


async def test_what_is_typed_ahead_lands_where_it_is_meant(program: Program, home: Path) -> None:
    write_list(home / "cartera.xlsx", [cells(1, email="x1"), cells(2), cells(3, email="x3")])
    async with program() as one:
        await preview(one)
        await one.types("⏎uno@prueba.hn⏎⏎tres@prueba.hn⏎②")
        await see(one, "3 clientes se crean.")
        await one.types("⏎")
        await see(one, "Clientes creados")
    assert query("SELECT email FROM client ORDER BY rtn") == [
        ("uno@prueba.hn",),
        ("ventas2@prueba.hn",),
        ("tres@prueba.hn",),
    ]


async def test_views_show_what_they_count(program: Program, home: Path) -> None:
    register(1)
    register(2)
    register(3, name="Otra razón social")
    listed = [cells(1), cells(2, city="Danlí"), cells(4), cells(5, email="x5"), cells(6)]
    write_list(home / "cartera.xlsx", listed)
    async with program() as one:
        await preview(one)
        assert "5 filas: 2 nuevas · 1 actualiza · 1 igual · 1 con error" in count(one)
        assert [r.split()[0] for r in await shows(one, "Todas las filas")] == list("23456")
        assert [r.split()[0] for r in await shows(one, "Nuevas")] == ["4", "6"]
        assert [r.split()[0] for r in await shows(one, "Actualizan")] == ["3"]
        assert [r.split()[0] for r in await shows(one, "Con error")] == ["5"]
        assert [r.split()[0] for r in await shows(one, "Iguales a lo")] == ["2"]
        assert [r.split()[0] for r in await shows(one, "Correo que no se")] == ["5"]
        assert "Mostrar: Correo que no se entiende" in one.sees
        assert await shows(one, "Omitidas") == []
        assert "Ninguna fila aquí" in one.sees


def current_row(one: Operator) -> int:
    """Return the number of the row that has the mark."""
    return int(next(line for line in one.lines if line.startswith("▌")).split()[1])


async def test_next_and_previous_error_go_round(program: Program, home: Path) -> None:
    wrong = (3, 30, 60)
    listed = [cells(n, **({"email": "x"} if n in wrong else {})) for n in range(1, 81)]
    write_list(home / "cartera.xlsx", listed)
    async with program() as one:
        await preview(one)
        assert current_row(one) == 4  # at the first error, not at the first of the warnings
        seen = []
        for _ in range(3):
            await one.types("s")
            seen.append(current_row(one))
        await one.types("b")
        assert [*seen, current_row(one)] == [31, 61, 4, 61]


async def test_choices_are_offered_where_the_field_has_them(program: Program, home: Path) -> None:
    write_list(home / "cartera.xlsx", [cells(1, department="Marte"), cells(2)])
    async with program() as one:
        await preview(one)
        await one.types("⏎")
        await see(one, "Intro Aceptar")
        await one.types("olan⏎")
        await see(one, "0 con error")
        await shows(one, "Todas las filas")
        await one.types("②⏎")
        await see(one, "Clientes creados")
    assert query("SELECT department FROM client WHERE rtn = ?", (rtn(1),)) == [("Olancho",)]


async def test_skip_take_again_and_undo_each_step(program: Program, home: Path) -> None:
    listed = [cells(1, email="x1"), cells(2, email="x1"), cells(3)]
    write_list(home / "cartera.xlsx", listed)
    async with program() as one:
        await preview(one)
        await shows(one, "Todas las filas")
        before = count(one)
        await one.types("o")
        assert "1 omitida · 1 con error" in count(one)
        assert "(omitida)" in one.sees
        await one.types("o")
        assert count(one) == before
        await one.types("o=")
        await see(one, "Intro Aceptar")
        await one.types("uno@prueba.hn")
        await one.presses("f6")
        await see(one, "0 con error")
        for _ in range(4):
            await one.types("u")
        assert count(one) == before
        await one.types("u")
        await see(one, "No hay pasos que deshacer.")


async def test_all_rows_that_the_sheet_hides_are_skipped_at_once(
    program: Program, home: Path
) -> None:
    from openpyxl import load_workbook

    path = write_list(home / "cartera.xlsx", [cells(number) for number in range(1, 6)])
    book = load_workbook(path)
    for number in (3, 5):
        book.worksheets[0].row_dimensions[number].hidden = True
    book.save(path)
    async with program() as one:
        await preview(one)
        await one.types("O")
        await see(one, "Primero elija con f las de un problema")
        assert [row.split()[0] for row in await shows(one, "Fila oculta")] == ["3", "5"]
        await one.types("O")
        await see(one, "Omitidas 2 filas.")
        assert "2 omitidas" in count(one)
        await shows(one, "Todas las filas")
        await one.types("②⏎")
        await see(one, "Clientes creados")
    assert sorted(stored()) == sorted(rtn(number) for number in (1, 3, 5))


async def test_both_rows_of_a_repeated_rtn_are_judged_again(program: Program, home: Path) -> None:
    write_list(home / "cartera.xlsx", [cells(1), cells(2, rtn=rtn(1))])
    async with program() as one:
        await preview(one)
        assert "2 con error" in count(one)
        await one.types("s⏎")
        await see(one, "Intro Aceptar")
        await one.types(f"{rtn(2)}⏎")
        await see(one, "0 con error")
        assert "2 nuevas" in count(one)


async def test_update_shows_old_and_new_and_can_be_skipped(program: Program, home: Path) -> None:
    register(1)
    register(2)
    write_list(home / "cartera.xlsx", [cells(1, city="Danlí"), cells(2, city="Danlí")])
    async with program() as one:
        await preview(one)
        assert "2 actualizan" in count(one)
        await shows(one, "Actualizan")
        assert "Ciudad: Tegucigalpa → Danlí" in one.sees
        await one.types("d")
        await see(one, "antes: Tegucigalpa")
        await one.types("⎋a")
        assert "1 actualiza" in count(one)
        assert "1 omitida" in count(one)
        await one.types("t")
        assert "0 actualizan" in count(one)
        assert "2 omitidas" in count(one)
        assert "clientes que ya existen: omitir" in one.sees
        await one.types("t②")
        await see(one, "2 clientes se actualizan.")
        await one.types("⏎")
        await see(one, "Clientes cambiados")
    assert query("SELECT DISTINCT city FROM client") == [("Danlí",)]


async def test_inactive_client_is_reactivated_if_asked(program: Program, home: Path) -> None:
    from aduanas_tui.services import clients

    saved = register(1)
    clients.deactivate("op1", saved.id, saved.version)
    write_list(home / "cartera.xlsx", [cells(1, city="Danlí"), cells(2)])
    async with program() as one:
        await preview(one)
        await shows(one, "Actualizan")
        assert "inactivo" in one.sees
        await one.types("r")
        await see(one, "Se reactivará al confirmar.")
        await one.types("r")
        await see(one, "Seguirá inactivo.")
        await one.types("r②⏎")
        await see(one, "Clientes cambiados")
    assert query("SELECT active FROM client WHERE id = ?", (saved.id,)) == [(1,)]


async def test_columns_are_asked_only_when_there_is_something_to_ask(
    program: Program, home: Path
) -> None:
    keep = [at for at, header in enumerate(HEADERS) if "mail" not in header.lower()]
    headers = [HEADERS[at] for at in keep] + ["Código viejo"]

    def write(name: str, first: int) -> None:
        listed = [
            [*[cells(n)[at] for at in keep], f"A{n}"] for n in range(first, first + 3)
        ]  # fmt: skip
        write_list(home / name, listed, headers)

    write("uno.xlsx", 1)
    async with program() as one:
        await one.types("↓i⏎")
        await see(one, "falta")
        assert isinstance(one.screen, ImportMappingScreen)
        assert "No se importan: Código viejo" in one.sees
        await one.types("⏎")
        await see(one, "El archivo no trae esta columna")
        await one.types("sincorreo@prueba.hn⏎②")
        await see(one, "3 filas: 3 nuevas")
        await one.types("②⏎")
        await see(one, "Clientes creados")
        await one.types("⏎")
        assert isinstance(one.screen, ImportStartScreen)
    assert query("SELECT DISTINCT email FROM client") == [("sincorreo@prueba.hn",)]


async def test_a_missing_type_is_offered_from_the_rtn(program: Program, home: Path) -> None:
    at = HEADERS.index("Tipo")
    listed = [
        [*one[:at], *one[at + 1 :]] for one in (cells(1), cells(2, rtn=rtn(2, "08011980")))
    ]  # fmt: skip
    write_list(home / "uno.xlsx", listed, [*HEADERS[:at], *HEADERS[at + 1 :]])
    async with program() as one:
        await one.types("↓i⏎")
        await see(one, "todas: según el RTN")
        await one.types("⏎")
        await see(one, "Según el RTN de cada fila")
        assert "Persona Natural" in one.sees
        await one.types("⎋②")
        await see(one, "2 filas: 2 nuevas")
        await one.types("②⏎")
        await see(one, "Clientes creados")
    assert query("SELECT kind FROM client ORDER BY rtn") == [("natural",), ("juridica",)]


async def test_coming_back_to_the_columns_keeps_what_was_chosen(
    program: Program, home: Path
) -> None:
    headers = [*HEADERS, "Encargado"]
    write_list(home / "uno.xlsx", [[*cells(1), "Ana Paz"]], headers)
    async with program() as one:
        await preview(one)
        await one.types("c")
        await see(one, "Va a")
        for key in ("end", "enter"):
            await one.presses(key)
        await see(one, "¿A qué campo va «Encargado»?")
        await one.types("CC")
        await one.presses("enter")
        await see(one, "Contacto 1")
        target = one.line_with("Encargado").split("Encargado")[1].strip()
        await one.types("②")
        await see(one, "1 fila: 1 nueva")
        await one.types("c")
        await see(one, "Va a")
        await one.presses("end")
        assert target in one.line_with("Encargado")


async def test_cells_of_contacts_are_mended_too(program: Program, home: Path) -> None:
    headers = [*HEADERS, "Contacto 1 Nombre", "Contacto 1 Email"]
    listed = [[*cells(1), "Ana Paz", "ana en prueba.hn"], [*cells(2), "Luz Paz", "luz@prueba.hn"]]
    write_list(home / "uno.xlsx", listed, headers)
    async with program() as one:
        await preview(one)
        assert "1 con error" in count(one)
        await one.types("⏎")
        await see(one, "Contacto 1 Email")
        await one.types("ana@prueba.hn⏎")
        await see(one, "0 con error")
        await shows(one, "Todas las filas")
        await one.types("d")
        await see(one, "Fila 2: nueva")
        for _ in range(14):
            await one.types("↓")
        await see(one, "ana@prueba.hn")
        await one.types("⎋②⏎")
        await see(one, "Clientes creados")
    assert query("SELECT name, email FROM contact ORDER BY id") == [
        ("Ana Paz", "ana@prueba.hn"),
        ("Luz Paz", "luz@prueba.hn"),
    ]


async def test_the_whole_sentence_of_a_problem_is_shown(program: Program, home: Path) -> None:
    write_list(home / "uno.xlsx", [cells(1), cells(2, department="Marte")])
    async with program() as one:
        await preview(one)
        assert "✗ Departamento: ¿cuál?" in one.sees
        assert "Error 1 de 1" in one.sees
        said = " ".join(line.strip() for line in one.lines[-6:-1])
        assert "✗ Departamento: «Marte» no es un departamento" in said
        assert "Santa Bárbara, Valle, Yoro)." in said
        await one.types("⏎")
        await see(one, "F4 Opciones")
        await one.presses("f4")
        await see(one, "Gracias a Dios")
        await one.types("O")
        await one.presses("enter", "enter")
        await see(one, "0 con error")


async def test_rejected_rows_are_saved_before_anything_is_confirmed(
    program: Program, home: Path
) -> None:
    write_list(home / "cartera.xlsx", [cells(1, email="x1")])
    async with program() as one:
        await preview(one)
        await one.types("②")
        await see(one, "No hay nada que guardar")
        await one.types("x")
        await see(one, "Filas con error guardadas")
        assert len(list(home.glob("rechazadas-cartera*.xlsx"))) == 1
        await one.types("⏎")
        assert one.copied and "c2Nw" in one.copied[-1]  # "scp" as OSC 52 has it
    assert stored() == {}


async def test_escape_while_saving_writes_nothing_and_stays_in_the_preview(
    program: Program, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from aduanas_tui.services.importing.session import ImportSession

    confirm = ImportSession.confirm
    begun = threading.Event()

    def slow(
        self: ImportSession, progress: object = None, cancel: threading.Event | None = None
    ) -> object:
        assert cancel is not None
        begun.set()
        assert cancel.wait(60)
        return confirm(self, None, cancel)

    monkeypatch.setattr(ImportSession, "confirm", slow)
    write_list(home / "cartera.xlsx", [cells(1), cells(2)])
    async with program() as one:
        await preview(one)
        await one.types("②⏎")
        await see(one, "Guardando la importación")
        await one.types("⎋")
        await see(one, "Se canceló: no se guardó nada")
        assert isinstance(one.screen, ImportPreviewScreen)
        assert stored() == {}
        monkeypatch.setattr(ImportSession, "confirm", confirm)
        await one.types("②⏎")
        await see(one, "Clientes creados")
    assert len(stored()) == 2


async def test_a_doubtful_column_is_remembered_for_the_next_list(
    program: Program, home: Path
) -> None:
    headers = ["Departamneto" if header == "Departamento" else header for header in HEADERS]
    write_list(home / "uno.xlsx", [cells(1)], headers)
    async with program() as one:
        await one.types("↓i⏎")
        await see(one, "Departamneto")
        assert isinstance(one.screen, ImportMappingScreen)
        await one.types("⏎")
        await see(one, "¿A qué campo va")
        await one.types("⏎②")
        await see(one, "1 fila: 1 nueva")
        await one.types("②⏎")
        await see(one, "Clientes creados")
        (home / "uno.xlsx").unlink()
        write_list(home / "dos.xlsx", [cells(2)], headers)
        await one.presses("enter", "f5")
        await one.types("1⏎")
        await see(one, "1 fila: 1 nueva")
        assert isinstance(one.screen, ImportPreviewScreen)


async def test_the_row_of_headers_can_be_changed(program: Program, home: Path) -> None:
    old = ["Nombre", "RTN", *[""] * 10]
    write_list(home / "cartera.xlsx", [HEADERS, cells(1)], old)
    async with program() as one:
        await preview(one)
        if "encabezados en la fila 2" not in one.sees:
            await one.types("c")
            await one.types("h")
            await see(one, "¿En qué fila están los encabezados?")
            await one.types("2⏎")
            await see(one, "encabezados en la fila 2")
            await one.types("②")
            await see(one, "1 fila")
        assert "1 fila: 1 nueva" in count(one)


async def test_separator_and_encoding_are_shown_and_can_be_changed(
    program: Program, home: Path
) -> None:
    path = write_csv(home / "lista.csv", [cells(1, name="Ferretería Ñandú")])
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    async with program() as one:
        await preview(one)
        assert "; cp1252" in one.lines[0]
        await one.types("c")
        await see(one, "Codificación")
        assert "separador ; · cp1252" in one.sees
        await one.types("p")
        await see(one, "tabulador")
        await one.types("⎋k")
        await see(one, "utf-16")
        await one.presses("home", "enter")
        await see(one, "no se puede leer con la codificación utf-8")
        await one.types("②")
        await see(one, "1 fila: 1 nueva")
        assert "Ferretería Ñandú" in one.sees


async def test_which_of_several_sheets(program: Program, home: Path) -> None:
    sheets = {"Norte": [HEADERS, cells(1)], "Sur": [HEADERS, cells(2), cells(3)]}
    write_xlsx(home / "zonas.xlsx", sheets)
    async with program() as one:
        await one.types("↓i⏎")
        await see(one, "¿Qué hoja se importa?")
        await one.types("S⏎")
        await see(one, "2 filas: 2 nuevas")
        assert "hoja «Sur»" in one.lines[0]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


@pytest.mark.parametrize("kind", ["png", "truncated", "empty", "missing", "folder_like"])
async def test_a_broken_file_gets_one_sentence_and_the_program_goes_on(
    kind: str, program: Program, home: Path
) -> None:
    good = write_list(home / "aa.xlsx", [cells(1)])
    path = home / "mala.xlsx"
    sentence = "«mala.xlsx»"
    if kind == "png":
        path.write_bytes(PNG)
        sentence = "no es una hoja de cálculo"
    elif kind == "truncated":
        path.write_bytes(good.read_bytes()[:2000])
        sentence = "está incompleto o dañado"
    elif kind == "empty":
        path.write_bytes(b"")
        sentence = "está vacío"
    elif kind == "missing":
        sentence = "No existe el archivo «mala.xlsx»"
    else:
        path.write_bytes(OLE + bytes(5000))
    async with program() as one:
        await one.types(f"↓i/{'⌫' * 4_0}")
        await one.presses("ctrl+u")
        await one.types(f"{path}⏎")
        await see(one, sentence)
        assert len(one.notices) == 1
        assert isinstance(one.screen, ImportStartScreen)
        await one.presses("ctrl+u")
        await one.types(f"{good}⏎")
        await see(one, "1 fila: 1 nueva")


async def test_tab_completes_the_path_and_a_folder_is_listed(program: Program, home: Path) -> None:
    (home / "listas").mkdir()
    write_list(home / "listas" / "cartera 2026.xlsx", [cells(1)])
    async with program() as one:
        await one.types("↓i")
        assert "No hay archivos de Excel ni CSV" in one.sees or "listas/" in one.sees
        await one.types("/li⇥⏎")
        await see(one, "cartera 2026.xlsx")
        await one.types("/~/listas/⇥⏎")  # after the folder that is proposed
        await see(one, "1 fila: 1 nueva")


async def test_folders_are_walked_from_the_list(program: Program, home: Path) -> None:
    (home / "listas" / "2026").mkdir(parents=True)
    write_list(home / "aqui.xlsx", [cells(1)])
    write_list(home / "listas" / "2026" / "enero.xlsx", [cells(2)])
    async with program() as one:
        await one.types("↓i")
        files = [line[2:].split()[0] for line in one.lines if "/20" in line or "carpeta" in line]
        assert files == ["aqui.xlsx", "../", "listas/"]
        await one.types("↓↓⏎")
        await see(one, "2026/")
        folders = [line[2:].split()[0] for line in one.lines if line.endswith("carpeta")]
        assert folders == ["../", "2026/"]
        await one.types("↓⏎")
        await see(one, "enero.xlsx")
        assert "listas/2026/" in "".join(line.strip() for line in one.lines[-6:-1])
        await one.presses("backspace", "backspace")
        await see(one, "aqui.xlsx")
        await one.types("⏎")  # the cursor is on the folder that one came from
        await see(one, "2026/")
        await one.types("↓⏎⏎")
        await see(one, "1 fila: 1 nueva")


async def test_a_path_that_cannot_be_is_said(program: Program, home: Path) -> None:
    async with program() as one:
        for path in ("~nadie-asi/x.xlsx", "x" * 300 + ".xlsx", "nada.xlsx"):
            await one.types("↓i/")
            await one.presses("ctrl+u")
            await one.types(f"{path}⏎")
            await see(one, "No existe el archivo" if len(path) < 300 else "«xxx")
            assert isinstance(one.screen, ImportStartScreen)
            assert "inesperado" not in " ".join(one.notices)
            await one.waits_for_notices_to_go()
            await one.types("⎋⎋")


async def test_hidden_sheets_are_asked_for_and_never_the_default(
    program: Program, home: Path
) -> None:
    from openpyxl import load_workbook

    path = write_xlsx(home / "oculta.xlsx", {"Datos": [HEADERS, cells(1)], "Vista": []})
    book = load_workbook(path)
    book["Datos"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    async with program() as one:
        await one.types("↓i⏎")
        await see(one, "¿Qué hoja se importa?")
        assert "oculta" in one.line_with("Datos")
        await one.types("⏎")
        await see(one, "1 fila: 1 nueva")


async def test_leaving_keeps_it_and_its_corrections_for_later(program: Program, home: Path) -> None:
    write_list(home / "cartera.xlsx", [cells(1, email="x1"), cells(2, email="x2")])
    async with program() as one:
        await preview(one)
        await one.types("⏎uno@prueba.hn⏎")
        await see(one, "1 con error")
        await one.types("⎋")
        await see(one, "Sin terminar (1)")
        assert isinstance(one.screen, ImportStartScreen)
    assert stored() == {}
    async with program() as one:
        await one.types("↓i")
        await see(one, "Sin terminar (1)")
        await one.types("2⏎")
        await see(one, "2 filas: 1 nueva")
        assert "1 con error" in count(one)
        await one.types("u")
        await see(one, "2 con error")
        await one.types("⎋")
        await see(one, "Sin terminar (1)")
        await one.types("d")
        await see(one, "¿Descartar esta importación?")
        await one.types("s")
        await see(one, "Sin terminar (0)")
        assert (home / "cartera.xlsx").exists()


async def test_confirm_counts_rejected_rows_and_they_come_back_corrected(
    program: Program, home: Path
) -> None:
    from openpyxl import load_workbook

    register(1)
    register(2)
    listed = [cells(1), cells(2, city="Danlí"), cells(3), cells(4), cells(5, email="x5")]
    write_list(home / "cartera.xlsx", listed)
    async with program() as one:
        await preview(one)
        await shows(one, "Nuevas")
        await one.types("o②")
        await see(one, "¿Confirmar la importación?")
        said = one.sees
        for line in (
            "1 cliente se crea.",
            "1 cliente se actualiza.",
            "1 fila es igual a lo guardado",
            "1 fila se omite.",
            "1 fila con error queda fuera.",
        ):
            assert line in said, said
        await one.types("⏎")
        await see(one, "Quedaron fuera")
        await one.types("r")
        await see(one, "Rechazadas en")
        (saved,) = home.glob("rechazadas-cartera*.xlsx")
        book = load_workbook(saved)
        sheet = book.worksheets[0]
        headers = [str(cell.value) for cell in sheet[1]]
        assert {"Problema", "Sugerencia", *HEADERS} <= set(headers)
        sheet.cell(2, headers.index(HEADERS[KEYS.index("email")]) + 1).value = "cinco@prueba.hn"
        book.save(saved)
        await one.types("⏎1")
        await one.presses("f5")
        await see(one, saved.name)
        await one.presses("home")
        await one.types("⏎")
        await see(one, "1 fila: 1 nueva")
        await one.types("②⏎")
        await see(one, "Clientes creados")
    assert sorted(stored()) == [rtn(n) for n in (1, 2, 4, 5)]


async def test_an_import_is_listed_undone_and_its_file_recognised(
    program: Program, home: Path
) -> None:
    write_list(home / "cartera.xlsx", [cells(1), cells(2)])
    async with program() as one:
        await preview(one)
        await one.types("②⏎")
        await see(one, "Clientes creados")
        await one.types("⏎1⏎")
        await see(one, "Este archivo ya se importó")
        assert "2 iguales" in count(one)
        await one.types("⎋3")
        assert "cartera.xlsx" in one.sees
        await one.types("u")
        await see(one, "¿Deshacer importación?")
        await one.types("s")
        await see(one, "2 eliminados")
        await see(one, "deshecha")
        await one.types("⎋")
        assert isinstance(one.screen, ClientListScreen)
    assert stored() == {}


async def test_clients_changed_since_are_named_when_it_is_undone(
    program: Program, home: Path
) -> None:
    from aduanas_tui.services import clients

    write_list(home / "cartera.xlsx", [cells(1), cells(2)])
    async with program() as one:
        await preview(one)
        await one.types("②⏎")
        await see(one, "Clientes creados")
        ((identity, version),) = query("SELECT id, version FROM client WHERE rtn = ?", (rtn(2),))
        clients.deactivate("op2", identity, version)
        await one.types("⏎3u")
        await see(one, "¿Deshacer importación?")
        await one.types("s")
        await see(one, "Quedaron como están")
        assert "Comercial Prueba 2" in one.sees
    assert list(stored()) == [rtn(2)]


async def test_escape_stops_the_reading(
    program: Program, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading
    import time

    from aduanas_tui.services.importing.model import CancelledError

    def slow(*arguments: object) -> None:
        stop = next(one for one in arguments if isinstance(one, threading.Event))
        while not stop.is_set():
            time.sleep(0.01)
        raise CancelledError

    monkeypatch.setattr("aduanas_tui.services.importing.reading.read", slow)
    write_list(home / "cartera.xlsx", [cells(1)])
    async with program() as one:
        await one.types("↓i⏎")
        await see(one, "Leyendo cartera.xlsx")
        await one.types("⎋")
        await see(one, "Se canceló")
        assert isinstance(one.screen, ImportStartScreen)
        assert "Sin terminar (0)" in one.sees


HOSTILE: Sequence[str] = (
    "[red]Comercial[/red] [/foo]",
    "[@click=app.quit]Salir[/]",
    "_x001B_]0;titulo_x0007_ fin",
    "Texto \u202eodirevni\u202c",
    "中文有限公司 全角",
    '=HYPERLINK("http://x","y")',
    "\u0301acento\u200b suelto",
)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_hostile_texts_are_only_text_on_every_screen(
    size: tuple[int, int], program: Program, home: Path
) -> None:
    from tests.screens.test_hostile import assert_only_text

    listed = [
        cells(n, name=f"'{name}" if name.startswith("=") else name, city=name[:40], email=name)
        for n, name in enumerate(HOSTILE, 1)
    ]
    headers = [*HEADERS, "[b]Otra[/b] \u202ecolumna"]
    path = home / "[red]lista \u202ex.csv"
    write_csv(path, listed, headers)
    async with program(size) as one:
        await one.types("↓i")
        assert_only_text(one)
        await one.types("⏎")
        await see(one, " con error")
        assert_only_text(one)
        for keys in ("f", "⎋d", "⎋⏎", "⎋↓⏎", "⎋↓↓d", "⎋c", "h", "⎋⏎", "⎋②", "f", "⎋①"):
            await one.types(keys)
            await one.settles()
            assert_only_text(one)
        await one.types("⎋⎋2")
        assert_only_text(one)
        await one.types("d")
        assert_only_text(one)
