"""What an xlsx package holds: its sheets, where they are, which number formats are dates."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field

from aduanas_tui.services.sheets.values import decode_escapes, is_date_format
from aduanas_tui.services.sheets.xml import feed_all, local, parser


@dataclass
class Part:
    """A sheet of the workbook."""

    name: str
    visible: bool
    path: str
    """Its part in the package."""


@dataclass
class Package:
    """The workbook around the sheets."""

    zip: zipfile.ZipFile
    parts: list[Part] = field(default_factory=list)
    strings: str | None = None
    """The part of the shared texts."""
    styles: str | None = None
    epoch_1904: bool = False

    def real(self, path: str) -> str | None:
        """Return the name of a part as the package writes it: case and slashes vary."""
        return self._names.get(_plain(path))

    def __post_init__(self) -> None:
        """Remember the parts by a name that does not vary."""
        self._names = {_plain(name): name for name in self.zip.namelist()}

    def strings_size(self) -> int:
        """Return how long the table of shared texts is, in bytes."""
        return 0 if self.strings is None else self.zip.getinfo(self.strings).file_size

    def date_styles(self) -> frozenset[int]:
        """Return the numbers of the cell styles that show dates."""
        if self.styles is None:
            return frozenset()
        codes: dict[int, str] = {}
        ids: list[int] = []
        inside: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            tag = local(name)
            if tag == "numFmt" and "numFmts" in inside:
                codes[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
            elif tag == "xf" and inside[-1:] == ["cellXfs"]:
                ids.append(int(attributes.get("numFmtId", 0)))
            inside.append(tag)

        made = parser()
        made.StartElementHandler = start
        made.EndElementHandler = lambda _: inside.pop()
        with self.zip.open(self.styles) as file:
            feed_all(file, made)
        return frozenset(
            style for style, number in enumerate(ids) if is_date_format(number, codes.get(number))
        )


def read_package(opened: zipfile.ZipFile) -> Package:
    """Read the workbook part and what it points to; only sheets with cells are listed."""
    package = Package(opened)
    book = next(
        (target for kind, target in _relations(package, "").values() if kind == "officeDocument"),
        "xl/workbook.xml",
    )
    relations = _relations(package, book)
    for kind, target in relations.values():
        if kind == "sharedStrings":
            package.strings = package.real(target)
        elif kind == "styles":
            package.styles = package.real(target)

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "workbookPr":
            package.epoch_1904 = attributes.get("date1904", "0").lower() in ("1", "true", "on")
        elif tag == "sheet":
            key = next((value for full, value in attributes.items() if local(full) == "id"), "")
            kind, target = relations.get(key, ("", ""))
            real = package.real(target)
            if kind == "worksheet" and real:
                state = attributes.get("state", "visible")
                shown = decode_escapes(attributes.get("name", ""))
                package.parts.append(Part(shown, state == "visible", real))

    made = parser()
    made.StartElementHandler = start
    with opened.open(package.real(book) or "") as file:
        feed_all(file, made)
    return package


def _plain(path: str) -> str:
    return path.replace("\\", "/").lstrip("/").lower()


def _relations(package: Package, source: str) -> dict[str, tuple[str, str]]:
    """Return the relations of a part: id → last word of its type, target from the root."""
    folder, name = posixpath.split(source)
    path = package.real(posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, tuple[str, str]] = {}
    if path is None:
        return found

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            full = target if target.startswith("/") else posixpath.join(folder, target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (kind, posixpath.normpath(full).lstrip("/"))

    made = parser()
    made.StartElementHandler = start
    with package.zip.open(path) as file:
        feed_all(file, made)
    return found
