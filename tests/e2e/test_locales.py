"""Terminals that are not UTF-8: what leaves is theirs, and so is what is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.opened import DOWN, F2, FORM, RECORD, Opened, found


@pytest.mark.parametrize(
    ("locale", "encoding", "typed", "shown"),
    [
        ("C", "ascii", b"\xf1ato", "nato"),
        ("es_HN.ISO-8859-1", "iso8859-1", b"\xf1ato", "ñato"),
    ],
)
def test_letters_of_the_locale(
    base: Path, locale: str, encoding: str, typed: bytes, shown: str
) -> None:
    with Opened(base, env={"LC_ALL": locale}, encoding=encoding) as program:
        program.wait_for("30 activos | op1")
        program.write(f"{DOWN}\r")
        program.wait_for(RECORD)
        program.write("e")
        program.wait_for(FORM)
        program.write(b" " + typed)
        program.wait_for(f"Comercial Prueba 1 {shown}")
        program.write(F2)
        program.wait_for("Cliente guardado.")
        program.leave()
    program.raw.decode(encoding)
    assert [client["nombre"] for client in found(base, "ñato")] == ["Comercial Prueba 1 ñato"]
