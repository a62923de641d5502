"""``aduanas importar`` and ``deshacer`` in a process of their own, as scripts and cron run them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.services import clients
from aduanas_tui.services.importing.session import ImportSession
from aduanas_tui.store.connection import rows
from aduanas_tui.store.opening import close_database, open_database
from tests.consistency import assert_consistent
from tests.factories import HOSTILE_NAMES, OPERATOR, add_contact, enroll, register, rtn
from tests.services.importing.lists import HEADERS, cells, write_csv, write_xlsx


def run(office: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a job on the office."""
    return subprocess.run(
        [sys.executable, "-m", "aduanas_tui", *map(str, arguments), "--base", str(office)],
        capture_output=True,
        text=True,
        timeout=120,
        env={
            **os.environ,
            "ADUANAS_OPERADOR": OPERATOR,
            "XDG_STATE_HOME": str(office.parent / "state"),
        },
    )


def document(office: Path, *arguments: object, status: int = 0) -> dict[str, Any]:
    """Return the document that an import prints."""
    done = run(office, "importar", *arguments, "--json")
    assert done.returncode == status, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_simulation_says_everything_and_saves_nothing(office: Path, tmp_path: Path) -> None:
    register(1)
    path = write_csv(
        tmp_path / "lista.csv",
        [
            cells(1),
            cells(2, rtn="8019001234567"),
            cells(3, department="xx", notes="Dos\nlíneas"),
            cells(1, name="Otro"),
        ],
        [*HEADERS, "Vendedor"],
    )
    found = document(office, path, "--simular", status=1)
    assert found["archivo"] == str(path)
    assert found["hoja"] is None
    assert (found["fila_encabezados"], found["codificacion"], found["separador"]) == (
        1,
        "utf-8",
        ";",
    )
    assert found["columnas"]["Dirección"] == "direccion"
    assert found["columnas_ignoradas"] == ["Vendedor"]
    assert "lote" not in found
    assert found["resumen"] == {
        "filas": 4, "crear": 1, "actualizar": 0, "sin_cambios": 0, "omitir": 0, "error": 3,
    }  # fmt: skip
    by_row = {one["fila"]: one for one in found["filas"]}
    assert list(by_row[3]["valores"]) == [
        "nombre", "rtn", "tipo", "direccion", "ciudad", "departamento", "telefono",
        "telefono_secundario", "email", "email_facturacion", "sitio_web", "notas",
    ]  # fmt: skip
    assert by_row[3]["valores"]["rtn"] == "08019001234567"
    repair = next(one for one in by_row[3]["problemas"] if one["codigo"] == "rtn_zero_restored")
    assert (repair["campo"], repair["nivel"]) == ("rtn", "correccion")
    assert "8019001234567" in repair["mensaje"]
    assert by_row[4]["accion"] == "error"
    assert by_row[4]["valores"]["departamento"] is None
    assert by_row[4]["valores"]["notas"] == "Dos\nlíneas"
    assert by_row[5]["accion"] == "error"
    assert rows("SELECT count(*) FROM client") == [(1,)]


def test_import_update_and_undo(office: Path, tmp_path: Path) -> None:
    saved = register(1)
    path = write_csv(tmp_path / "lista.csv", [cells(1, city="Danlí"), cells(2)])
    first = document(office, path)
    assert [one["accion"] for one in first["filas"]] == ["omitir", "crear"]
    assert first["lote"] == 1
    second = document(office, path, "--si-existe", "actualizar")
    assert [one["accion"] for one in second["filas"]] == ["actualizar", "sin_cambios"]
    assert rows("SELECT city FROM client WHERE id = ?", (saved.id,)) == [("Danlí",)]
    third = document(office, path, "--si-existe", "actualizar")
    assert third["lote"] is None
    undone = run(office, "deshacer", second["lote"])
    assert (undone.returncode, undone.stderr) == (0, "")
    assert rows("SELECT city FROM client WHERE id = ?", (saved.id,)) == [("Tegucigalpa",)]
    clients.edit("otro", 2, 1, {"notes": "x"})
    undone = run(office, "deshacer", first["lote"])
    assert undone.returncode == 1
    assert "lo cambió otro" in undone.stderr
    assert run(office, "deshacer", 99).returncode == 1
    assert run(office, "deshacer", "x").returncode == 2
    assert_consistent()


def test_good_rows_are_saved_and_the_status_tells_of_the_others(
    office: Path, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "lista.csv", [cells(1), cells(2, department="xx")])
    done = run(office, "importar", path)
    assert done.returncode == 1
    assert "Fila 3: Departamento" in done.stderr
    assert "1 nueva," in done.stdout
    assert rows("SELECT count(*) FROM client") == [(1,)]
    assert list((office.parent / "state" / "aduanas" / "importaciones").iterdir()) == []


