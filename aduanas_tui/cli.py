"""The command line: the program itself, and its jobs for scripts and cron.

Only what a job needs is imported, when it is needed: nothing here loads Textual but opening the
program. Exit status: 0 done, 1 refused or problems found, 2 wrong use.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

DONE, REFUSED = 0, 1
_INTERRUPTED = 130
"""Status of a process that Ctrl+C ended, as shells count it."""
_LONGEST_SEARCH = 400
_LONGEST_LINE = 2_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks and return the exit status; never shows a traceback."""
    if sys.platform != "linux":
        return _refuse("aduanas funciona en Linux: conéctese por SSH al servidor de la oficina.")
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - kept open
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        status = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return REFUSED
    except Exception as error:
        return _tell(error)
    return status


def _run(arguments: Sequence[str]) -> int:
    if not arguments:
        return _open_program(None)
    if len(arguments) == 2 and arguments[0] == "--base" and not arguments[1].startswith("-"):
        return _open_program(arguments[1])  # without the parser of all the jobs
    from aduanas_tui.cli_parser import parse

    options = parse(arguments)
    match options.job:
        case "iniciar":
            return _create(options.base)
        case "buscar":
            return _search(options)
        case "demo":
            return _demo(options)
        case "exportar":
            return _export(options)
        case "plantilla":
            from aduanas_tui.cli_export import template

            return template(options)
        case "importar" | "deshacer":
            return _import(options)
        case "operadores":
            return _operators(options)
        case "respaldar":
            from aduanas_tui.cli_backup import make_backup

            return make_backup(options)
        case "restaurar":
            from aduanas_tui.cli_backup import restore_backup

            return restore_backup(options)
        case "verificar":
            from aduanas_tui.cli_verify import verify_base

            return verify_base(options)
        case "teclas":
            from aduanas_tui.cli_keys import keys

            return keys(options)
        case _:
            return _open_program(options.base)


def _open_program(base: str | None) -> int:
    from aduanas_tui.terminal.check import terminal_problem

    problem = terminal_problem(os.environ, sys.stdin, sys.stdout)
    if problem is not None:
        return _refuse(problem)
    # Nearly all that is made now stays: looking through it for garbage takes longer than reading
    # the list. The program lets the collector work again once it can be used.
    gc.disable()
    from aduanas_tui.services import office

    path = _opened(base, "programa")
    from aduanas_tui.services.drafts import box_of
    from aduanas_tui.services.importing.unfinished import unfinished_words
    from aduanas_tui.terminal.lean import left_out

    with left_out():
        from aduanas_tui.start import run_program

    try:
        operator = office.operator_name()
        return run_program(
            operator,
            box_of(path, operator),
            office.unheard_words(),
            base=path,
            later=partial(unfinished_words, operator),
        )
    finally:
        office.close_office()


def _opened(base: str | None, job: str) -> Path:
    """Open the database; an older one is backed up first, which may take a while."""
    from aduanas_tui.cli_progress import clear_progress, show_progress
    from aduanas_tui.services import office

    try:
        return office.open_office(base, job, show_progress)
    finally:
        clear_progress()


def _create(base: str | None) -> int:
    from aduanas_tui.services import office

    path = office.create_office(base)
    office.close_office()
    print(f"Se creó la base «{path}».")
    return DONE


def _search(options: Namespace) -> int:
    from aduanas_tui.domain.text import clean_line
    from aduanas_tui.services import office

    _opened(options.base, options.job)
    from aduanas_tui.cli_search import search

    text = clean_line(" ".join(options.text), _LONGEST_SEARCH)
    try:
        return search(
            text, as_json=options.json, inactive_too=options.inactivos, limit=options.limite
        )
    finally:
        office.close_office()


def _export(options: Namespace) -> int:
    from aduanas_tui.services import office

    _opened(options.base, options.job)
    from aduanas_tui.cli_export import export

    try:
        return export(options)
    finally:
        office.close_office()


def _import(options: Namespace) -> int:
    from aduanas_tui.services import office

    _opened(options.base, options.job)
    from aduanas_tui.cli_import import import_file, undo_import

    job = import_file if options.job == "importar" else undo_import
    try:
        _say(office.unheard_words())
        return job(options, office.operator_name())
    finally:
        office.close_office()


def _operators(options: Namespace) -> int:
    from aduanas_tui.services import office

    _opened(options.base, options.job)
    from aduanas_tui.cli_operators import operators

    try:
        return operators(options)
    finally:
        office.close_office()


def _demo(options: Namespace) -> int:
    from aduanas_tui import cli_demo

    if options.solo_generar:
        return cli_demo.write_demo(options.base, options.clientes, options.semilla)
    from aduanas_tui.terminal.check import terminal_problem

    problem = terminal_problem(os.environ, sys.stdin, sys.stdout)
    if problem is not None:
        return _refuse(problem)
    return cli_demo.run_demo(options.clientes, options.semilla)


def _refuse(sentence: str) -> int:
    """Say in one line on stderr why not, and return the status of a refusal."""
    _say(sentence)
    return REFUSED


def _say(sentence: str) -> None:
    if sentence and sys.stderr is not None:
        print(sentence, file=sys.stderr)


def _tell(error: Exception) -> int:
    """Say what an error means to an operator; the details of one nobody foresaw go to a log."""
    if isinstance(error, ImportError):
        return _refuse(f"Falta una parte del programa ({error.name}): instálelo de nuevo.")
    from aduanas_tui.domain.text import clean_line
    from aduanas_tui.services import failures

    if isinstance(error, OSError):
        _drop_output()
    sentence = failures.told(error, "Ocurrió un error inesperado y no se terminó lo pedido.")
    return _refuse(clean_line(sentence, _LONGEST_LINE))


def _drop_output() -> None:
    """Forget what could not be written, or Python would try again, and complain, at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
