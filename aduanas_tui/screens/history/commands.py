"""What can be done in the history of a client, and its help."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from aduanas_tui.screens.documents.commands import REGISTER
from aduanas_tui.widgets.commands import Command

HELP: Final = (
    "Expedientes, cotizaciones, facturas y pagos; Tab pasa de una parte a otra. Los filtros "
    "valen para las cuatro, cada una por su propia fecha: un pago sigue a su factura, y una "
    "factura o cotización a su expediente. Lo que no tiene ese enlace solo se ve con Todos."
)

COMMANDS: Final[tuple[Command, ...]] = (
    Command("open", ("enter",), "Abrir", "Abre el documento con sus enlaces.", "open"),
    replace(REGISTER, action=f"screen.{REGISTER.action}"),
    Command("filters", ("f",), "Filtros", "Elige qué operaciones se ven.", "choose_filters"),
    Command("clear", ("delete", "0"), "Quitar filtros", "Vuelve a mostrar todas.", "clear_filters"),
    Command("next_part", ("tab",), "Parte", "Pasa a la parte siguiente.", "next_part(1)"),
    Command(
        "previous_part",
        ("shift+tab",),
        "Parte anterior",
        "Pasa a la parte anterior.",
        "next_part(-1)",
        show=False,
    ),
    Command("export", ("x",), "Exportar", "Escribe el historial en un archivo.", "export"),
    Command("order", ("o",), "Ordenar", "Cambia el orden de la parte.", "choose_order"),
)
