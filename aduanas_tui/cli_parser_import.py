"""What can be said of ``importar`` and ``deshacer``; light, because every job loads it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from aduanas_tui.cli_parser_what import add_what

_SEPARATORS = {"tab": "\t", "tabulador": "\t", "\\t": "\t"}


def add_import(jobs: Any, add_base: Callable[[Any], None]) -> None:
    """Add the job that imports a file."""
    job = jobs.add_parser(
        "importar",
        help="importa clientes u operaciones de un archivo de Excel, OpenDocument o CSV",
        description=(
            "Importa clientes, expedientes, cotizaciones, facturas o pagos de un archivo .xlsx,\n"
            ".xlsm, .xls, .ods, .csv o .txt. Las filas buenas se guardan juntas; las que tienen\n"
            "errores quedan fuera y se dicen (estado 1). El cliente de una operación se halla por\n"
            "su RTN; importe antes los expedientes, y las facturas antes que sus pagos."
        ),
    )
    job.arguments.add_argument("archivo", metavar="ARCHIVO", type=_text, help="el archivo")
    add_what(job, "qué trae: clientes (si no se dice), expedientes, cotizaciones, facturas o pagos")
    job.options.add_argument(
        "--simular", action="store_true", help="solo dice qué haría, sin guardar nada"
    )
    job.options.add_argument("--json", action="store_true", help="escribe un documento JSON")
    job.options.add_argument(
        "--si-existe",
        metavar="HACER",
        type=_if_exists,
        default="omitir",
        help="con lo que ya existe (mismo RTN o número): omitir (si no se dice) o actualizar",
    )
    job.options.add_argument("--hoja", metavar="H", type=_text, help="la hoja, si hay varias")
    job.options.add_argument(
        "--codificacion", metavar="C", type=_text, help="la de un archivo de texto, como cp1252"
    )
    job.options.add_argument(
        "--separador", metavar="S", type=_separator, help="el de un archivo de texto: ; , | o tab"
    )
    job.options.add_argument(
        "--llenar",
        metavar="COLUMNA=VALOR",
        type=_filling,
        action="append",
        default=[],
        help="un mismo valor para una columna obligatoria que falta, como email=x@ejemplo.hn",
    )
    add_base(job)


def add_undo(jobs: Any, add_base: Callable[[Any], None]) -> None:
    """Add the job that undoes an import."""
    job = jobs.add_parser(
        "deshacer",
        help="deshace una importación",
        description=(
            "Elimina lo que una importación creó y devuelve lo que cambió a como estaba. Lo que\n"
            "alguien cambió o usó después queda como está y se dice (estado 1)."
        ),
    )
    job.arguments.add_argument("lote", metavar="LOTE", type=_batch, help="número de la importación")
    add_base(job)


def _text(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("no puede estar vacío")
    return text


def _if_exists(text: str) -> str:
    if text not in ("omitir", "actualizar"):
        raise argparse.ArgumentTypeError("elija omitir o actualizar")
    return text


def _separator(text: str) -> str:
    return _SEPARATORS.get(text.lower(), text)


def _filling(text: str) -> tuple[str, str]:
    column, sign, value = text.partition("=")
    if not (sign and column.strip() and value.strip()):
        raise argparse.ArgumentTypeError("escriba COLUMNA=VALOR, como email=x@ejemplo.hn")
    return column.strip().lower(), value


def _batch(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 1 << 62:
        return int(text)
    raise argparse.ArgumentTypeError("escriba el número de la importación")
