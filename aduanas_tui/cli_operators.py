"""``aduanas operadores``: who may do what, and changing it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence

from aduanas_tui.cli_json import json_text
from aduanas_tui.domain.text import clean_line
from aduanas_tui.services import office
from aduanas_tui.services import operators as service
from aduanas_tui.services.operators import OperatorInfo


def operators(options: Namespace) -> int:
    """List the operators or change one, and return the exit status."""
    name, role, shared = options.nombre, options.rol, options.compartida
    if name is None:
        _show(service.operators(), options.json)
        return 0
    if role is None and shared is None:
        _show([service.operator(name)], options.json)
        return 0
    changed = service.change(office.operator_name(), name, role=role, shared=shared)
    if service.is_nobodys(name):
        _say(f"Aviso: en este sistema no hay una cuenta «{name}»: revise el nombre.")
    _show([changed], options.json)
    return 0


def _show(found: Sequence[OperatorInfo], as_json: bool) -> None:
    if as_json:
        listed = [
            {"nombre": one.name, "rol": one.role.value, "compartida": one.shared} for one in found
        ]
        print(json_text({"operadores": listed}))
        return
    width = max(len("Operador"), *(len(_plain(one.name)) for one in found))
    print(f"{'Operador':<{width}}  {'Rol':<10}  Cuenta compartida")
    for one in found:
        line = f"{_plain(one.name):<{width}}  {one.role:<10}  {'sí' if one.shared else ''}"
        print(line.rstrip())


def _plain(name: str) -> str:
    return clean_line(name, service.MAX_NAME_LENGTH)


def _say(sentence: str) -> None:
    if sys.stderr is not None:
        print(clean_line(sentence, 200), file=sys.stderr)