def test_inactive_client_stays_inactive_with_a_warning(office: Path, tmp_path: Path) -> None:
    saved = register(1)
    clients.deactivate(OPERATOR, saved.id, 1)
    path = write_csv(tmp_path / "lista.csv", [cells(1, city="Danlí")])
    found = document(office, path, "--si-existe", "actualizar")
    problems = [one for one in found["filas"][0]["problemas"] if one["campo"] == "nombre"]
    assert [(one["nivel"], one["codigo"]) for one in problems] == [("aviso", "client_inactive")]
    assert rows("SELECT active, city FROM client") == [(0, "Danlí")]


def test_doubtful_columns_are_ignored_and_listed(office: Path, tmp_path: Path) -> None:
    headers = [one if one != "Teléfono secundario" else "Teléfono" for one in HEADERS]
    headers[6] = "Teléfono"
    path = write_csv(tmp_path / "lista.csv", [cells(1, phone2="9988-7766")], headers)
    done = run(office, "importar", path, "--simular", "--json")
    found = json.loads(done.stdout)
    assert found["columnas_ignoradas"] == ["Teléfono"]
    assert found["filas"][0]["valores"]["telefono_secundario"] == ""
    assert "no se importa" in done.stderr


def test_equal_headers_stay_apart_once_both_are_taken(office: Path, tmp_path: Path) -> None:
    headers = ["Teléfono" if "Teléfono" in one else one for one in HEADERS]
    path = write_csv(tmp_path / "lista.csv", [cells(1, phone2="9988-7766")], headers)
    session = ImportSession.begin(path, OPERATOR)
    session.set_mapping({match.index: match.target for match in session.matches})
    session.check()
    session.confirm()
    session.close()
    found = document(office, path, "--simular")
    assert found["columnas"]["Teléfono"] == "telefono"
    assert found["columnas"]["Teléfono (2)"] == "telefono_secundario"


def _without(column: str, *listed: list[str]) -> tuple[list[str], list[list[str]]]:
    at = HEADERS.index(column)
    rest = [[*one[:at], *one[at + 1 :]] for one in listed]
    return [*HEADERS[:at], *HEADERS[at + 1 :]], rest


def test_a_missing_column_is_said_once_and_filled_with_one_value(
    office: Path, tmp_path: Path
) -> None:
    headers, listed = _without("Email principal", cells(1), cells(2), cells(3, rtn="1"))
    path = write_csv(tmp_path / "lista.csv", listed, headers)
    done = run(office, "importar", path, "--simular")
    assert done.returncode == 1
    missing, third, count = done.stderr.splitlines()
    assert "no trae la columna Email principal" in missing
    assert "--llenar email=VALOR" in missing
    assert third.startswith("Fila 4: RTN: ")
    assert count == "Por lo que falta 2 filas quedan fuera."
    found = document(office, path, "--llenar", "email=lista@prueba.hn", status=1)
    assert found["resumen"]["crear"] == 2
    assert rows("SELECT DISTINCT email FROM client") == [("lista@prueba.hn",)]
    done = run(office, "importar", path, "--simular", "--llenar", "notas=x")
    assert done.returncode == 1
    assert "«notas» no se puede llenar" in done.stderr
    done = run(office, "importar", path, "--simular", "--llenar", "ciudad=Tela")
    assert "ya trae la columna Ciudad" in done.stderr


def test_a_missing_type_is_taken_from_each_rtn_and_listed(office: Path, tmp_path: Path) -> None:
    register(1)
    person = rtn(2, "08011980")
    headers, listed = _without(
        "Tipo", cells(1, city="Danlí"), cells(2, rtn=person), cells(3), cells(4, rtn="12")
    )
    path = write_csv(tmp_path / "lista.csv", listed, headers)
    done = run(office, "importar", path, "--json", "--si-existe", "actualizar")
    assert "se toma de cada RTN" in done.stderr.splitlines()[0]
    found = json.loads(done.stdout)
    known, natural, legal, wrong = found["filas"]
    assert [natural["valores"]["tipo"], legal["valores"]["tipo"]] == ["natural", "juridica"]
    notes = [[one["codigo"] for one in row["problemas"]] for row in (known, natural, legal, wrong)]
    assert "kind_from_rtn" not in notes[0]  # what is stored stays
    assert "kind_from_rtn" in notes[1]
    assert "kind_from_rtn" in notes[2]
    assert wrong["accion"] == "error"
    assert rows("SELECT kind FROM client WHERE rtn = ?", (person,)) == [("natural",)]
    given = document(office, path, "--simular", "--llenar", "tipo=natural", status=1)
    assert given["filas"][2]["valores"]["tipo"] == "natural"


