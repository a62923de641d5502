"""The verdict on one row: a test for each trap, and what holds whatever is written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aduanas_tui.domain.cells import BLANK, Cell, CellKind
from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.contact_fields import CONTACT_FIELDS
from aduanas_tui.domain.fields import clean_record, show_record
from aduanas_tui.domain.headers import CONTACT_SHEET_FIELDS, contact_target
from aduanas_tui.domain.problems import Level
from aduanas_tui.domain.rtn import check_digit
from aduanas_tui.services.importing.verdict import (
    FROM_RTN,
    RowVerdict,
    judge_cells,
    rtn_key,
    shown_texts,
)


def rtn_of(first13: str) -> str:
    return first13 + check_digit(first13)


RTN = rtn_of("0801901235442")
GOOD = {
    "nombre": "Importadora Merendón, S. de R.L.",
    "rtn": RTN,
    "tipo": "Persona Jurídica",
    "direccion": "Bo. Los Andes, 9 calle",
    "ciudad": "San Pedro Sula",
    "departamento": "Cortés",
    "telefono": "2234-5678",
    "telefono_secundario": "9988-7766",
    "email": "ventas@empresa.hn",
    "email_facturacion": "facturas@empresa.hn",
    "sitio_web": "https://www.empresa.hn",
    "notas": "Solo por la mañana.",
}


def text(value: str) -> Cell:
    return Cell(CellKind.TEXT, value) if value else BLANK


def number(value: str) -> Cell:
    return Cell(CellKind.NUMBER, value)


def row(changed: dict[str, str | Cell] | None = None, **others: str | Cell) -> dict[str, Cell]:
    cells = {**GOOD, **(changed or {}), **others}
    return {key: text(one) if isinstance(one, str) else one for key, one in cells.items()}


def judge(changed: dict[str, str | Cell] | None = None, **others: str | Cell) -> RowVerdict:
    return judge_cells(row(changed, **others), {}, CLIENT_FIELDS)


def told(verdict: RowVerdict) -> list[tuple[str, str, str]]:
    return [(one.field, one.level.value, one.code) for one in verdict.problems]


def message(verdict: RowVerdict, code: str) -> str:
    return next(one.message for one in verdict.problems if one.code == code)


def test_a_good_row_has_nothing_to_say() -> None:
    verdict = judge()
    assert verdict.problems == ()
    assert verdict.values["rtn"] == RTN
    assert verdict.blank == frozenset()
    assert not verdict.has_errors


# -- the RTN ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        number(RTN[1:]), text(RTN[1:]), text(f"{RTN[1:]}.0"), number(f"{RTN[1:]}.0"),
        text(f"{RTN[1:]}.00"), text(f"{RTN[1:]},0"), text(f" {RTN[1:]} "),
        text(f"{int(RTN):,}"), text(f"{int(RTN):,}.00"), text(f"{int(RTN):,}".replace(",", ".")),
        text(f"{RTN[1:4]}-{RTN[4:8]}-{RTN[8:]}"), text(f"{RTN[1]}.{RTN[2:]}E+12"),
    ],
)  # fmt: skip
def test_an_rtn_that_became_a_number_gets_its_zero_back(cell: Cell) -> None:
    verdict = judge(rtn=cell)
    assert verdict.values["rtn"] == RTN
    assert told(verdict) == [("rtn", "correccion", "rtn_zero_restored")]
    said = message(verdict, "rtn_zero_restored")
    assert cell.text.strip() in said
    assert f"{RTN[:4]}-{RTN[4:8]}-{RTN[8:]}" in said


def test_the_zero_comes_back_with_the_warnings_of_the_form() -> None:
    wrong = RTN[:13] + str((int(RTN[13]) + 1) % 10)
    verdict = judge(rtn=number(wrong[1:]))
    assert verdict.values["rtn"] == wrong
    assert told(verdict) == [
        ("rtn", "correccion", "rtn_zero_restored"),
        ("rtn", "aviso", "rtn_check_digit"),
    ]


def test_fourteen_digits_need_no_zero() -> None:
    rtn = rtn_of("1501901235442")
    assert told(judge(rtn=number(rtn))) == []
    verdict = judge(rtn=text(f"{rtn}.0"))
    assert verdict.values["rtn"] == rtn
    assert told(verdict) == [("rtn", "correccion", "number_mended")]


@pytest.mark.parametrize("written", ["8.019E+12", "8,019E+12", "8.01901E12", "8e12", "8.019e+012"])
@pytest.mark.parametrize("kind", [CellKind.TEXT, CellKind.NUMBER])
def test_an_rtn_in_scientific_notation_has_lost_digits(written: str, kind: CellKind) -> None:
    verdict = judge(rtn=Cell(kind, written))
    assert verdict.values["rtn"] is None
    assert told(verdict) == [("rtn", "error", "rtn_digits_lost")]
    assert written in message(verdict, "rtn_digits_lost")
    assert "rtn" not in verdict.blank


@pytest.mark.parametrize("written", ["0801198512345", "0801-1985-12345", "0801198512345.0"])
def test_thirteen_digits_that_begin_with_zero_are_an_identity_number(written: str) -> None:
    verdict = judge(rtn=written)
    assert verdict.values["rtn"] is None
    assert told(verdict)[-1] == ("rtn", "error", "rtn_length")
    assert "identidad" in message(verdict, "rtn_length")


def test_an_identity_number_of_the_other_departments_gets_no_zero() -> None:
    verdict = judge(rtn=number("1501198512345"))
    assert told(verdict) == [("rtn", "error", "rtn_length")]


def test_an_rtn_of_atlantida_gets_its_zero_back() -> None:
    rtn = rtn_of("0101901235442")
    assert judge(rtn=number(rtn[1:])).values["rtn"] == rtn


def test_other_lengths_are_the_error_of_the_form() -> None:
    for written in ("801198512345", RTN + "1", "123"):
        assert told(judge(rtn=number(written))) == [("rtn", "error", "rtn_length")]


# -- what is blank ------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["N/A", "n/a", "-", "s/n", "S/N", " - "])
@pytest.mark.parametrize(
    "column", ["telefono_secundario", "email_facturacion", "sitio_web", "notas"]
)
def test_a_placeholder_is_blank_with_a_warning(column: str, written: str) -> None:
    verdict = judge({column: written})
    key = next(item.key for item in CLIENT_FIELDS if item.column == column)
    assert verdict.values[key] == ""
    assert told(verdict) == [(key, "aviso", "blank_placeholder")]
    assert verdict.blank == {key}


@pytest.mark.parametrize(
    "column", [item.column for item in CLIENT_FIELDS if item.required]
)  # fmt: skip
def test_a_placeholder_in_a_required_column_is_missing(column: str) -> None:
    verdict = judge({column: "N/A"})
    key = next(item.key for item in CLIENT_FIELDS if item.column == column)
    assert sorted(told(verdict)) == [
        (key, "aviso", "blank_placeholder"),
        (key, "error", "required"),
    ]
    assert verdict.values[key] == ""
    assert verdict.blank == {key}


def test_blank_cells_and_missing_columns_say_nothing() -> None:
    cells = row(telefono_secundario="", notas="  ")
    del cells["sitio_web"]
    verdict = judge_cells(cells, {}, CLIENT_FIELDS)
    assert verdict.blank == {"phone2", "notes", "website"}
    assert verdict.problems == ()


# -- cells that hold no text --------------------------------------------------------------------


@pytest.mark.parametrize("column", ["nombre", "rtn", "departamento", "telefono", "notas"])
@pytest.mark.parametrize("written", ["#N/A", "#REF!", "#¡REF!", "#DIV/0!", "#¿NOMBRE?", "#VALUE!"])
def test_an_error_of_the_sheet_is_named(column: str, written: str) -> None:
    key = next(item.key for item in CLIENT_FIELDS if item.column == column)
    for kind in (CellKind.ERROR, CellKind.TEXT):
        verdict = judge({column: Cell(kind, written)})
        assert told(verdict) == [(key, "error", "cell_error")]
        assert written in message(verdict, "cell_error")
        assert verdict.values[key] is None
        assert shown_texts(verdict, CLIENT_FIELDS)[key] == written


def test_a_formula_without_a_value_is_named() -> None:
    for key, column in (("email", "email"), ("notes", "notas")):
        verdict = judge({column: Cell(CellKind.FORMULA, "")})
        assert told(verdict) == [(key, "error", "cell_formula")]
        assert verdict.values[key] is None
        assert key not in verdict.blank


def test_a_text_that_became_a_date_is_doubted() -> None:
    verdict = judge(direccion=Cell(CellKind.DATE, "2026-04-03"))
    assert told(verdict) == [("address", "aviso", "cell_date")]
    assert verdict.values["address"] == "2026-04-03"


def test_truth_values_are_words() -> None:
    assert judge(notas=Cell(CellKind.BOOL, "1")).values["notes"] == "Verdadero"


@pytest.mark.parametrize("written", ["22345678", "22345678.0", "22,345,678", "50422345678.0"])
def test_phones_that_became_numbers(written: str) -> None:
    verdict = judge(telefono=text(written))
    assert verdict.values["phone"] == "+50422345678"
    codes = [code for _, _, code in told(verdict)]
    assert codes == ([] if written == "22345678" else ["number_mended"])


def test_a_phone_in_scientific_notation_has_lost_digits() -> None:
    assert told(judge(telefono="5.04E+10")) == [("phone", "error", "phone_digits_lost")]


# -- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value", "level"),
    [
        ("PJ", "juridica", "correccion"), ("Jurídica", "juridica", ""), ("natural", "natural", ""),
        ("JURIDICA", "juridica", ""), ("P. Natural", "natural", "correccion"),
        ("persona natural", "natural", ""), ("Empresa", "juridica", "correccion"),
    ],
)  # fmt: skip
def test_kinds_of_person(written: str, value: str, level: str) -> None:
    rtn = RTN if value == "juridica" else rtn_of("0801199012345")
    verdict = judge(tipo=written, rtn=rtn)
    assert verdict.values["kind"] == value
    assert told(verdict) == ([("kind", level, "choice_understood")] if level else [])


@pytest.mark.parametrize("written", ["Fco. Morazán", "FM", "F.M.", "fco morazan", "08", "8"])
def test_departments(written: str) -> None:
    verdict = judge(departamento=written, ciudad="Tegucigalpa")
    assert verdict.values["department"] == "Francisco Morazán"
    assert told(verdict) == [("department", "correccion", "choice_understood")]
    assert written in message(verdict, "choice_understood")


def test_a_department_in_capitals_needs_no_word() -> None:
    verdict = judge(departamento="FRANCISCO MORAZAN", ciudad="Tegucigalpa")
    assert verdict.values["department"] == "Francisco Morazán"
    assert told(verdict) == []


# -- two values in one cell ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["a@uno.hn; b@dos.hn", "a@uno.hn,b@dos.hn", "a@uno.hn / b@dos.hn", "a@uno.hn b@dos.hn",
     "a@uno.hn y b@dos.hn", "a@uno.hn\nb@dos.hn", "<a@uno.hn> <b@dos.hn>", "a@uno.hn | b@dos.hn;"],
)  # fmt: skip
def test_two_emails_are_the_main_one_and_that_of_billing(written: str) -> None:
    verdict = judge(email=written, email_facturacion="")
    assert verdict.values["email"] == "a@uno.hn"
    assert verdict.values["billing_email"] == "b@dos.hn"
    assert told(verdict) == [("email", "correccion", "email_split")]
    assert verdict.blank == frozenset()
    assert all(one in message(verdict, "email_split") for one in ("a@uno.hn", "b@dos.hn"))


def test_a_second_email_does_not_push_that_of_billing_out() -> None:
    verdict = judge(email="a@uno.hn; b@dos.hn")
    assert told(verdict) == [("email", "error", "email_several")]
    assert verdict.values["billing_email"] == "facturas@empresa.hn"


def test_an_email_that_is_there_twice_is_there_once() -> None:
    assert judge(email="a@uno.hn; A@uno.hn", email_facturacion="").values["billing_email"] == ""
    verdict = judge(email="a@uno.hn; facturas@empresa.hn")
    assert verdict.values["email"] == "a@uno.hn"
    assert told(verdict) == [("email", "correccion", "email_split")]


@pytest.mark.parametrize("written", ["a@b.hn; c@d.hn; e@f.hn", "a@b.hn Ana; c@d.hn"])
def test_more_than_two_addresses_are_the_error_of_the_form(written: str) -> None:
    verdict = judge(email=written, email_facturacion="")
    assert told(verdict) == [("email", "error", "email_several")]


def test_two_phones_in_one_cell_go_to_two_fields() -> None:
    verdict = judge(telefono="2234-5678 / 9988-7766", telefono_secundario="")
    assert verdict.values["phone2"] == "+50499887766"
    assert told(verdict) == [("phone", "correccion", "phone_split")]
    assert "phone2" not in verdict.blank


# -- missing columns ----------------------------------------------------------------------------


def test_one_value_fills_a_missing_column() -> None:
    cells = row()
    del cells["email"]
    verdict = judge_cells(cells, {"email": "sin@correo.hn", "name": "X"}, CLIENT_FIELDS)
    assert verdict.values["email"] == "sin@correo.hn"
    assert verdict.filled == {"email"}
    assert verdict.values["name"] == GOOD["nombre"]
    assert verdict.problems == ()


def test_the_kind_can_be_taken_from_the_rtn() -> None:
    cells = row(rtn=number(RTN[1:]))
    del cells["tipo"]
    assert judge_cells(cells, {"kind": FROM_RTN}, CLIENT_FIELDS).values["kind"] == "juridica"
    cells["rtn"] = text("x")
    verdict = judge_cells(cells, {"kind": FROM_RTN}, CLIENT_FIELDS)
    assert ("kind", "error", "required") in told(verdict)


# -- contacts -----------------------------------------------------------------------------------


def contacts(*people: tuple[str, str, str, str, str]) -> dict[str, str | Cell]:
    columns = ("nombre", "cargo", "telefono", "email", "principal")
    return {
        contact_target(at, column): value
        for at, person in enumerate(people, 1)
        for column, value in zip(columns, person, strict=True)
    }


def test_contacts_are_judged_as_in_the_form() -> None:
    people = contacts(
        ("Ana", "Jefa", "22345678.0", "ana@b.hn", "No"), ("Luis", "", "", "luis", "x")
    )
    verdict = judge(people)
    ana, luis = verdict.contacts
    assert (ana.number, luis.number) == (1, 2)
    assert ana.values["phone"] == "+50422345678"
    assert (ana.values["is_primary"], luis.values["is_primary"]) == (False, True)
    assert told(verdict) == [
        ("contacto.1.telefono", "correccion", "number_mended"),
        ("contacto.2.email", "error", "email_invalid"),
    ]
    assert verdict.has_errors
    assert luis.blank == {"position", "phone"}
    shown = shown_texts(verdict, CLIENT_FIELDS)
    assert shown["contacto.1.telefono"] == "2234-5678"
    assert shown["contacto.2.email"] == "luis"


def test_blank_contacts_are_none() -> None:
    people = contacts(
        ("", "", "", "", "No"), ("N/A", "-", "", "", "Sí"), ("Ana", "", "", "a@b.hn", "")
    )
    assert [one.number for one in judge(people).contacts] == [3]
    assert judge(contacts(("", "", "", "", ""))).contacts == ()


def test_the_first_contact_is_primary_when_none_is_said_to_be() -> None:
    one, two = judge(
        contacts(("Ana", "", "", "a@b.hn", ""), ("Luis", "", "", "l@b.hn", ""))
    ).contacts
    assert (one.values["is_primary"], two.values["is_primary"]) == (True, False)
    assert "is_primary" in one.blank
    assert one.problems == ()


def test_at_most_one_contact_is_primary() -> None:
    verdict = judge(contacts(("Ana", "", "", "a@b.hn", "Sí"), ("Luis", "", "", "l@b.hn", "Sí")))
    assert [one.values["is_primary"] for one in verdict.contacts] == [True, False]
    assert told(verdict) == [("contacto.2.principal", "correccion", "contact_primary_several")]
    assert "Ana" in verdict.problems[0].message


def test_a_contact_without_a_name_is_an_error_at_its_column() -> None:
    verdict = judge(contacts(("", "Jefa", "", "a@b.hn", "")))
    assert told(verdict) == [("contacto.1.nombre", "error", "required")]


def test_a_formula_in_a_contact_is_no_blank() -> None:
    verdict = judge({contact_target(1, "nombre"): Cell(CellKind.FORMULA, "")})
    assert ("contacto.1.nombre", "error", "cell_formula") in told(verdict)


def test_a_row_of_the_sheet_of_contacts() -> None:
    cells = {"rtn": number(RTN[1:]), "nombre": text("Ana"), "email": text("a@b.hn")}
    verdict = judge_cells(cells, {}, CONTACT_SHEET_FIELDS)
    assert verdict.values["rtn"] == RTN
    assert verdict.values["name"] == "Ana"
    assert not verdict.has_errors


@pytest.mark.parametrize(
    ("cell", "key"),
    [(number(RTN[1:]), RTN), (text(f"{RTN[:4]}-{RTN[4:8]}-{RTN[8:]}"), RTN), (BLANK, ""),
     (text("8.019E+12"), ""), (text("x"), ""), (text(f"RTN {RTN}"), RTN)],
)  # fmt: skip
def test_contacts_find_their_client_by_the_mended_rtn(cell: Cell, key: str) -> None:
    assert rtn_key(cell) == key


# -- whatever is written ------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["0801", "9099", "8019012354424", ".0", "E+12", "-", " ", "N/A", "#N/A", "#REF!", "=1+1", "'",
     "a@b.hn", ";", "2234-5678", " / ", "+504", "PJ", "FM", "Cortés", "\x1b[2J", "_x001B_",
     "\u202e", "\u200b", "\n", "\t", "ñ", "😀", "www.x.hn", "[/foo]", "s/n", "Tegus",
     "principal", "No"]
)  # fmt: skip
TEXTS = (
    st.lists(PIECES, max_size=4).map("".join)
    | st.text(max_size=30)
    | st.sampled_from(list(GOOD.values()))
)
CELLS = st.builds(Cell, st.sampled_from([CellKind.TEXT, CellKind.NUMBER, CellKind.DATE]), TEXTS)
TARGETS = [item.column for item in CLIENT_FIELDS] + [
    contact_target(number, item.column) for number in (1, 2) for item in CONTACT_FIELDS
]
ROWS = st.dictionaries(st.sampled_from(TARGETS), CELLS).map(lambda cells: {**row(), **cells})
ANY_ROWS = st.dictionaries(
    st.sampled_from(TARGETS), st.builds(Cell, st.sampled_from(CellKind), TEXTS)
)


@given(ANY_ROWS, st.dictionaries(st.sampled_from([i.key for i in CLIENT_FIELDS]), TEXTS))
@settings(max_examples=200, deadline=None)
def test_never_raises_and_says_nothing_harmful(
    cells: dict[str, Cell], fill: dict[str, str]
) -> None:
    verdict = judge_cells(cells, fill, CLIENT_FIELDS)
    shown = shown_texts(verdict, CLIENT_FIELDS)
    texts = [*shown.values(), *(one.message for one in verdict.problems)]
    for key, shown_text in shown.items():
        assert not [c for c in shown_text if unicodedata.category(c) == "Cc" and c != "\n"], key
    assert not [c for one in texts for c in one if unicodedata.category(c) in ("Cs", "Co", "Cf")]
    assert all(one.field in shown for one in verdict.problems)
    assert sum(bool(one.values["is_primary"]) for one in verdict.contacts) <= 1
    for key in verdict.blank:
        assert verdict.values[key] in ("", None)


@given(ROWS)
@settings(max_examples=300, deadline=None)
def test_judging_what_is_shown_says_nothing_new(cells: dict[str, Cell]) -> None:
    first = judge_cells(cells, {}, CLIENT_FIELDS)
    shown = shown_texts(first, CLIENT_FIELDS)
    columns = {item.key: item.column for item in CLIENT_FIELDS}
    again = judge_cells(
        {columns.get(key, key): text(value) for key, value in shown.items()}, {}, CLIENT_FIELDS
    )
    assert again.values == first.values
    assert [one.values for one in again.contacts] == [one.values for one in first.contacts]
    new = set(told(again)) - set(told(first))
    assert not new
    wrong = {one.field for one in again.problems if one.level is Level.ERROR}
    assert not [one for one in again.problems if one.level is Level.FIX and one.field not in wrong]


@given(st.fixed_dictionaries({item.key: TEXTS for item in CLIENT_FIELDS}))
@settings(max_examples=200, deadline=None)
def test_what_the_form_accepts_comes_in_unchanged(raw: dict[str, str]) -> None:
    record = clean_record(CLIENT_FIELDS, {**raw})
    if record.errors:
        return
    shown = show_record(CLIENT_FIELDS, record.values)
    cells = {item.column: text(shown[item.key]) for item in CLIENT_FIELDS}
    verdict = judge_cells(cells, {}, CLIENT_FIELDS)
    assert verdict.values == record.values
    assert not [one for one in verdict.problems if one.level is not Level.WARNING]
