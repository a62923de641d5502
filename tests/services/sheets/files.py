"""Files of rows as strangers make them: by libraries, and byte by byte."""

from __future__ import annotations

import io
import resource
import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from aduanas_tui.services.sheets import Book, open_book

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def read(path: Path, sheet: str | None = None) -> dict[int, list[str]]:
    """Return the texts of a file by row number."""
    book = open_book(path)
    return texts(book, sheet)


def texts(book: Book, sheet: str | None = None) -> dict[int, list[str]]:
    return {row.number: [cell.text for cell in row.cells] for row in book.rows(sheet)}


def kinds(path: Path) -> dict[int, list[tuple[str, str]]]:
    """Return kinds and texts of a file by row number."""
    return {
        row.number: [(str(cell.kind), cell.text) for cell in row.cells]
        for row in open_book(path).rows()
    }


def processor_seconds() -> float:
    """Return what this process and its children that ended have cost; a busy machine adds none."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def xlsx_parts(sheet: str, strings: str = "", workbook: str = "") -> dict[str, bytes]:
    """Return the parts of a workbook with one sheet, whose rows are ``sheet``."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return {
        "_rels/.rels": (
            f'{head}<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
            f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'{head}<Relationships xmlns="{_PACKAGE}">'
            f'<Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>"
        ).encode(),
        "xl/workbook.xml": (
            f'{head}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{workbook}<sheets>'
            '<sheet name="Clientes" sheetId="1" r:id="r1"/></sheets></workbook>'
        ).encode(),
        "xl/worksheets/sheet1.xml": (
            f'{head}<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
        ).encode(),
        "xl/sharedStrings.xml": (f'{head}<sst xmlns="{_MAIN}">{strings}</sst>').encode(),
    }


def pack(path: Path, parts: dict[str, bytes]) -> Path:
    """Write a zip package."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def raw_xlsx(path: Path, sheet: str, strings: str = "", workbook: str = "") -> Path:
    """Write a workbook with one sheet, whose rows are ``sheet`` as XML."""
    return pack(path, xlsx_parts(sheet, strings, workbook))


def inline(reference: str, text: str) -> str:
    """Return the XML of a cell that holds a text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def deflated(pieces: Iterable[bytes]) -> tuple[bytes, int, int]:
    """Return packed bytes, the size and the checksum of pieces that never are in memory whole."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = io.BytesIO()
    size = crc = 0
    for piece in pieces:
        packed.write(packer.compress(piece))
        size += len(piece)
        crc = zlib.crc32(piece, crc)
    packed.write(packer.flush())
    return packed.getvalue(), size, crc


def add_part(
    path: Path, name: str, packed: bytes, said_size: int, said_crc: int, times: int = 1
) -> None:
    """Write a package of one part byte by byte, whatever its headers say."""
    encoded = name.encode()
    fields = struct.pack(
        "<HHHHHIIIHH", 20, 0, 8, 0, 33, said_crc, len(packed), said_size, len(encoded), 0
    )
    local = b"PK\x03\x04" + fields + encoded + packed
    central = b"PK\x01\x02" + struct.pack("<H", 20) + fields + bytes(14) + encoded
    end = struct.pack("<HHHHIIH", 0, 0, times, times, len(central) * times, len(local), 0)
    path.write_bytes(local + central * times + b"PK\x05\x06" + end)


def compound(path: Path, streams: dict[str, bytes]) -> Path:
    """Write an old compound file (MS-CFB) with these streams, each padded to 4096 bytes."""
    free, end, fat_sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    names = ["Root Entry", *streams]
    entry_sectors = -(-len(names) // 4)
    fat = [fat_sector, *range(2, entry_sectors + 1), end]
    body = b""
    entries = b""
    for name in names:
        data = streams.get(name, b"")
        padded = data + bytes(-len(data) % 512) if len(data) >= 4096 else data.ljust(4096, b"\0")
        start = len(fat) if name in streams else end
        if name in streams:
            sectors = len(padded) // 512
            fat += [*range(start + 1, start + sectors), end]
            body += padded
        encoded = name.encode("utf-16-le") + b"\0\0"
        kind = 2 if name in streams else 5
        entry = encoded.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(encoded), kind, 1, *[free] * 3
        )
        entry += bytes(36) + struct.pack("<IQ", start, len(padded) if name in streams else 0)
        entries += entry
    entries = entries.ljust(entry_sectors * 512, b"\0")
    fat += [free] * (128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0, 0)[: 9 * 4]
    header += struct.pack("<109I", 0, *[free] * 108)
    assert len(header) == 512, len(header)
    path.write_bytes(header + struct.pack("<128I", *fat) + entries + body)
    return path
