"""What a file is by its bytes, and whether a package can be inflated at all.

This runs in the program's own process: it looks, counts and never builds anything.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import IO

from aduanas_tui.services.sheets import limits
from aduanas_tui.services.sheets.errors import SheetError
from aduanas_tui.services.sheets.foreign import foreign_kind
from aduanas_tui.services.sheets.snapshot import Snapshot

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_RECORD = b"PK\x05\x06"
_HEAD_BYTES = 4096
_CHUNK = 1 << 18
_PROLOG_END = re.compile(rb"<[A-Za-z_:]")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def recognise(snapshot: Snapshot) -> str:
    """Return ``xlsx``, ``xls``, ``ods`` or ``csv``; anything else is refused by name."""
    head = snapshot.read(0, _HEAD_BYTES)
    if head.startswith(_ZIP):
        return _package_kind(snapshot)
    if head.startswith(_OLE):
        return "xls"
    foreign = foreign_kind(head)
    if foreign:
        raise SheetError("not_a_sheet", snapshot.name, foreign)
    return "csv"


def _package_kind(snapshot: Snapshot) -> str:
    """Return what a zip package holds."""
    with _package(snapshot) as package:
        names = {info.filename.replace("\\", "/").lower() for info in package.infolist()}
    if any(name.startswith("xl/") and name.endswith(".xml") for name in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    raise SheetError("not_a_sheet", snapshot.name, "un archivo comprimido")


def _package(snapshot: Snapshot) -> zipfile.ZipFile:
    """Open a package after looking how large its table of contents says it is."""
    tail_at = max(0, snapshot.size - (1 << 16) - 22)
    tail = snapshot.read(tail_at, snapshot.size - tail_at)
    at = tail.rfind(_END_RECORD)
    if at < 0 or len(tail) < at + 22:
        raise SheetError("truncated", snapshot.name)
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    if directory > limits.DIRECTORY_BYTES:
        raise SheetError("bomb", snapshot.name, "demasiadas partes")
    try:
        package = zipfile.ZipFile(snapshot.path())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise SheetError("truncated", snapshot.name) from error
    if len(package.infolist()) > limits.ENTRIES:
        package.close()
        raise SheetError("bomb", snapshot.name, "demasiadas partes")
    return package


def check_package(snapshot: Snapshot) -> None:
    """Inflate every part of a package while counting; raise `SheetError` at a limit."""
    total = 0
    with _package(snapshot) as package:
        for info in package.infolist():
            if info.flag_bits & 1:
                raise SheetError("encrypted", snapshot.name)
            try:
                with package.open(info) as part:
                    total += _inflate(part, info, limits.INFLATED_BYTES - total, snapshot.name)
            except (
                zipfile.BadZipFile,
                zlib.error,
                EOFError,
                ValueError,
                OSError,
                NotImplementedError,
                RuntimeError,
            ) as error:
                raise SheetError("truncated", snapshot.name) from error


def _inflate(part: IO[bytes], info: zipfile.ZipInfo, room: int, name: str) -> int:
    """Return how much a part inflates to; headers are not believed."""
    limit = room
    lowered = info.filename.lower()
    if lowered.endswith("sharedstrings.xml"):
        limit = min(limit, limits.STRINGS_BYTES)
    size = 0
    prolog: bytes | None = b"" if lowered.endswith((".xml", ".rels", ".vml")) else None
    while chunk := part.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise SheetError("bomb", name, f"más de {limit >> 20} MB")
        if size > limits.RATIO_FLOOR and size > info.compress_size * limits.RATIO:
            raise SheetError("bomb", name, f"más de {limits.RATIO} veces su tamaño")
        if prolog is not None:
            prolog = _check_prolog(prolog + chunk.replace(b"\0", b""), name)
    return size


def _check_prolog(prolog: bytes, name: str) -> bytes | None:
    """Refuse a document type declaration; return ``None`` once the root element begins."""
    if b"<!DOCTYPE" in prolog or b"<!ENTITY" in prolog:
        raise SheetError("dtd", name)
    return None if _PROLOG_END.search(prolog) else prolog
