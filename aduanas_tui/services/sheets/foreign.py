"""What a file is that is not a file of rows, told by its first bytes."""

from __future__ import annotations

_SIGNATURES = (
    (b"%PDF", "un PDF"),
    (b"\xff\xd8\xff", "una imagen JPEG"),
    (b"\x89PNG", "una imagen PNG"),
    (b"GIF8", "una imagen GIF"),
    (b"{\\rtf", "un documento RTF"),
    (b"Rar!", "un archivo comprimido RAR"),
    (b"7z\xbc\xaf\x27\x1c", "un archivo comprimido 7z"),
    (b"\x1f\x8b", "un archivo comprimido gzip"),
    (b"SQLite format 3\0", "una base de datos SQLite"),
    (b"\x7fELF", "un programa"),
    (b"MIME-Version:", "una página web guardada (MHTML)"),
    (b"\x09\x08", "un libro de Excel anterior a 1997"),
    (b"\x09\x04", "un libro de Excel anterior a 1997"),
    (b"\x09\x02", "un libro de Excel anterior a 1997"),
    (b"ID;PWXL", "un archivo SYLK"),
)
_WITH_ZEROS = ((b"BM", "una imagen BMP"), (b"MZ", "un programa"))
"""Signatures that could be the first letters of a list; these files have zeros near them."""

_HTML = (b"<html", b"<!doctype html", b"<table", b"<body", b"<head", b"<meta", b"<style", b"<div")
_PACKAGES = (
    ("xl/workbook.bin", "un libro binario de Excel (.xlsb)"),
    ("word/", "un documento de Word"),
    ("ppt/", "una presentación de PowerPoint"),
    ("index/", "un libro de Numbers"),
)


def foreign_kind(head: bytes) -> str | None:
    """Return the Spanish name of what begins with ``head``, or ``None`` for other text."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if b"\0" in head[:32]:
        for signature, name in _WITH_ZEROS:
            if head.startswith(signature):
                return name
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if text.startswith(_HTML):
        return "una página web (HTML)"
    if text.startswith((b"<?xml", b"<!doctype", b"<!--")):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in text:
            return "un libro XML de Excel 2003"
        if any(tag in text for tag in _HTML):
            return "una página web (HTML)"
        return "un archivo XML"
    return None


def foreign_package(names: set[str]) -> str:
    """Return the Spanish name of a zip package by the names of its parts, in lower case."""
    for start, name in _PACKAGES:
        if any(part.startswith(start) for part in names):
            return name
    return "un archivo comprimido (ZIP)"
