"""Zip packages without trusting them: everything is inflated and counted, nothing is kept.

What the table of contents says of sizes is only compared with what was counted. An attacker
could make one library stop where another goes on inflating.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from aduanas_tui.services.sheets import limits
from aduanas_tui.services.sheets.errors import SheetError
from aduanas_tui.services.sheets.snapshot import Snapshot

_END_RECORD = b"PK\x05\x06"
_LOCAL_RECORD = b"PK\x03\x04"
_CHUNK = 1 << 18
_PROLOG_END = re.compile(rb"<[A-Za-z_]")
_XML = (".xml", ".rels", ".vml", ".rdf")
_ENCRYPTED_ODS = b"encryption-data"


def contents(snapshot: Snapshot) -> list[zipfile.ZipInfo]:
    """Return the parts of a package, after looking how many there can be.

    Raises `SheetError` where the table of contents is missing, broken or huge.
    """
    name = snapshot.name
    tail_at = max(0, snapshot.size - (1 << 16) - 22)
    tail = snapshot.read(tail_at, snapshot.size - tail_at)
    at = tail.rfind(_END_RECORD)
    if at < 0 or len(tail) < at + 22:
        raise SheetError("truncated", name)
    if int.from_bytes(tail[at + 12 : at + 16], "little") > limits.DIRECTORY_BYTES:
        raise SheetError("bomb", name, "demasiadas partes")
    try:
        with zipfile.ZipFile(snapshot.path()) as package:
            parts = package.infolist()
    except Exception as error:  # zipfile raises many things for a broken table of contents
        raise SheetError("truncated", name) from error
    if len(parts) > limits.ENTRIES:
        raise SheetError("bomb", name, "demasiadas partes")
    return parts


def check_parts(snapshot: Snapshot, parts: list[zipfile.ZipInfo]) -> None:
    """Inflate every part while counting; raise `SheetError` at a limit or for a lie."""
    name = snapshot.name
    if sum(part.compress_size for part in parts) > snapshot.size:
        raise SheetError("bomb", name, "sus partes se repiten")
    if sum(part.file_size for part in parts) > limits.INFLATED_BYTES:
        raise SheetError("bomb", name, f"más de {limits.INFLATED_BYTES >> 20} MB")
    total = 0
    for part in parts:
        if part.flag_bits & 1:
            raise SheetError("encrypted", name)
        lowered = part.filename.lower()
        limit = limits.INFLATED_BYTES - total
        if lowered.endswith("sharedstrings.xml"):
            limit = min(limit, limits.STRINGS_BYTES)
        prolog: bytes | None = b"" if lowered.endswith(_XML) else None
        size = crc = 0
        for piece in _inflated(snapshot, part):
            size += len(piece)
            if size > limit:
                raise SheetError("bomb", name, f"más de {limit >> 20} MB")
            if size > limits.RATIO_FLOOR and size > part.compress_size * limits.RATIO:
                raise SheetError("bomb", name, f"más de {limits.RATIO} veces su tamaño")
            crc = zlib.crc32(piece, crc)
            if prolog is not None:
                prolog = _check_prolog(prolog + piece.replace(b"\0", b""), name)
            if lowered == "meta-inf/manifest.xml" and _ENCRYPTED_ODS in piece:
                raise SheetError("encrypted", name)
        if size != part.file_size or crc != part.CRC:
            raise SheetError("truncated", name)
        total += size


def _inflated(snapshot: Snapshot, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what a part inflates to, in pieces."""
    header = snapshot.read(part.header_offset, 30)
    if len(header) < 30 or header[:4] != _LOCAL_RECORD:
        raise SheetError("truncated", snapshot.name)
    at = part.header_offset + 30 + sum(struct.unpack_from("<HH", header, 26))
    end = at + part.compress_size
    if end > snapshot.size or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SheetError("truncated", snapshot.name)
    inflate = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while at < end:
        packed = snapshot.read(at, min(_CHUNK, end - at))
        at += len(packed)
        if inflate is None:
            yield packed
            continue
        try:
            while packed and not inflate.eof:
                yield inflate.decompress(packed, _CHUNK)
                packed = inflate.unconsumed_tail
        except zlib.error as error:
            raise SheetError("truncated", snapshot.name) from error
    if inflate is not None:
        # A full last piece can leave more inside than it was allowed to give.
        while more := inflate.decompress(b"", _CHUNK):
            yield more


def _check_prolog(prolog: bytes, name: str) -> bytes | None:
    """Refuse a document type declaration; return ``None`` once the root element begins."""
    root = _PROLOG_END.search(prolog)
    before = prolog[: root.start()] if root else prolog
    if b"<!DOCTYPE" in before or b"<!ENTITY" in before:
        raise SheetError("dtd", name)
    return None if root or len(prolog) > limits.PROLOG_BYTES else prolog
