"""What is no honest file of rows: one clear sentence, at once, and the program goes on."""

from __future__ import annotations

import os
import random
import resource
import stat
from pathlib import Path

import openpyxl
import pytest

from aduanas_tui.services.sheets import SheetError, limits, open_book, process, snapshot
from tests.services.sheets.files import (
    add_part,
    compound,
    deflated,
    inline,
    pack,
    processor_seconds,
    raw_xlsx,
    read,
    xlsx_parts,
)


def refused(path: Path) -> SheetError:
    """Return why a file is refused, whether on opening or on reading."""
    with pytest.raises(SheetError) as caught:
        read(path)
    said = str(caught.value)
    assert said.endswith(".") and path.name[:200] in said and "\n" not in said
    return caught.value


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "un PDF"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + bytes(100), "una imagen JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "una imagen PNG"),
        (b"<html><body><table><tr><td>Nombre</td></tr></table></body></html>", "HTML"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html>", "HTML"),
        ("<html><table>".encode("utf-16"), "HTML"),
        (
            b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook '
            b'xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "un libro XML de Excel 2003",
        ),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "MHTML"),
        (b"SQLite format 3\0" + bytes(100), "una base de datos SQLite"),
        (b"\x09\x08\x08\x00\x00\x05", "anterior a 1997"),
        (b"BM\x36\x10\0\0\0\0\0\0\x36\0", "una imagen BMP"),
        (b"<?xml version='1.0'?><clientes/>", "un archivo XML"),
        (b"\x1f\x8b\x08\0\0\0", "gzip"),
        (random.Random(5).randbytes(5000), "un archivo binario"),
    ],
)
@pytest.mark.parametrize("ending", ["xls", "xlsx", "csv"])
def test_something_else_is_named(tmp_path: Path, content: bytes, says: str, ending: str) -> None:
    path = tmp_path / f"clientes.{ending}"
    path.write_bytes(content)
    error = refused(path)
    assert error.code == "not_a_sheet"
    assert says in str(error) and ".xlsx" in str(error)


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("word/document.xml", "un documento de Word"),
        ("ppt/presentation.xml", "una presentación de PowerPoint"),
        ("xl/workbook.bin", "un libro binario de Excel (.xlsb)"),
        ("foto.jpg", "un archivo comprimido (ZIP)"),
    ],
)
def test_other_packages_are_named(tmp_path: Path, part: str, says: str) -> None:
    error = refused(pack(tmp_path / "clientes.xlsx", {part: b"<a/>"}))
    assert error.code == "not_a_sheet" and says in str(error)


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods", "csv", "txt"])
def test_a_file_of_no_bytes(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"vacío.{ending}"
    path.touch()
    assert refused(path).code == "empty"


@pytest.mark.parametrize("content", [b"\r\n\r\n", b"\xef\xbb\xbf", b";;;\n;;;\n", b"  \n"])
def test_a_text_without_rows(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vacío.csv"
    path.write_bytes(content)
    assert refused(path).code == "empty"


def test_an_empty_sheet(tmp_path: Path) -> None:
    path = tmp_path / "vacío.xlsx"
    openpyxl.Workbook().save(path)
    error = refused(path)
    assert error.code == "empty_sheet" and "«Sheet»" in str(error)


def test_a_workbook_of_charts_only(tmp_path: Path) -> None:
    parts = xlsx_parts("")
    relations = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(b'/worksheet"', b'/chartsheet"')
    assert refused(pack(tmp_path / "gráficos.xlsx", parts)).code == "no_sheets"


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95, 0.999])
def test_a_truncated_workbook(tmp_path: Path, kept: float) -> None:
    book = openpyxl.Workbook()
    for number in range(200):
        book.worksheets[0].append([f"Cliente {number}", number])
    path = tmp_path / "clientes.xlsx"
    book.save(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert refused(path).code == "truncated"


def test_a_workbook_with_broken_bytes(tmp_path: Path) -> None:
    path = raw_xlsx(tmp_path / "clientes.xlsx", f'<row r="1">{inline("A1", "Nombre" * 99)}</row>')
    content = bytearray(path.read_bytes())
    at = content.index(b"sheet1.xml") + 40
    content[at : at + 20] = bytes(20)
    path.write_bytes(content)
    assert refused(path).code == "truncated"


def test_broken_xml(tmp_path: Path) -> None:
    assert refused(raw_xlsx(tmp_path / "a.xlsx", '<row r="1"><c></row>')).code == "truncated"


def test_an_encrypted_workbook(tmp_path: Path) -> None:
    streams = {"EncryptionInfo": bytes(300), "EncryptedPackage": bytes(9000)}
    error = refused(compound(tmp_path / "clientes.xlsx", streams))
    assert error.code == "encrypted" and "contraseña" in str(error)


def test_an_encrypted_old_workbook(tmp_path: Path) -> None:
    begin = b"\x09\x08\x10\0\0\x06\x05\0" + bytes(12)
    streams = {"Workbook": begin + b"\x2f\0\x06\0\0\0" + bytes(4) + b"\x0a\0\0\0"}
    assert refused(compound(tmp_path / "clientes.xls", streams)).code == "encrypted"


def test_an_encrypted_open_document(tmp_path: Path) -> None:
    manifest = b'<manifest:manifest><manifest:encryption-data manifest:checksum-type=""/>'
    parts = {"META-INF/manifest.xml": manifest, "content.xml": b"\x81\x92\x11"}
    assert refused(pack(tmp_path / "clientes.ods", parts)).code == "encrypted"


@pytest.mark.parametrize("stream", ["WordDocument", "PowerPoint Document"])
def test_other_old_documents_are_named(tmp_path: Path, stream: str) -> None:
    error = refused(compound(tmp_path / "clientes.xls", {stream: b"x"}))
    assert error.code == "not_a_sheet" and stream.split("Doc")[0].strip() in str(error)


def test_an_old_document_of_which_only_the_beginning_is_left(tmp_path: Path) -> None:
    path = compound(tmp_path / "clientes.xls", {"Workbook": bytes(9000)})
    path.write_bytes(path.read_bytes()[:700])
    assert refused(path).code in ("truncated", "not_a_sheet")


_DECLARATIONS = [
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ja"><!ENTITY b "&a;&a;">]>',
    '<?xml version="1.0"?><!-- '
    + "relleno " * 9000
    + '--><!DOCTYPE a SYSTEM "file:///etc/passwd">',
]


@pytest.mark.parametrize("head", _DECLARATIONS)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declarations_are_refused(tmp_path: Path, head: str, part: str, encoding: str) -> None:
    parts = xlsx_parts(f'<row r="1"><c r="A1" t="s"><v>0</v></c>{inline("B1", "b")}<f>a</f></row>')
    body = parts[part].decode().partition("?>")[2]
    parts[part] = (head + body).encode(encoding)
    assert refused(pack(tmp_path / "a.xlsx", parts)).code == "dtd"


def test_declarations_in_an_open_document_are_refused(tmp_path: Path) -> None:
    parts = {"content.xml": (_DECLARATIONS[0] + "<a/>").encode()}
    assert refused(pack(tmp_path / "a.ods", parts)).code == "dtd"


def _zeros(size: int) -> list[bytes]:
    return [b"<xl>" + bytes(1 << 20)] + [bytes(1 << 20)] * (size >> 20)


def test_a_bomb_in_a_small_file(tmp_path: Path) -> None:
    path = tmp_path / "bomba.xlsx"
    packed, size, crc = deflated(_zeros(1 << 28))
    add_part(path, "xl/workbook.xml", packed, size, crc)
    assert path.stat().st_size < 1 << 20
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = processor_seconds()
    assert refused(path).code == "bomb"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30 << 10
    assert processor_seconds() - begun < 20


def test_a_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    path = tmp_path / "bomba.xlsx"
    packed, _, _ = deflated(_zeros(1 << 26))
    beginning = deflated(_zeros(0)[:1])
    add_part(path, "xl/workbook.xml", packed, *beginning[1:])
    assert refused(path).code == "bomb"
    packed, _, _ = deflated(_zeros(1 << 22))
    add_part(path, "xl/workbook.xml", packed, *beginning[1:])
    assert refused(path).code == "truncated"


def test_a_bomb_of_parts_that_share_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "bomba.xlsx"
    rng = random.Random(1)
    line = b"".join(b"%d," % rng.randrange(1000) for _ in range(1 << 18))
    packed, size, crc = deflated([line] * 4)
    add_part(path, "xl/workbook.xml", packed, size, crc, times=100)
    begun = processor_seconds()
    assert refused(path).code == "bomb"
    assert processor_seconds() - begun < 2


def test_a_bomb_by_its_own_account_is_not_inflated(tmp_path: Path) -> None:
    path = tmp_path / "bomba.xlsx"
    packed, _, crc = deflated([b"<a/>"])
    add_part(path, "xl/workbook.xml", packed, limits.INFLATED_BYTES + 1, crc)
    assert refused(path).code == "bomb"


def test_too_many_parts(tmp_path: Path) -> None:
    path = tmp_path / "partes.xlsx"
    add_part(path, "xl/workbook.xml", *deflated([b"<a/>"]), times=limits.ENTRIES + 1)
    assert refused(path).code == "bomb"
    add_part(path, "xl/workbook.xml", *deflated([b"<a/>"]), times=50_000)
    assert refused(path).code == "bomb"


def test_huge_shared_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "STRINGS_BYTES", 1 << 20)
    parts = xlsx_parts("", "".join(f"<si><t>texto {n}</t></si>" for n in range(60_000)))
    assert refused(pack(tmp_path / "textos.xlsx", parts)).code == "bomb"


