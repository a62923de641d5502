"""Running the program: the app with its places."""

from __future__ import annotations

import sys

from aduanas_tui.app import AduanasApp
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.menu import MenuEntry
from aduanas_tui.services import failures

MENU = (MenuEntry("clients", "Clientes", "c", ClientListScreen),)
"""The places of the program."""


def run_program(operator: str, notice: str = "") -> int:
    """Run the program for ``operator`` and return its exit status.

    ``notice`` is shown at the start.
    """
    app = AduanasApp(operator, lambda: ClientListScreen(notice), MENU)
    app.run()
    if app.failure is not None:
        print(
            failures.told(app.failure, "El programa se cerró por un error inesperado."),
            file=sys.stderr,
        )
    return app.return_code or 0
