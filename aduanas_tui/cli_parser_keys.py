"""What can be said of ``teclas``; light, because every job loads it."""

from __future__ import annotations

from typing import Any


def add_keys(jobs: Any) -> None:
    """Add the job that lists the keys and begins a settings file."""
    job = jobs.add_parser(
        "teclas",
        help="dice las teclas de cada lugar, y revisa el archivo de ajustes",
        description=(
            "Los comandos de cada lugar con sus teclas, como quedan con el archivo de ajustes\n"
            "(~/.config/aduanas/ajustes.toml, o el de ADUANAS_AJUSTES). Si algo de ese archivo no\n"
            "vale, lo dice con su línea y el estado es 1."
        ),
    )
    job.options.add_argument(
        "--crear", action="store_true", help="escribe un archivo de ajustes para empezar"
    )
    job.options.add_argument("--json", action="store_true", help="escribe un documento JSON")
