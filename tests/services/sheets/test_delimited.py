"""Delimited text of all origins: encodings, separators, quotes, short rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from aduanas_tui.services.sheets import Book, SheetError, SheetInfo, limits, open_book
from tests.services.sheets.files import texts

_LIST = "Nombre;RTN\r\nCafé Ñandú;08019099123456\r\n"
_ROWS = {1: ["Nombre", "RTN"], 2: ["Café Ñandú", "08019099123456"]}


def opened(tmp_path: Path, content: str | bytes, name: str = "lista.csv") -> Book:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_book(path)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (_LIST.encode(), "utf-8"),
        (_LIST.encode("utf-8-sig"), "utf-8-sig"),
        (_LIST.encode("cp1252"), "cp1252"),
        (_LIST.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + _LIST.encode("utf-16-be"), "utf-16"),
        (_LIST.encode("utf-16-le"), "utf-16-le"),
        (_LIST.encode("utf-16-be"), "utf-16-be"),
    ],
    ids=["utf-8", "mark", "cp1252", "utf-16", "utf-16 big", "no mark", "big, no mark"],
)
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_encodings(tmp_path: Path, content: bytes, encoding: str, name: str) -> None:
    book = opened(tmp_path, content, name)
    assert (book.kind, book.encoding, book.separator) == ("csv", encoding, ";")
    assert book.sheets == (SheetInfo("", True),)
    assert texts(book) == _ROWS


def test_a_byte_far_down_decides_the_encoding(tmp_path: Path) -> None:
    content = ("Nombre;RTN\n" * 100_000).encode() + "Ñandú;1\n".encode("cp1252")
    book = opened(tmp_path, content)
    assert book.encoding == "cp1252"
    *_, last = book.rows()
    assert last.cells[0].text == "Ñandú" and last.number == 100_001


def test_bytes_that_windows_lacks(tmp_path: Path) -> None:
    assert texts(opened(tmp_path, b"Nombre;RTN\nCaf\xe9 \x81;1\n"))[2] == ["Café \ufffd", "1"]


def test_encoding_and_separator_can_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "dos.txt"
    path.write_bytes("Nombre,x|RTN\nÑandú|1\n".encode("cp850"))
    assert open_book(path).encoding == "cp1252"
    book = open_book(path, encoding="cp850", separator="|")
    assert (book.encoding, book.separator) == ("cp850", "|")
    assert texts(book)[2] == ["Ñandú", "1"]
    rows = list(book.rows(encoding="latin-1", separator=","))
    assert [cell.text for cell in rows[0].cells] == ["Nombre", "x|RTN"]


@pytest.mark.parametrize(
    ("encoding", "separator", "code"),
    [
        ("klingon", None, "encoding"),
        ("base64", None, "encoding"),
        ("utf-8", None, "encoding"),
        ("utf-16", None, "encoding"),
        (None, "ab", "separator"),
        (None, '"', "separator"),
        (None, "\n", "separator"),
        (None, "a", "separator"),
    ],
)
def test_what_cannot_be_chosen(
    tmp_path: Path, encoding: str | None, separator: str | None, code: str
) -> None:
    path = tmp_path / "lista.csv"
    path.write_bytes("Nombre;RTN\nÑandú;1".encode("cp1252"))
    with pytest.raises(SheetError) as caught:
        open_book(path, encoding=encoding, separator=separator)
    assert caught.value.code == code
    with pytest.raises(SheetError) as caught:
        list(open_book(path).rows(encoding=encoding, separator=separator))
    assert caught.value.code == code


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators(tmp_path: Path, separator: str, end: str) -> None:
    rows = ["Nombre", "RTN", "Ciudad", "Email"], ["Uno", "1", "Choluteca", "a@b.hn"], ["Dos", "2"]
    book = opened(tmp_path, end.join(map(separator.join, rows)))
    assert book.separator == separator
    assert texts(book) == dict(enumerate(rows, start=1))


def test_a_short_last_row_and_commas_inside(tmp_path: Path) -> None:
    content = (
        "Nombre;Dirección\nUno, S.A.;Col. Palmira, casa 3, Tegucigalpa\n"
        "Dos, S. de R.L.;Bo. Abajo, frente al parque, La Ceiba\nTres\n"
    )
    book = opened(tmp_path, content)
    assert book.separator == ";" and texts(book)[4] == ["Tres"]


def test_semicolons_inside_a_list_with_commas(tmp_path: Path) -> None:
    content = "Nombre,RTN,Notas\nUno,1,a; b; c; d\nDos,2,\nTres,3,x; y\n"
    assert opened(tmp_path, content).separator == ","


def test_amounts_with_more_commas_than_the_list_has_columns(tmp_path: Path) -> None:
    content = "Nombre;Límite;Saldo\n" + "Uno;1,200,000.00;3,450,100.50\n" * 5
    assert opened(tmp_path, content).separator == ";"


def test_titles_above_the_list(tmp_path: Path) -> None:
    content = "Agencia Aduanera, S.A.\n\nClientes, al 12/10/2026\nNombre;RTN;Ciudad\n" + (
        "Uno;1;San Pedro Sula, Cortés\n" * 5
    )
    book = opened(tmp_path, content)
    assert book.separator == ";"
    assert min(texts(book)) == 1 and list(texts(book))[1:3] == [3, 4]


@pytest.mark.parametrize(
    "first", ["ID;País", "BM;RTN", "MZ;RTN", "<Nombre>;<table>", "=1+1;RTN", "PK;RTN", "%;RTN"]
)
def test_headers_that_look_like_other_files(tmp_path: Path, first: str) -> None:
    assert texts(opened(tmp_path, f"{first}\nUno;1\n")) == {1: first.split(";"), 2: ["Uno", "1"]}


def test_one_column(tmp_path: Path) -> None:
    assert texts(opened(tmp_path, "Nombre\nUno\nDos")) == {1: ["Nombre"], 2: ["Uno"], 3: ["Dos"]}


@pytest.mark.parametrize("first", ["sep=|", "SEP=|", '"sep=|"'])
def test_a_line_that_names_the_separator(tmp_path: Path, first: str) -> None:
    book = opened(tmp_path, f"{first}\r\nNombre|RTN;x;y\r\n\r\nUno|1\r\n")
    assert book.separator == "|"
    assert texts(book) == {1: ["Nombre", "RTN;x;y"], 3: ["Uno", "1"]}


def test_a_line_that_names_the_separator_in_utf_16(tmp_path: Path) -> None:
    book = opened(tmp_path, "sep=,\r\nNombre,RTN;x\r\n".encode("utf-16"))
    assert book.separator == "," and texts(book) == {1: ["Nombre", "RTN;x"]}


def test_quoted_line_breaks_count_as_one_row(tmp_path: Path) -> None:
    content = 'Nombre;Notas\r\n"Uno ""el bueno""";"dos\r\nlíneas;\n"\r\n\r\nDos;x\r\n'
    assert texts(opened(tmp_path, content)) == {
        1: ["Nombre", "Notas"],
        2: ['Uno "el bueno"', "dos\r\nlíneas;\n"],
        4: ["Dos", "x"],
    }


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    content = 'Nombre;Notas\nUno;"abierta\n' + "Dos;x\n" * 400_000
    with pytest.raises(SheetError) as caught:
        texts(opened(tmp_path, content))
    assert caught.value.code == "quote" and "fila 2" in str(caught.value)


