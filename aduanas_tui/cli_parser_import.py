"""What can be said of ``importar`` and ``deshacer``; light, because every job loads it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

_SEPARATORS = {"tab": "\t", "tabulador": "\t", "\\t": "\t"}


def add_import(jobs: Any, add_base: Callable[[Any], None]) -> None:
    """Add the job that imports a file."""
    job = jobs.add_parser(
        "importar",
        help="importa clientes de un archivo de Excel, OpenDocument o CSV",
        description=(
            "Importa clientes de un archivo .xlsx, .xlsm, .xls, .ods, .csv o .txt. Las filas\n"
            "buenas se guardan juntas; las que tienen errores quedan fuera y se dicen (estado 1)."
        ),
    )
    job.arguments.add_argument("archivo", metavar="ARCHIVO", type=_text, help="el archivo")
    job.options.add_argument(
        "--de", metavar="QUÉ", type=_what, default="clientes", help="qué trae: clientes"
    )
    job.options.add_argument(
        "--simular", action="store_true", help="solo dice qué haría, sin guardar nada"
    )
    job.options.add_argument("--json", action="store_true", help="escribe un documento JSON")
    job.options.add_argument(
        "--si-existe",
        metavar="HACER",
        type=_if_exists,
        default="omitir",
        help="con los clientes que ya existen: omitir (si no se dice) o actualizar",
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
            "Elimina los clientes que una importación creó y devuelve los que cambió a como\n"
            "estaban. Los que alguien cambió o usó después quedan como están y se dicen (estado 1)."
        ),
    )
    job.arguments.add_argument("lote", metavar="LOTE", type=_batch, help="número de la importación")
    add_base(job)


def _text(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("no puede estar vacío")
    return text


def _what(text: str) -> str:
    if text != "clientes":
        raise argparse.ArgumentTypeError("por ahora solo se importan clientes")
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
