"""The measurements run and say something; what they say of time is not judged here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import audit
from tests.bench.__main__ import main


def test_the_short_form_prints_a_whole_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--breve", "--carpeta", str(tmp_path)]) == 0
    table = capsys.readouterr().out
    for what in (
        "Buscar, 1 letra",
        "Buscar, varias palabras",
        "número de un documento",
        "Otros órdenes",
        "Leer una ficha",
        "Abrir hasta una lista usable",
        "Letra en Buscar",
        "En reposo",
        "Atraso tras 5 ↓ seguidas",
        "Otros: DataTable de Textual",
        "Guardar un cambio",
        "un mismo hueco",
        "Registrar un pago",
        "fallos 0",
        "primera página de una parte (2,000 operaciones)",
        "Historial: totales (20 operaciones)",
        "Clientes por Últ. op.",
        "Respaldar, revisado",
        "Verificar (1,000), sin faltas",
        "Importar 200 filas",
        "Exportar 1,000 clientes",
    ):
        assert what in table
    assert not list(tmp_path.glob("tmp*"))


def test_the_audit_log_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["--cambios", "300"]) == 0
    assert "Bitácora, eliminaciones: primera página (300 cambios)" in capsys.readouterr().out
