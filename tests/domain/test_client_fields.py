from __future__ import annotations

import subprocess
import sys

import pytest

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.fields import clean_record, field
from aduanas_tui.domain.problems import Level

GOOD = {
    "name": "Importadora Merendón, S. de R.L. de C.V.",
    "rtn": "0801-9995-354420",
    "kind": "Persona Jurídica",
    "address": "Bo. Los Andes, 9 calle",
    "city": "San Pedro Sula",
    "department": "Cortés",
    "phone": "2234-5678",
    "email": "ventas@empresa.hn",
}


def codes(**changes: str) -> list[str]:
    return [one.code for one in clean_record(CLIENT_FIELDS, GOOD | changes).problems]


def test_the_table_in_order() -> None:
    assert [(one.key, one.column, one.label) for one in CLIENT_FIELDS] == [
        ("name", "nombre", "Nombre o Razón Social"),
        ("rtn", "rtn", "RTN"),
        ("kind", "tipo", "Tipo"),
        ("address", "direccion", "Dirección"),
        ("city", "ciudad", "Ciudad"),
        ("department", "departamento", "Departamento"),
        ("phone", "telefono", "Teléfono principal"),
        ("phone2", "telefono_secundario", "Teléfono secundario"),
        ("email", "email", "Email principal"),
        ("billing_email", "email_facturacion", "Email de facturación"),
        ("website", "sitio_web", "Sitio web"),
        ("notes", "notas", "Notas"),
    ]
    assert [one.key for one in CLIENT_FIELDS if not one.required] == [
        *("phone2", "billing_email", "website", "notes"),
    ]


def test_a_good_client() -> None:
    record = clean_record(CLIENT_FIELDS, GOOD)
    assert record.problems == ()
    assert record.values == {
        "name": "Importadora Merendón, S. de R.L. de C.V.",
        "rtn": "08019995354420",
        "kind": "juridica",
        "address": "Bo. Los Andes, 9 calle",
        "city": "San Pedro Sula",
        "department": "Cortés",
        "phone": "+50422345678",
        "phone2": "",
        "email": "ventas@empresa.hn",
        "billing_email": "",
        "website": "",
        "notes": "",
    }


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        *(
            (one, "juridica")
            for one in ("PJ", "P.J.", "Persona juridica", "JURÍDICA", "j", "Empresa")
        ),
        *((one, "natural") for one in ("PN", "natural", "Persona Natural", "P. Natural", "n")),
    ],
)
def test_kinds_are_understood(written: str, kind: str) -> None:
    assert field(CLIENT_FIELDS, "kind").clean(written).value == kind


def test_a_synonym_is_listed() -> None:
    problem = field(CLIENT_FIELDS, "kind").clean("PJ").problems[0]
    assert problem.level is Level.FIX
    assert problem.message == "«PJ» se entendió como Persona Jurídica."


def test_an_abbreviated_department_is_listed_and_its_case_is_not() -> None:
    item = field(CLIENT_FIELDS, "department")
    assert item.clean("FRANCISCO MORAZAN").problems == ()
    assert [one.code for one in item.clean("Fco. Morazán").problems] == ["choice_understood"]
    unknown = item.clean("Managua").problems[0]
    assert unknown.code == "choice_unknown"
    assert "uno de los 18" in unknown.message


def test_the_kind_against_the_fifth_digit() -> None:
    record = clean_record(CLIENT_FIELDS, GOOD | {"kind": "natural"})
    assert [(one.field, one.code, one.level) for one in record.problems] == [
        ("kind", "rtn_kind", Level.WARNING)
    ]
    assert record.values["kind"] == "natural"
    assert "rtn_kind" not in codes(kind="natural", rtn="1234")


def test_a_known_city_gets_its_spelling() -> None:
    record = clean_record(CLIENT_FIELDS, GOOD | {"city": "san pedro SULA"})
    assert record.values["city"] == "San Pedro Sula"
    assert record.problems == ()
    record = clean_record(CLIENT_FIELDS, GOOD | {"city": "SPS"})
    assert record.values["city"] == "San Pedro Sula"
    assert [one.code for one in record.fixes] == ["city_spelling"]
    record = clean_record(CLIENT_FIELDS, GOOD | {"city": "aldea el Carmen"})
    assert record.values["city"] == "aldea el Carmen"
    assert record.problems == ()


def test_the_second_phone_of_a_cell_goes_to_its_field() -> None:
    record = clean_record(CLIENT_FIELDS, GOOD | {"phone": "2234-5678 / 9988-7766"})
    assert record.values["phone"] == "+50422345678"
    assert record.values["phone2"] == "+50499887766"
    assert [one.code for one in record.problems] == ["phone_split"]


def test_the_second_phone_stays_a_warning_when_its_field_is_taken() -> None:
    record = clean_record(
        CLIENT_FIELDS, GOOD | {"phone": "2234-5678 / 9988-7766", "phone2": "3344-5566"}
    )
    assert record.values["phone2"] == "+50433445566"
    assert [one.code for one in record.problems] == ["phone_several"]


def test_a_rest_that_is_no_phone_stays_a_warning() -> None:
    assert codes(phone="2234-5678/79") == ["phone_several"]


def test_three_phones_are_all_named() -> None:
    record = clean_record(CLIENT_FIELDS, GOOD | {"phone": "2234-5678, 9988-7766, 3344-5566"})
    assert record.values["phone2"] == "+50499887766"
    assert [(one.field, one.code) for one in record.problems] == [
        ("phone", "phone_split"),
        ("phone2", "phone_several"),
    ]


def test_hostile_names_are_text() -> None:
    for name in ("[red]", "[/foo]", "[@click=app.quit]x", "=cmd()", "ñ" * 200, "日本語"):
        assert clean_record(CLIENT_FIELDS, GOOD | {"name": name}).values["name"] == name
    assert codes(name="x" * 201) == ["too_long"]


def test_the_domain_loads_nothing_heavy() -> None:
    code = (
        "import sys; import aduanas_tui.domain.client_fields, aduanas_tui.domain.contact_fields,"
        " aduanas_tui.domain.operation_fields;"
        "heavy = {'phonenumbers', 'email_validator', 'textual', 'rich', 'peewee', 'openpyxl'};"
        "assert not heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
