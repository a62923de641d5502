"""What can be said of ``respaldar``, ``restaurar`` and ``verificar``; every job loads it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

AddBase = Callable[..., None]


def add_backup(jobs: Any, add_base: AddBase) -> None:
    """Add the job that backs the database up."""
    job = jobs.add_parser(
        "respaldar",
        help="copia la base, también mientras otros trabajan",
        description=(
            "Copia la base como está en un momento, mientras otros siguen trabajando, y revisa la\n"
            "copia antes de darla por buena. Sin DESTINO queda en la carpeta respaldos, al lado\n"
            "de la base."
        ),
    )
    job.arguments.add_argument(
        "destino",
        metavar="DESTINO",
        nargs="?",
        type=_path,
        help="un archivo que no existe, o una carpeta",
    )
    job.options.add_argument(
        "--reemplazar", action="store_true", help="reemplaza el archivo si ya existe"
    )
    add_base(job)


def add_restore(jobs: Any, add_base: AddBase) -> None:
    """Add the job that puts a backup in the place of the database."""
    job = jobs.add_parser(
        "restaurar",
        help="pone un respaldo en lugar de la base",
        description=(
            "Revisa un respaldo y lo pone en lugar de la base. La que había se conserva en la\n"
            "carpeta respaldos. Nadie debe tener la base abierta: si alguien la tiene, dice quién."
        ),
    )
    job.arguments.add_argument("archivo", metavar="ARCHIVO", type=_path, help="el respaldo")
    job.options.add_argument(
        "--reemplazar",
        action="store_true",
        help="si ya hay una base, la pone aparte y usa el respaldo en su lugar",
    )
    add_base(job)


def add_verify(jobs: Any, add_base: AddBase) -> None:
    """Add the job that checks the database."""
    job = jobs.add_parser(
        "verificar",
        help="revisa la base, y arregla lo que se puede",
        description=(
            "Revisa la base entera mientras otros trabajan: el archivo, el esquema, las\n"
            "relaciones, los contadores contra un recuento, el orden y el índice de búsqueda.\n"
            "Estado 1 si algo está mal; de cada cosa dice qué hacer."
        ),
    )
    job.options.add_argument(
        "--reparar",
        action="store_true",
        help="rehace lo que sale de los datos (índices, orden, contadores); nunca cambia los datos",
    )
    job.options.add_argument("--json", action="store_true", help="escribe un documento JSON")
    add_base(job)


def _path(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("indique una ruta")
    return Path(text)
