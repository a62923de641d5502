"""XML of strangers through expat, piece by piece, without declarations. For the child process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol
from xml.parsers import expat

_CHUNK = 1 << 17


class Readable(Protocol):
    """What can be read piece by piece."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, none only at the end."""


class DeclarationError(Exception):
    """The document declares a type or entities of its own."""


def parser() -> expat.XMLParserType:
    """Return a parser that refuses declarations; names keep their prefix, see `local`."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _refuse
    made.EntityDeclHandler = _refuse
    return made


def _refuse(*_: object) -> None:
    raise DeclarationError


def local(name: str) -> str:
    """Return an element's or attribute's name without its prefix: writers choose them freely."""
    return name.rpartition(":")[2]


def feed(file: Readable, into: expat.XMLParserType) -> Iterator[None]:
    """Parse a file piece by piece; pauses after each so that what was found can be passed on."""
    while chunk := file.read(_CHUNK):
        into.Parse(chunk)
        yield
    into.Parse(b"", True)
    yield


def feed_all(file: Readable, into: expat.XMLParserType) -> None:
    """Parse a whole file."""
    for _ in feed(file, into):
        pass
