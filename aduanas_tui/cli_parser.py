"""What can be said on the command line, in Spanish: argparse by itself speaks English."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from aduanas_tui import __version__
from aduanas_tui.cli_parser_backup import add_backup, add_restore, add_verify
from aduanas_tui.cli_parser_export import add_export, add_template
from aduanas_tui.cli_parser_import import add_import, add_undo
from aduanas_tui.cli_parser_keys import add_keys
from aduanas_tui.cli_parser_operators import add_operators

MOST_DEMO_CLIENTS = 4_000_000
"""As many as there are invented RTNs; said here so that help needs no demo."""

_MESSAGES = (
    (r"the following arguments are required: (.*)", "falta {0}"),
    (r"unrecognized arguments: (.*)", "no se entiende: {0}"),
    (r"argument TRABAJO: invalid choice: '?(.*?)'? \(choose from .*", "no existe el trabajo «{0}»"),
    (r"argument (\S+): expected (?:one|at least one) argument", "falta el valor de {0}"),
    (r"argument (\S+): ignored explicit argument .*", "{0} no lleva valor"),
    (r"argument (\S+): (.*)", "{0}: {1}"),
)
"""Messages of argparse, as patterns, and how we say them; the first that fits counts."""


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help that begins with ``uso:``."""

    def add_usage(
        self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: Any = None
    ) -> None:
        super().add_usage(usage, actions, groups, "uso: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser whose help and errors are Spanish."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, add_help=False, allow_abbrev=False, formatter_class=_Help)
        self.arguments = self.add_argument_group("argumentos")
        self.options = self.add_argument_group("opciones")
        self.options.add_argument("-h", "--help", action="help", help="muestra esta ayuda y sale")

    def error(self, message: str) -> NoReturn:
        """Say in one line what is wrong and how to learn more, and exit with status 2."""
        self.exit(2, f"{self.prog}: {_in_spanish(message)}. Vea: {self.prog} --help\n")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for; ``job`` is ``None`` for opening the program.

    Wrong use is said on stderr and ends the process with status 2, help with status 0.
    """
    parser = _Parser(
        prog="aduanas",
        description="Clientes de una agencia aduanera. Sin trabajo, abre el programa.",
        epilog="Ayuda de un trabajo: aduanas TRABAJO --help",
    )
    parser.options.add_argument(
        "-V",
        "--version",
        action="version",
        version=f"aduanas {__version__}",
        help="muestra la versión",
    )
    _add_base(parser, None)
    jobs = parser.add_subparsers(
        title="trabajos", dest="job", metavar="TRABAJO", parser_class=_Parser
    )
    _add_create(jobs)
    _add_demo(jobs)
    _add_search(jobs)
    add_import(jobs, _add_base)
    add_undo(jobs, _add_base)
    add_export(jobs, _add_base)
    add_template(jobs, _add_base)
    add_backup(jobs, _add_base)
    add_restore(jobs, _add_base)
    add_verify(jobs, _add_base)
    add_operators(jobs, _add_base)
    add_keys(jobs)
    options = parser.parse_args(arguments)
    if options.job == "demo":
        _check_demo(parser, options)
    if options.job == "operadores" and options.nombre is None:
        _check_all_operators(parser, options)
    return options


def _add_create(jobs: Any) -> None:
    job = jobs.add_parser(
        "iniciar", help="crea la base", description="Crea una base vacía en la ruta elegida."
    )
    _add_base(job)


def _add_demo(jobs: Any) -> None:
    job = jobs.add_parser(
        "demo",
        help="prueba el programa con datos inventados",
        description="Abre el programa con clientes inventados, que se borran al salir.",
    )
    job.options.add_argument(
        "--clientes",
        metavar="N",
        type=_number(1, MOST_DEMO_CLIENTS),
        help="cuántos clientes (2,000 si no se dice)",
    )
    job.options.add_argument(
        "--semilla",
        metavar="S",
        type=_number(0, 2**31),
        help="otra semilla da otros clientes; la misma, los mismos",
    )
    job.options.add_argument(
        "--solo-generar",
        action="store_true",
        help="solo escribe la base en la ruta de --base, sin abrir el programa",
    )
    _add_base(job, text="con --solo-generar: dónde escribirla; no debe existir")


def _add_search(jobs: Any) -> None:
    job = jobs.add_parser(
        "buscar",
        help="busca clientes",
        description=(
            "Busca clientes por el comienzo de sus palabras: nombre, ciudad, correo, contactos,\n"
            "RTN o teléfono. Una lista vacía también es una respuesta (estado 0)."
        ),
    )
    job.arguments.add_argument("text", metavar="TEXTO", nargs="+", help="lo que se busca")
    job.options.add_argument("--json", action="store_true", help="escribe un documento JSON")
    job.options.add_argument(
        "--inactivos", action="store_true", help="busca también entre los inactivos"
    )
    job.options.add_argument(
        "--limite",
        metavar="N",
        type=_number(0, 2**31),
        default=20,
        help="cuántos clientes como máximo (20 si no se dice; 0: todos)",
    )
    _add_base(job)


def _add_base(
    parser: _Parser, default: Any = argparse.SUPPRESS, text: str = "ruta de la base de datos"
) -> None:
    """Add ``--base``, which may stand before or after the job: the later one counts."""
    parser.options.add_argument("--base", metavar="RUTA", type=_path, default=default, help=text)


def _check_demo(parser: _Parser, options: argparse.Namespace) -> None:
    if options.solo_generar and options.base is None:
        parser.error("--solo-generar necesita --base RUTA")
    if options.base is not None and not options.solo_generar:
        parser.error("demo abre una base pasajera: --base va junto con --solo-generar")


def _check_all_operators(parser: _Parser, options: argparse.Namespace) -> None:
    if options.rol is not None or options.compartida is not None:
        parser.error("--rol y --compartida necesitan el nombre de un operador")


def _path(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("indique una ruta")
    return text


def _number(least: int, most: int) -> Any:
    def number(text: str) -> int:
        digits = text.replace(",", "")
        if digits.isascii() and digits.isdigit() and least <= int(digits) <= most:
            return int(digits)
        raise argparse.ArgumentTypeError(f"escriba un número de {least:,} a {most:,}")

    return number


def _in_spanish(message: str) -> str:
    for pattern, ours in _MESSAGES:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return ours.format(*found.groups())
    return message if message.startswith(("-", "demo")) else "no se entiende la orden"