def test_a_child_that_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SILENCE_SECONDS", 0.1)
    monkeypatch.setattr(process, "_START", "import signal; signal.pause()")
    path = tmp_path / "lista.csv"
    path.write_text("Nombre;RTN\n")
    assert refused(path).code == "timeout"


def test_a_large_file(tmp_path: Path) -> None:
    path = tmp_path / "grande.csv"
    with path.open("wb") as file:
        file.truncate(limits.FILE_BYTES + 1)
    assert refused(path).code == "too_big"


def test_a_missing_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "no.xlsx").code == "missing"
    assert refused(tmp_path / "no" / "no.xlsx").code == "missing"
    assert refused(tmp_path / ("n" * 300)).code == "missing"
    with pytest.raises(SheetError):
        open_book(tmp_path / "con\0nulo.csv")


def test_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "clientes.xlsx"
    folder.mkdir()
    assert refused(folder).code == "directory"


def test_a_pipe_and_a_device_do_not_hang(tmp_path: Path) -> None:
    pipe = tmp_path / "tubo.csv"
    os.mkfifo(pipe)
    assert refused(pipe).code == "special"
    for device in ("/dev/zero", "/dev/null", "/dev/tty"):
        with pytest.raises(SheetError):
            open_book(Path(device))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "ajeno.csv"
    path.write_text("Nombre;RTN\n")
    path.chmod(0)
    assert refused(path).code == "permission"