def test_a_file_without_headers_or_without_rows_gets_one_sentence(
    office: Path, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "titulos.csv", [["Al 3 de marzo"]], ["Lista de la oficina"])
    done = run(office, "importar", path)
    assert done.returncode == 1
    assert done.stderr.startswith("La fila 1 no tiene ningún encabezado conocido")
    assert len(done.stderr.splitlines()) == 2
    path = write_csv(tmp_path / "vacia.csv", [])
    done = run(office, "importar", path)
    assert (done.returncode, done.stderr) == (
        0,
        "El archivo solo tiene encabezados: no hay filas que importar.\n",
    )


def test_several_sheets_are_named_and_one_is_chosen(office: Path, tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "lista.xlsx",
        {"Enero": [HEADERS, cells(1)], "Febrero": [HEADERS, cells(2)], "Instrucciones": [["x"]]},
    )
    done = run(office, "importar", path)
    assert done.returncode == 1
    assert "«Enero», «Febrero»" in done.stderr
    assert "--hoja" in done.stderr
    found = document(office, path, "--hoja", "Febrero")
    assert found["hoja"] == "Febrero"
    assert found["filas"][0]["valores"]["rtn"] == rtn(2)
    assert run(office, "importar", path, "--hoja", "Marzo").returncode == 1


def test_hidden_sheets_are_only_read_when_they_are_named(office: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = write_xlsx(tmp_path / "lista.xlsx", {"Datos": [HEADERS, cells(1)], "Vista": []})
    book = load_workbook(path)
    book["Datos"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    done = run(office, "importar", path)
    assert done.returncode == 1
    assert done.stderr.startswith("Solo hay datos en hojas ocultas («Datos»)")
    assert document(office, path, "--hoja", "Datos", "--simular")["resumen"]["crear"] == 1


def test_empty_sheets_are_no_question(office: Path, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "lista.xlsx", {"Hoja1": [HEADERS, cells(1)], "Hoja2": []})
    assert document(office, path, "--simular")["hoja"] == "Hoja1"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["importar"], 2),
        (["importar", "no-existe.xlsx"], 1),
        (["importar", ".", "--simular"], 1),
        (["importar", "~nadie-asi/x.xlsx"], 1),
        (["importar", "x" * 300], 1),
        (["importar", "x.csv", "--si-existe", "borrar"], 2),
        (["importar", "x.csv", "--de", "embarques"], 2),
        (["importar", "x.csv", "--llenar", "email"], 2),
        (["deshacer"], 2),
    ],
)
def test_wrong_use_and_refusals(
    office: Path, arguments: list[str], status: int, tmp_path: Path
) -> None:
    done = run(office, *arguments)
    assert done.returncode == status
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_export_comes_back_unchanged(office: Path, tmp_path: Path, suffix: str) -> None:
    for number, name in enumerate(HOSTILE_NAMES):
        saved = register(number, name=name, notes=f"={name}\n-{name}", address=f"'{name}"[:300])
        add_contact(saved.id, 1, name=f"@{name}"[:120], position=f"'=+{number}")
        if number % 3 == 0:
            add_contact(saved.id, 2, name="Ana Paz")
            add_contact(saved.id, 3, name="Ana Paz", email="")
        if number % 5 == 0:
            clients.deactivate(OPERATOR, saved.id, 1)
    path = tmp_path / f"todo{suffix}"
    assert run(office, "exportar", path, "--inactivos").returncode == 0
    found = document(office, path, "--si-existe", "actualizar")
    assert found["resumen"] == {
        "filas": len(HOSTILE_NAMES), "crear": 0, "actualizar": 0, "omitir": 0, "error": 0,
        "sin_cambios": len(HOSTILE_NAMES),
    }  # fmt: skip
    assert [one for row in found["filas"] for one in row["problemas"]] == []
    before = _columns()
    close_database()
    empty = tmp_path / "vacia" / "aduanas.db"
    open_database(empty, create=True)
    enroll()
    assert document(empty, path)["resumen"]["crear"] == len(HOSTILE_NAMES)
    assert _columns() == before
    assert_consistent()


def _columns() -> list[tuple[Any, ...]]:
    client_columns = ", ".join(f"client.{key}" for key in clients.KEYS)
    return rows(
        f"SELECT {client_columns}, contact.name, position, contact.phone, contact.email, "
        "is_primary FROM client JOIN contact ON client_id = client.id "
        "ORDER BY rtn, is_primary DESC, contact.id"
    )


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_template_imports_cleanly_as_it_is(office: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"plantilla{suffix}"
    assert run(office, "plantilla", path).returncode == 0
    found = document(office, path)
    assert found["resumen"]["error"] == 0
    assert found["resumen"]["crear"] == found["resumen"]["filas"] > 0
