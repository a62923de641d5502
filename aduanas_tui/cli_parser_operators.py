"""What can be said of ``operadores``; light, because every job loads it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from aduanas_tui.domain.roles import Role


def add_operators(jobs: Any, add_base: Callable[[Any], None]) -> None:
    """Add the job that lists operators and changes their roles."""
    job = jobs.add_parser(
        "operadores",
        help="dice qué rol tiene cada operador, o se lo cambia",
        description=(
            "Sin nombre, la lista de los operadores. Con nombre, el suyo: con --rol se lo cambia\n"
            "un supervisor. Quien no está en la lista es consulta: busca y ve, y no escribe nada.\n"
            "Un operador registra, edita, importa y deshace lo suyo; un supervisor, además,\n"
            "deshace lo de otros, restaura respaldos y da los roles."
        ),
    )
    job.arguments.add_argument(
        "nombre", metavar="NOMBRE", nargs="?", help="el operador: el nombre de su cuenta"
    )
    job.options.add_argument(
        "--rol", metavar="ROL", type=_role, help=f"le da el rol: {', '.join(Role)}"
    )
    job.options.add_argument(
        "--compartida",
        action=argparse.BooleanOptionalAction,
        help="por esa cuenta entran varias personas: ADUANAS_OPERADOR dice quién es",
    )
    job.options.add_argument("--json", action="store_true", help="escribe un documento JSON")
    add_base(job)


def _role(text: str) -> Role:
    try:
        return Role(text.lower())
    except ValueError:
        raise argparse.ArgumentTypeError(f"elija {', '.join(Role)}") from None