def test_no_permission_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(snapshot.os, "open", no)
    assert refused(tmp_path / "ajeno.csv").code == "permission"


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "lista.csv").write_text("Nombre;RTN\nUno;2\n")
    link = tmp_path / "enlace.csv"
    link.symlink_to("lista.csv")
    assert read(link) == {1: ["Nombre", "RTN"], 2: ["Uno", "2"]}
    circle = tmp_path / "círculo.csv"
    circle.symlink_to("círculo.csv")
    assert refused(circle).code == "missing"
    pipe = tmp_path / "tubo"
    os.mkfifo(pipe)
    (tmp_path / "a.csv").symlink_to(pipe)
    assert refused(tmp_path / "a.csv").code == "special"


def test_a_file_that_grows_while_it_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("Nombre;RTN\n" * 10)
    copy = snapshot._write_all

    def slow(fd: int, data: bytes) -> None:
        copy(fd, data)
        with path.open("a") as file:
            file.write("más;2\n")
            os.utime(path, ns=(1, 1))
        monkeypatch.setattr(snapshot, "_write_all", copy)

    monkeypatch.setattr(snapshot, "_write_all", slow)
    assert refused(path).code == "changing"
    assert len(read(path)) == 11


def test_what_is_read_is_what_was_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("Nombre;RTN\nUno;1\n")
    book = open_book(path)
    path.write_text("Otro;archivo\n" * 1000)
    assert [row.number for row in book.rows()] == [1, 2]
    path.unlink()
    assert [row.number for row in book.rows()] == [1, 2]


def test_no_room_for_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("Nombre;RTN\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot, "_write_all", full)
    assert refused(path).code == "no_space"


def test_the_copy_belongs_to_the_operator_and_has_no_name(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("Nombre;RTN\n")
    book = open_book(path)
    facts = os.fstat(book._snapshot.fd)
    assert facts.st_nlink == 0 and stat.S_IMODE(facts.st_mode) == 0o600
    book.close()
    book.close()


def test_a_strange_file_name_is_safe_in_the_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\nb.csv"
    path.touch()
    with pytest.raises(SheetError) as caught:
        open_book(path)
    assert str(caught.value).isprintable()
