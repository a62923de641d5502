"""What a file is by its bytes, never by its name, and whether it may be parsed at all.

This runs in the program's own process: it looks, counts and never builds anything.
"""

from __future__ import annotations

import zipfile

from aduanas_tui.services.sheets.errors import SheetError
from aduanas_tui.services.sheets.foreign import foreign_kind, foreign_package
from aduanas_tui.services.sheets.package import check_parts, contents
from aduanas_tui.services.sheets.snapshot import Snapshot

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0"
_HEAD_BYTES = 4096


def checked_kind(snapshot: Snapshot) -> str:
    """Return ``xlsx``, ``xls``, ``ods`` or ``csv``; anything else is refused by name."""
    head = snapshot.read(0, _HEAD_BYTES)
    if head.startswith(_ZIP):
        parts = contents(snapshot)
        kind = _package_kind(snapshot, parts)
        check_parts(snapshot, parts)
        return kind
    if head.startswith(_OLE):
        return "xls"
    foreign = foreign_kind(head)
    if foreign:
        raise SheetError("not_a_sheet", snapshot.name, foreign)
    return "csv"


def _package_kind(snapshot: Snapshot, parts: list[zipfile.ZipInfo]) -> str:
    """Return what a zip package holds."""
    names = {part.filename.replace("\\", "/").lstrip("/").lower() for part in parts}
    if any(name.endswith("workbook.xml") for name in names):
        return "xlsx"
    if "content.xml" in names:
        mimetype = next((part for part in parts if part.filename == "mimetype"), None)
        said = b""
        if mimetype is not None and mimetype.compress_type == zipfile.ZIP_STORED:
            said = snapshot.read(mimetype.header_offset, 200)
        if b"opendocument.text" not in said and b"opendocument.presentation" not in said:
            return "ods"
        raise SheetError("not_a_sheet", snapshot.name, "un documento de LibreOffice")
    raise SheetError("not_a_sheet", snapshot.name, foreign_package(names))
