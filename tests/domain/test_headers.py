"""What each column of a stranger's list brings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.headers import (
    CONTACT_SHEET_FIELDS,
    Certainty,
    HeaderMatch,
    header_signature,
    is_target,
    known_header,
    match_headers,
    remember,
)
from aduanas_tui.domain.operation_fields import INVOICE_FIELDS

EXACT, SYNONYM, SIMILAR, SECOND, NONE = (
    Certainty.EXACT,
    Certainty.SYNONYM,
    Certainty.SIMILAR,
    Certainty.SECOND,
    Certainty.NONE,
)


def taken(*headers: str) -> list[tuple[str, Certainty]]:
    return [(one.target, one.certainty) for one in match_headers(headers, CLIENT_FIELDS)]


def targets(*headers: str) -> list[str]:
    return [target for target, _ in taken(*headers)]


def only(header: str) -> HeaderMatch:
    return match_headers([header], CLIENT_FIELDS)[0]


@pytest.mark.parametrize("item", CLIENT_FIELDS, ids=lambda item: item.key)
def test_labels_and_columns_are_exact(item) -> None:
    for header in (item.label, item.column, item.label.upper(), f"  {item.label}: "):
        assert (only(header).target, only(header).certainty) == (item.column, EXACT)


def test_our_own_export_leaves_nothing_to_ask() -> None:
    labels = [item.label for item in CLIENT_FIELDS]
    contacts = [f"Contacto {n} {item.label}" for n in (1, 2, 30) for item in CONTACT_FIELDS]
    statistics = ["Expedientes", "Última operación", "Facturado (L)", "Saldo (L)"]
    statistics += ["Facturado ($)", "Saldo ($)", "Estado", "Problema", "Sugerencia"]
    found = match_headers([*labels, *statistics, *contacts], CLIENT_FIELDS)
    assert not [one for one in found if one.doubtful]
    assert [one.target for one in found[:12]] == [item.column for item in CLIENT_FIELDS]
    assert {one.target for one in found[12:21]} == {""}
    assert [one.target for one in found[21:]] == [
        f"contacto.{n}.{item.column}" for n in (1, 2, 30) for item in CONTACT_FIELDS
    ]


def test_machine_names_of_the_statistics_are_ignored_without_doubt() -> None:
    names = ["expedientes", "ultima_operacion", "facturado_hnl", "saldo_hnl", "facturado_usd"]
    assert taken(*names, "saldo_usd") == [("", EXACT)] * 6
    assert taken("departamento", "estado")[1] == ("", NONE)


@pytest.mark.parametrize("item", CLIENT_FIELDS, ids=lambda item: item.key)
def test_every_synonym_means_its_field_alone(item) -> None:
    unsure = {"estado", "state"}
    # A list whose only phone is called Celular has its main phone there.
    other = {"telefono_secundario": "telefono"}
    for synonym in item.synonyms:
        found = only(synonym)
        if synonym in unsure:
            assert (found.target, found.certainty) == ("departamento", SIMILAR)
        else:
            assert found.target in (item.column, other.get(item.column)), synonym
            assert not found.doubtful, synonym


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("R.T.N. Cliente", "rtn"), ("R. T. N.", "rtn"), ("N° RTN", "rtn"), ("Nº. de RTN", "rtn"),
        ("No. RTN", "rtn"), ("RTN / Identidad", "rtn"), ("Tax ID", "rtn"), ("RTN:", "rtn"),
        ("RAZÓN SOCIAL", "nombre"), ("razon_social", "nombre"), ("RazonSocial", "nombre"),
        ("Nombres", "nombre"), ("Clientes", "nombre"), ("Client name", "nombre"),
        ("Tipo Persona", "tipo"), ("TIPO DE CLIENTE", "tipo"), ("type", "tipo"),
        ("Dirección Fiscal", "direccion"), ("Direcciones", "direccion"), ("Address", "direccion"),
        ("Municipio", "ciudad"), ("Mpio.", "ciudad"), ("City", "ciudad"),
        ("Depto", "departamento"), ("DPTO.", "departamento"), ("Departamentos", "departamento"),
        ("Tel.", "telefono"), ("Teléfonos", "telefono"), ("No. de Tel.", "telefono"),
        ("Teléfono 1", "telefono"), ("Tel. Oficina", "telefono"), ("Phone", "telefono"),
        ("Correo", "email"), ("E-mail", "email"), ("Correo Electrónico", "email"),
        ("e mail", "email"), ("EMAIL", "email"), ("Correos electrónicos", "email"),
        ("Correo facturación", "email_facturacion"), ("billing email", "email_facturacion"),
        ("emailFacturacion", "email_facturacion"), ("Correo p/ facturas", "email_facturacion"),
        ("Página web", "sitio_web"), ("www", "sitio_web"), ("Website", "sitio_web"),
        ("RTN (14 dígitos)", "rtn"), ("RTN o DNI", "rtn"), ("Teléfono (sin guiones)", "telefono"),
        ("Tipo (PN / PJ)", "tipo"), ("Correo(s)", "email"), ("Email * [obligatorio]", "email"),
        ("Nombre completo o razón social del cliente", "nombre"), ("Correo (facturación)",
        "email_facturacion"), ("Teléfono fijo de oficina", "telefono"),
        ("Observaciones", "notas"), ("OBS.", "notas"), ("Comentario", "notas"),
    ],
)  # fmt: skip
def test_other_spellings(header: str, target: str) -> None:
    found = only(header)
    if found.certainty is SIMILAR:
        pytest.fail(f"{header} is doubted")
    assert found.target == target


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("Telefno", "telefono"), ("Direcion", "direccion"), ("Departmento", "departamento"),
        ("Corrreo", "email"), ("Nonbre", "nombre"), ("Dirección de entrega", "direccion"),
        ("DNI", "rtn"), ("Estado", "departamento"), ("Contacto", "contacto.1.nombre"),
        ("Contato 1 Telefno", "contacto.1.telefono"), ("Teléfono gerente", "telefono"),
    ],
)  # fmt: skip
def test_what_is_only_similar_is_asked(header: str, target: str) -> None:
    found = only(header)
    assert (found.target, found.certainty) == (target, SIMILAR)
    assert found.doubtful


@pytest.mark.parametrize(
    "header", ["", "  ", "N°", "Fecha de ingreso", "Vendedor", "Límite de crédito", "Código", "#",
               "Tipo de cambio", "😀", "\x1b[31m", "Zona", "Latitud", "Contacto 1 Cumpleaños",
               "((((", "()"],
)  # fmt: skip
def test_unknown_columns_are_ignored_and_not_asked(header: str) -> None:
    found = only(header)
    assert found.target == ""
    assert not found.doubtful


def test_a_second_phone_is_asked() -> None:
    assert taken("Teléfono", "Teléfono") == [("telefono", EXACT), ("telefono_secundario", SECOND)]
    assert taken("Tel.", "Tel. oficina")[1] == ("telefono_secundario", SECOND)
    assert taken("Teléfono", "Telefno")[1] == ("telefono_secundario", SECOND)


def test_a_second_phone_that_says_so_is_sure() -> None:
    assert taken("Teléfono", "Tel 2") == [("telefono", EXACT), ("telefono_secundario", SYNONYM)]
    assert taken("Tel 2", "Tel 1") == [("telefono_secundario", SYNONYM), ("telefono", SYNONYM)]


def test_the_only_phone_is_the_main_one() -> None:
    assert taken("Nombre", "Celular")[1] == ("telefono", SYNONYM)
    assert taken("Celular", "Teléfono") == [("telefono_secundario", SYNONYM), ("telefono", EXACT)]
    assert taken("Teléfono 2")[0] == ("telefono_secundario", SYNONYM)


def test_a_third_phone_has_no_place() -> None:
    assert targets("Teléfono", "Tel 2", "Teléfono") == ["telefono", "telefono_secundario", ""]


def test_a_second_email_may_be_the_one_of_billing() -> None:
    assert taken("Correo", "Correo")[1] == ("email_facturacion", SECOND)
    assert taken("Correo", "Correo 2")[1] == ("email_facturacion", SYNONYM)


def test_repeated_headers_never_share_a_target() -> None:
    found = match_headers(["RTN", "RTN", "Nombre", "Nombre"], CLIENT_FIELDS)
    assert [one.target for one in found] == ["rtn", "", "nombre", ""]
    assert found[1].certainty is SECOND
    assert found[1].alternatives == ("rtn",)


def test_the_surer_column_is_taken_whatever_the_order() -> None:
    assert targets("Cliente", "Nombre o Razón Social") == ["", "nombre"]
    assert targets("Nombre comercial", "Razón social") == ["", "nombre"]


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("Contacto 1 Nombre", "contacto.1.nombre"), ("Contacto1 Tel", "contacto.1.telefono"),
        ("Contacto Principal Email", "contacto.1.email"), ("contacto_2_cargo", "contacto.2.cargo"),
        ("Nombre Contacto 2", "contacto.2.nombre"), ("Tel. Contacto 2", "contacto.2.telefono"),
        ("Contacto 2 Principal", "contacto.2.principal"), ("Contact 3 Name", "contacto.3.nombre"),
        ("Correo del contacto 2", "contacto.2.email"), ("Puesto contacto 1", "contacto.1.cargo"),
        ("Persona de contacto", "contacto.1.nombre"), ("Nombre de contacto", "contacto.1.nombre"),
        ("Segundo contacto nombre", "contacto.2.nombre"), ("contacto.4.email", "contacto.4.email"),
    ],
)  # fmt: skip
def test_columns_of_contacts(header: str, target: str) -> None:
    found = only(header)
    if not target.endswith(".nombre"):
        names = ["Contacto 1 Nombre", "Contacto 2 Nombre"]
        found = match_headers([*names, header], CLIENT_FIELDS)[2]
    assert found.target == target
    assert not found.doubtful


def test_the_phone_of_a_contact_is_the_clients_when_nobody_is_named() -> None:
    assert targets("Nombre", "Teléfono de contacto") == ["nombre", "telefono"]
    assert targets("Nombre de contacto", "Teléfono de contacto")[1] == "contacto.1.telefono"
    assert taken("Contacto", "Teléfono de contacto") == [
        ("contacto.1.nombre", SIMILAR),
        ("contacto.1.telefono", SIMILAR),
    ]


def test_repeated_columns_of_contacts_are_those_of_the_next_one() -> None:
    found = taken("Contacto Nombre", "Contacto Tel", "Contacto Nombre", "Contacto Tel")
    assert found[2:] == [("contacto.2.nombre", SECOND), ("contacto.2.telefono", SECOND)]


@pytest.mark.parametrize("number", ["0", "1000", "99999999999"])
def test_a_number_that_no_contact_has(number: str) -> None:
    assert only(f"Contacto {number} Nombre").target == ""


def test_the_sheet_of_contacts() -> None:
    headers = ["RTN del cliente", "Cliente", "Nombre", "Puesto", "Tel.", "Correo", "Principal"]
    found = match_headers(headers, CONTACT_SHEET_FIELDS)
    assert [one.target for one in found] == [
        *("rtn", "", "nombre", "cargo", "telefono", "email", "principal"),
    ]
    assert not [one for one in found if one.doubtful]
    labels = [item.label for item in CONTACT_SHEET_FIELDS]
    assert all(one.certainty is EXACT for one in match_headers(labels, CONTACT_SHEET_FIELDS))
    named = match_headers(["RTN", "Nombre o Razón Social", "Contacto"], CONTACT_SHEET_FIELDS)
    assert [one.target for one in named] == ["rtn", "", "nombre"]


def test_other_tables_have_their_own_names() -> None:
    found = match_headers(["Número", "Contacto 1 Nombre"], INVOICE_FIELDS)
    assert [one.target for one in found] == ["numero", ""]


def test_what_was_said_is_remembered_also_in_another_order() -> None:
    headers = ["Tel", "Estado", "Tel", "Vendedor"]
    said = remember(headers, {0: "telefono_secundario", 1: "", 2: "telefono", 3: "notas"})
    assert header_signature(headers) == header_signature(["vendedor", "TEL", " estado", "Tel.", ""])
    found = match_headers(["Vendedor", "Tel", "Estado", "Tel"], CLIENT_FIELDS, said)
    assert [one.target for one in found] == ["notas", "telefono_secundario", "", "telefono"]
    assert {one.certainty for one in found} == {Certainty.REMEMBERED}


def test_what_is_remembered_of_another_table_does_not_count() -> None:
    said = {"rtn": "numero", "nombre": "contacto.1.apodo", "correo": "contacto.x.email"}
    found = match_headers(["RTN", "Nombre", "Correo"], CLIENT_FIELDS, said)
    assert [one.target for one in found] == ["rtn", "nombre", "email"]


def test_other_headers_have_another_signature() -> None:
    assert header_signature(["RTN", "Nombre"]) != header_signature(["RTN", "Nombre", "Tel"])
    assert header_signature(["Tel", "Tel"]) != header_signature(["Tel"])


@pytest.mark.parametrize("text", ["RTN", "Razón Social", "Contacto 2 Tel", "CORREO"])
def test_known_headers(text: str) -> None:
    assert known_header(text)


@pytest.mark.parametrize("text", ["", "0801-9099-354423", "Cortés", "Ventas 2026", "x" * 500])
def test_unknown_headers(text: str) -> None:
    assert not known_header(text)


HEADERS = st.lists(
    st.text(max_size=20)
    | st.sampled_from(["RTN", "Tel", "Teléfono", "Contacto", "Contacto 2", "Nombre", "Correo 2"])
    | st.sampled_from([synonym for item in CLIENT_FIELDS for synonym in item.synonyms]),
    max_size=15,
)


@given(HEADERS)
@settings(max_examples=150, deadline=None)
def test_whatever_the_headers_no_target_is_given_twice(headers: list[str]) -> None:
    found = match_headers(headers, CLIENT_FIELDS)
    assert [one.header for one in found] == headers
    given_targets = [one.target for one in found if one.target]
    assert len(given_targets) == len(set(given_targets))
    assert all(is_target(one.target, CLIENT_FIELDS) for one in found)
    said = remember(headers, {one.index: one.target for one in found})
    again = match_headers(headers, CLIENT_FIELDS, said)
    assert [one.target for one in again] == [one.target for one in found]
    assert not [one for one in again if one.doubtful]
