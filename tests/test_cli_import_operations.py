"""``--de`` of importar, exportar and plantilla, in a process of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aduanas_tui.cli_parser_what import WHAT
from aduanas_tui.services import clients
from aduanas_tui.services.importing.records import RECORD_KINDS
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.lists import BY_NAME, LISTS
from aduanas_tui.services.template_operations import EXAMPLES
from aduanas_tui.store.connection import rows
from tests.consistency import assert_consistent
from tests.factories import OPERATOR, customs_file, invoice, payment, register, rtn
from tests.services.importing.lists import write_csv, write_xlsx
from tests.services.importing.operation_rows import NUMBERS, headers, line
from tests.test_cli_import import document, run


def test_the_names_are_those_of_the_services() -> None:
    assert tuple(RECORD_KINDS) == WHAT
    assert tuple(BY_NAME) == WHAT[1:]


def test_the_document_has_the_columns_of_the_kind(office: Path, tmp_path: Path) -> None:
    client = register(1)
    customs_file(client.id, "EXP-26-0419")
    listed = [
        line(Kind.INVOICE, customs_file="exp260419", number="10100000001"),
        line(Kind.INVOICE, 2, number=NUMBERS[2], total="1"),
    ]
    path = write_csv(tmp_path / "f.csv", listed, [*headers(Kind.INVOICE)])
    found = document(office, path, "--de", "facturas", "--simular", status=1)
    assert found["columnas"] == {item.label: item.column for item in LISTS[Kind.INVOICE].fields}
    assert found["resumen"] == {
        "filas": 2,
        "crear": 1,
        "actualizar": 0,
        "sin_cambios": 0,
        "omitir": 0,
        "error": 1,
    }
    first, second = found["filas"]
    assert first["accion"] == "crear"
    assert first["valores"] == {
        "rtn": rtn(1),
        "numero": NUMBERS[1],
        "fecha": "2026-03-01",
        "vence": "2026-03-31",
        "moneda": "HNL",
        "subtotal": "1000.00",
        "isv": "150.00",
        "total": "1150.00",
        "expediente": "EXP-26-0419",
        "cotizacion": "",
        "motivo_anulacion": "",
        "fecha_anulacion": None,
    }
    codes = [(one["campo"], one["codigo"]) for one in first["problemas"]]
    assert codes == [("numero", "invoice_zeros_restored"), ("expediente", "link_understood")]
    codes = [(one["campo"], one["codigo"]) for one in second["problemas"]]
    assert codes == [("total", "invoice_sum"), ("rtn", "client_unknown")]
    assert rows("SELECT 1 FROM invoice") == []


def test_good_rows_are_committed_and_undone(office: Path, tmp_path: Path) -> None:
    register(1)
    listed = [line(Kind.CUSTOMS_FILE), line(Kind.CUSTOMS_FILE, 9, number="B")]
    path = write_csv(tmp_path / "e.csv", listed, headers(Kind.CUSTOMS_FILE))
    done = run(office, "importar", path, "--de", "expedientes")
    assert done.returncode == 1
    assert "Fila 3: RTN del cliente: No hay ningún cliente" in done.stderr
    assert "1 nueva" in done.stdout
    assert rows("SELECT number FROM customs_file") == [("EXP-26-0001",)]
    ((lote,),) = rows("SELECT id FROM import_batch WHERE kind = 'expedientes'")
    assert_consistent()
    done = run(office, "deshacer", lote)
    assert (done.returncode, "1 expediente eliminado," in done.stdout) == (0, True)
    assert rows("SELECT 1 FROM customs_file") == []
    assert_consistent()


def test_existing_numbers_are_left_unless_said_otherwise(office: Path, tmp_path: Path) -> None:
    customs_file(register(1).id)
    listed = [line(Kind.CUSTOMS_FILE, state="Levante")]
    path = write_csv(tmp_path / "e.csv", listed, headers(Kind.CUSTOMS_FILE))
    found = document(office, path, "--de", "expedientes")
    assert found["resumen"]["omitir"] == 1
    found = document(office, path, "--de", "expedientes", "--si-existe", "actualizar")
    assert (found["resumen"]["actualizar"], found["lote"]) == (1, 1)
    assert rows("SELECT state FROM customs_file") == [("levante",)]


def test_a_sheet_called_like_the_kind_needs_no_question(office: Path, tmp_path: Path) -> None:
    invoice(register(1).id, NUMBERS[1])
    book = {
        "Expedientes": [headers(Kind.CUSTOMS_FILE), line(Kind.CUSTOMS_FILE)],
        "Pagos": [headers(Kind.PAYMENT), line(Kind.PAYMENT)],
    }
    path = write_xlsx(tmp_path / "todo.xlsx", book)
    assert document(office, path, "--de", "pagos", "--simular")["hoja"] == "Pagos"
    done = run(office, "importar", path, "--de", "facturas")
    assert done.returncode == 1
    assert "--hoja" in done.stderr


def test_one_value_fills_a_missing_column(office: Path, tmp_path: Path) -> None:
    register(1)
    place = headers(Kind.INVOICE).index("Moneda")
    heads = headers(Kind.INVOICE)
    row = line(Kind.INVOICE)
    del heads[place], row[place]
    path = write_csv(tmp_path / "f.csv", [row], heads)
    done = run(office, "importar", path, "--de", "facturas", "--simular")
    assert "--llenar moneda=VALOR" in done.stderr
    filled = document(office, path, "--de", "facturas", "--llenar", "moneda=Lempiras", "--simular")
    assert filled["resumen"]["crear"] == 1
    assert filled["filas"][0]["valores"]["moneda"] == "HNL"


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_templates_import_cleanly_as_they_are(
    office: Path, tmp_path: Path, suffix: str
) -> None:
    for what in WHAT:
        path = tmp_path / f"{what}{suffix}"
        assert run(office, "plantilla", path, "--de", what).returncode == 0
        found = document(office, path, "--de", what)
        assert found["resumen"]["error"] == 0
        if what != "clientes":
            assert found["resumen"]["crear"] == len(EXAMPLES[BY_NAME[what].kind])
            assert [one["problemas"] for one in found["filas"]] == [[]] * found["resumen"]["filas"]
    assert rows("SELECT paid, total FROM invoice") == [(1_840_000, 1_840_000)]
    assert_consistent()


def test_exports_of_the_office_and_of_some_clients(office: Path, tmp_path: Path) -> None:
    first, second, third = register(1, name="Café Celaque"), register(2), register(3)
    for number, one in enumerate((first, second, third), 1):
        payment(invoice(one.id, NUMBERS[number]))
    clients.deactivate(OPERATOR, third.id, third.version)

    def exported(*arguments: Any) -> str:
        path = tmp_path / f"pagos{len(list(tmp_path.iterdir()))}.csv"
        done = run(office, "exportar", path, "--de", "pagos", *arguments)
        assert done.returncode == 0, done.stderr
        assert str(path) in done.stdout
        return path.read_text(encoding="utf-8-sig")

    assert [number in exported() for number in NUMBERS[:4]] == [False, True, True, True]
    assert [number in exported("--buscar", "celaque") for number in NUMBERS[1:4]] == [
        True,
        False,
        False,
    ]
    some = exported("--tipo", "juridica")
    assert [number in some for number in NUMBERS[1:4]] == [True, True, False]
    every = exported("--tipo", "juridica", "--inactivos")
    assert [number in every for number in NUMBERS[1:4]] == [True, True, True]
    path = tmp_path / "pagos.csv"
    path.write_text(exported(), encoding="utf-8")
    assert document(office, path, "--de", "pagos")["resumen"]["sin_cambios"] == 3
    assert run(office, "exportar", path, "--de", "pagos").returncode == 1


def test_a_list_taken_for_clients_is_told_what_it_seems(office: Path, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "f.csv", [line(Kind.INVOICE)], headers(Kind.INVOICE))
    done = run(office, "importar", path)
    assert done.returncode == 1
    assert "Parece una lista de facturas: para importarla así use --de facturas." in done.stderr


def test_a_list_of_something_else_says_what_is_missing(office: Path, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", [["a", "b"]], ["Color", "Talla"])
    done = run(office, "importar", path, "--de", "facturas", "--json")
    assert done.returncode == 1
    assert "no tiene ningún encabezado conocido" in done.stderr
    assert json.loads(done.stdout)["resumen"]["error"] == 1
