"""A small program on the shell, for its tests: a list, a form that loads, dialogs in between."""

from __future__ import annotations

import sys
import time
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Input

from aduanas_tui.app import AduanasApp
from aduanas_tui.screens.base import BACK, LEAVE, REFRESH, AduanasScreen
from aduanas_tui.screens.confirm import Answer, ChoiceScreen, ConfirmScreen
from aduanas_tui.screens.menu import MenuEntry
from aduanas_tui.screens.palette import ActionMenu
from aduanas_tui.terminal.capabilities import Terminal
from aduanas_tui.widgets.commands import Command, Offer
from aduanas_tui.widgets.picklist import PickItem, PickList
from aduanas_tui.widgets.text_block import TextBlock
from aduanas_tui.widgets.texts import Plain, TextField


def read_data() -> None:
    """Take some time, as a database does."""
    time.sleep(0.15)


class Form(AduanasScreen[list[str]]):
    """Four fields and notes; it is ready only after its worker loaded them."""

    ready = False
    HELP_TITLE = "Cliente nuevo"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        BACK,
        Command("save", ("ctrl+s", "f2"), "Guardar", "Guarda el cliente.", "save"),
    )

    def compose_body(self) -> ComposeResult:
        for position in range(4):
            yield TextField(id=f"field-{position}", max_length=60)
        yield TextBlock(id="notes")

    def on_mount(self) -> None:
        self.set_title("Clientes › Nuevo")
        self.load()

    @work(thread=True)
    def load(self) -> None:
        read_data()
        self.app.call_from_thread(self.loaded)

    def loaded(self) -> None:
        for field in self.query(TextField):
            field.value = ""
        self.ready = True

    @on(Input.Submitted)
    def next_field(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    def values(self) -> list[str]:
        fields = [field.value for field in self.query(TextField)]
        return fields + [block.text for block in self.query(TextBlock)]

    def unsaved(self) -> str | None:
        return "Hay cambios sin guardar." if any(self.values()) else None

    def action_save(self) -> None:
        self.dismiss(self.values())


class Home(AduanasScreen[None]):
    """A list with a search field above it."""

    PLACE = "clients"
    HELP_TITLE = "Clientes"
    HELP = "La lista de clientes."
    CSS = "Home #list { height: 1fr; }"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("new", ("n",), "Nuevo", "Registra un cliente.", "new", name="+ Nuevo Cliente"),
        Command("erase", ("b",), "Borrar", "Pregunta y abre el formulario.", "erase"),
        Command("search", ("slash",), "Buscar", "Va al campo de búsqueda.", "search"),
        Command("actions", ("a",), "Acciones", "Lo que se puede hacer.", "actions"),
        Command("export", ("x",), "Exportar", "Exporta la lista.", "export"),
        Command("ask", ("c",), "Canción", "Pregunta con tres respuestas.", "ask", show=False),
        LEAVE,
        REFRESH,
    )

    def compose_body(self) -> ComposeResult:
        yield TextField(placeholder="Buscar", id="search")
        yield PickList([PickItem(str(row), f"Fila {row}") for row in range(50)], id="list")
        yield Plain(id="out")

    def on_mount(self) -> None:
        self.reloads = 0
        self.results: list[object] = []
        self.set_title("Clientes", "50 activos · op1", "new")
        self.query_one("#list").focus()

    def reason(self, command_id: str) -> str | None:
        return "No hay nada que exportar." if command_id == "export" else None

    def show(self, result: object) -> None:
        self.results.append(result)
        self.query_one("#out", Plain).show(f"resultado: {result!r}")

    def action_new(self) -> None:
        self.app.push_screen(Form(), self.show)

    @work(group="dialog")
    async def action_erase(self) -> None:
        if await self.app.push_screen_wait(ConfirmScreen("¿Borrar?", ["[red]x[/foo]"])):
            self.show(await self.app.push_screen_wait(Form()))
        else:
            self.show("no")

    @work(group="dialog")
    async def action_ask(self) -> None:
        answers = [Answer("g", "Guardar", 1), Answer("d", "Descartar", 2), Answer("v", "Volver", 3)]
        self.show(await self.app.push_screen_wait(ChoiceScreen("¿Qué?", [], answers)))

    def action_actions(self) -> None:
        offers = [Offer(self, self.command(name)) for name in ("new", "export", "erase")]
        self.app.push_screen(ActionMenu("Acciones", offers), self.app.run_offer)

    def action_search(self) -> None:
        self.query_one("#search").focus()

    def action_reload(self) -> None:
        self.reloads += 1

    def action_export(self) -> None:
        raise AssertionError("never allowed")


def demo_app(terminal: Terminal | None = None) -> AduanasApp:
    """Return the program."""
    menu = [MenuEntry("clients", "Clientes", "c", Home)]
    return AduanasApp("op1", Home, menu, terminal=terminal)


if __name__ == "__main__":
    program = demo_app()
    program.run()
    sys.exit(program.return_code)