def test_quotes_inside_a_name(tmp_path: Path) -> None:
    assert texts(opened(tmp_path, 'Nombre;RTN\nRepuestos "El Rayo";1\n'))[2][0] == (
        'Repuestos "El Rayo"'
    )


def test_blank_cells_and_rows(tmp_path: Path) -> None:
    assert texts(opened(tmp_path, "Nombre;RTN;\n;;\n  ;\n;1;;\n")) == {
        1: ["Nombre", "RTN"],
        4: ["", "1"],
    }


def test_a_row_number_of_long_files(tmp_path: Path) -> None:
    content = "Nombre;RTN\n" + "Uno;1\n\n" * 50_000
    *_, last = opened(tmp_path, content).rows()
    assert last.number == 100_000


def test_control_characters_are_passed_on_but_not_zeros(tmp_path: Path) -> None:
    content = "Nombre;RTN\nA\x1b[31mB\0C;1\n" + "Uno;1\n" * 20
    assert texts(opened(tmp_path, content))[2][0] == "A\x1b[31mBC"


def test_many_columns_and_long_cells(tmp_path: Path) -> None:
    content = ";".join(f"c{n}" for n in range(5000)) + "\n" + "x" * 100_000 + ";1\n"
    found = texts(opened(tmp_path, content))
    assert len(found[1]) == limits.COLUMNS
    assert len(found[2][0]) == limits.CELL_CHARS


def test_more_rows_than_a_sheet_has(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as caught:
        for _ in opened(tmp_path, "a;b\n" + "\n" * limits.ROWS).rows():
            pass
    assert caught.value.code == "too_big"
