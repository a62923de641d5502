"""The option ``--de`` of the jobs that read or write lists: which records they are of."""

from __future__ import annotations

import argparse
from typing import Any

WHAT = ("clientes", "expedientes", "cotizaciones", "facturas", "pagos")
"""What lists can be of; said here so that help needs no services."""


def add_what(job: Any, help_text: str) -> None:
    """Add the option to a job."""
    job.options.add_argument("--de", metavar="QUÉ", type=_what, default=WHAT[0], help=help_text)


def _what(text: str) -> str:
    if text not in WHAT:
        raise argparse.ArgumentTypeError(f"elija {', '.join(WHAT[:-1])} o {WHAT[-1]}")
    return text
