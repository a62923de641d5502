"""Running the program: the app with its places."""

from __future__ import annotations

from aduanas_tui.app import AduanasApp
from aduanas_tui.screens.client_list import ClientListScreen
from aduanas_tui.screens.menu import MenuEntry

MENU = (MenuEntry("clients", "Clientes", "c", ClientListScreen),)
"""The places of the program."""


def run_program(operator: str, notice: str = "") -> int:
    """Run the program for ``operator`` and return its exit status.

    ``notice`` is shown at the start.
    """
    app = AduanasApp(operator, lambda: ClientListScreen(notice), MENU)
    app.run()
    return app.return_code or 0
