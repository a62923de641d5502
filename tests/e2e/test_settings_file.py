"""The settings file in the real program: what it says holds, and what is wrong is told at once."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.opened import DOWN, Opened

SETTINGS = """
[terminal]
ascii = true
[teclas]
guardar = ["F5", "Ctrl+G"]
[teclas.lista]
nuevo = "w"
nueva = "k"
"""


def test_keys_and_signs_of_the_settings_file(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "ajustes.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    with Opened(base, env={"ADUANAS_AJUSTES": str(path)}) as program:
        program.wait_for("Ajustes, línea 8: ")
        program.wait_for("w Nuevo")
        program.write(f"{DOWN}w")
        program.wait_for("F5 Guardar")
        program.write("\x07")
        program.wait_for("x Escriba el nombre")
        program.leave()
