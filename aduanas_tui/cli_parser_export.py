"""What can be said of ``exportar`` and ``plantilla``; light, because every job loads it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aduanas_tui.cli_parser_what import add_what

AddBase = Callable[..., None]


def add_export(jobs: Any, add_base: AddBase) -> None:
    """Add the job that writes clients to a file."""
    job = jobs.add_parser(
        "exportar",
        help="escribe los clientes, o sus operaciones, en un archivo de Excel o CSV",
        description=(
            "Escribe los clientes activos, con sus contactos y lo que se sabe de sus operaciones,\n"
            "en un archivo de Excel (.xlsx) o CSV (.csv, con punto y coma). Con --de escribe las\n"
            "operaciones de ese tipo: las de toda la oficina o, si se buscan o filtran clientes,\n"
            "las de los que se hallan."
        ),
    )
    _add_output(job)
    add_what(
        job, "qué se escribe: clientes (si no se dice), expedientes, cotizaciones, facturas o pagos"
    )
    job.options.add_argument("--buscar", metavar="T", help="solo los que encuentra esa búsqueda")
    job.options.add_argument(
        "--departamento", metavar="D", type=_department, help="solo los de ese departamento"
    )
    job.options.add_argument(
        "--tipo", metavar="T", type=_kind, help="solo personas de ese tipo: natural o juridica"
    )
    job.options.add_argument("--inactivos", action="store_true", help="también los inactivos")
    add_base(job)


def add_template(jobs: Any, add_base: AddBase) -> None:
    """Add the job that writes the template."""
    job = jobs.add_parser(
        "plantilla",
        help="escribe la plantilla para listas de clientes o de operaciones",
        description=(
            "Escribe la plantilla que se llena y se importa, con ejemplos e instrucciones,\n"
            "en un archivo de Excel (.xlsx) o CSV (.csv)."
        ),
    )
    _add_output(job)
    add_what(job, "de qué: clientes (si no se dice), expedientes, cotizaciones, facturas o pagos")
    add_base(job, text="no hace falta: la plantilla no usa la base")


def _add_output(job: Any) -> None:
    job.arguments.add_argument(
        "output", metavar="SALIDA", type=_output, help="el archivo, que termina en .xlsx o .csv"
    )
    job.options.add_argument(
        "--reemplazar", action="store_true", help="reemplaza el archivo si ya existe"
    )


def _output(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("indique una ruta")
    path = Path(text)
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise argparse.ArgumentTypeError("el nombre debe terminar en .xlsx o .csv")
    return path


def _kind(text: str) -> str:
    from aduanas_tui.domain.text import fold

    kind = fold(text.strip())
    if kind not in ("natural", "juridica"):
        raise argparse.ArgumentTypeError("elija natural o juridica")
    return kind


def _department(text: str) -> str:
    from aduanas_tui.domain.territory import DEPARTMENTS, department_by_name

    found = department_by_name(text)
    if found is None:
        listed = ", ".join(one.name for one in DEPARTMENTS)
        raise argparse.ArgumentTypeError(f"elija uno de los 18 departamentos: {listed}")
    return found.name
