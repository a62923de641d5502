"""The application: what is the same on every screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.notifications import SeverityLevel
from textual.reactive import Reactive
from textual.screen import Screen
from textual.theme import Theme

from aduanas_tui.screens.backup_app import BACK_UP, BackupApp
from aduanas_tui.screens.base import AduanasScreen
from aduanas_tui.screens.draft_app import DRAFTS, DraftsApp
from aduanas_tui.screens.draft_keeping import KeepsDraft
from aduanas_tui.screens.live_app import LiveApp
from aduanas_tui.screens.menu import MenuEntry, MenuPanel, MenuScreen
from aduanas_tui.screens.role_app import RoleApp
from aduanas_tui.services.drafts import DraftBox
from aduanas_tui.terminal.capabilities import Terminal
from aduanas_tui.terminal.gated_app import GatedApp
from aduanas_tui.terminal.signs import signs
from aduanas_tui.terminal.theme import THEME
from aduanas_tui.widgets.commands import Command, Offer, hosts_from, offers_from
from aduanas_tui.widgets.keymap import APP_PLACE

MENU_DOCKED_FROM = 110
"""Columns from which the menu stands beside the content."""

TWO_COLUMNS_FROM = 170
"""Columns from which a form has its fields in two columns."""

_LINEAR_CSS = Path(__file__).with_name("linear.tcss")

_NOT_OVER_DIALOGS = ("menu", "drafts", "back_up")
"""Commands of the app that the palette of a dialog leaves out."""


class AduanasApp(DraftsApp, BackupApp, RoleApp, LiveApp, GatedApp[None]):
    """The program on the terminal of one operator.

    ``operator`` is who works here; ``first_screen`` makes the screen that it opens with; ``menu``
    has the places of the side menu; ``drafts`` keeps what is typed in forms; without a key for
    ``idle_limit`` seconds the program ends (0: it never does); ``clean_up`` removes what must not
    stay behind when the line drops, since nothing of the caller's runs then; ``at_ease`` is called
    once, when the first screen can be used; ``terminal`` is what
    the operator's can do.
    """

    CSS_PATH = [
        "app.tcss",
        "screens/base.tcss",
        "screens/help.tcss",
        "screens/palette.tcss",
        "screens/menu.tcss",
    ]
    TITLE = "Aduanas"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (MENU_DOCKED_FROM, "-wide"),
        (TWO_COLUMNS_FROM, "-broad"),
    ]
    NOTIFICATION_TIMEOUT: ClassVar[float] = 6

    COMMANDS: ClassVar[tuple[Command, ...]] = (  # type: ignore[assignment]  # see AduanasScreen
        Command(
            "palette",
            ("ctrl+p", "f9"),
            "Buscar un comando",
            "Todo lo que se puede hacer aquí, por su nombre.",
            "palette",
            show=False,
        ),
        Command("menu", ("m", "f8"), "Menú", "Los lugares del programa.", "menu"),
        DRAFTS,
        BACK_UP,
        Command(
            "repaint",
            ("ctrl+l",),
            "Dibujar de nuevo",
            "Dibuja todo otra vez, si otro programa escribió en la terminal.",
            "repaint",
            show=False,
        ),
        Command("leave", ("f10",), "Salir", "Sale del programa.", "leave", show=False),
        Command("help", ("f1", "question_mark"), "Ayuda", "Ayuda sobre este lugar.", "help"),
    )
    HELP_TITLE = "En todas partes"
    KEYS_PLACE = APP_PLACE
    DIGITS_SEARCH = True  # in the list of clients

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "ask_to_leave", show=False, priority=True),
        Binding("ctrl+c", "how_to_leave", show=False),
    ]

    # Not announced when it is set first: that would parse all CSS a second time.
    theme: Reactive[str] = Reactive(THEME.name, init=False)

    def __init__(
        self,
        operator: str,
        first_screen: Callable[[], Screen[None]],
        menu: Sequence[MenuEntry] = (),
        *,
        drafts: DraftBox | None = None,
        idle_limit: float = 0,
        clean_up: Callable[[], None] | None = None,
        at_ease: Callable[[], None] | None = None,
        terminal: Terminal | None = None,
    ) -> None:
        super().__init__(terminal)
        if self.terminal.linear:
            self.css_path.append(_LINEAR_CSS)
            self.HORIZONTAL_BREAKPOINTS = self.HORIZONTAL_BREAKPOINTS[:1]
            self.add_class("-linear")
        self.operator = operator
        self.drafts = drafts
        self.idle_limit = idle_limit
        self.goodbye = ""
        """What to say once the terminal is given back."""
        self._clean_up = clean_up
        self._at_ease = at_ease
        self.menu = tuple(menu)
        self.animation_level = "none"
        self._first_screen = first_screen
        self._asks_to_leave = False

    @property
    def available_themes(self) -> dict[str, Theme]:
        """The one theme; Textual's own are of no use on a terminal of 16 colours."""
        return {THEME.name: THEME}

    def get_default_screen(self) -> Screen[None]:
        """Open with the first screen, instead of an empty one below it."""
        screen = self._first_screen()
        self.read_css(screen)
        return screen

    def started(self) -> None:
        """Do what the start went without: the screen that calls this can be used now."""
        at_ease, self._at_ease = self._at_ease, None
        if at_ease is not None:
            at_ease()

    def menu_panel(self, place: str) -> MenuPanel:
        """Return the docked menu for a screen of that place."""
        return MenuPanel(self.menu, place)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a message for some seconds, its severity also as a sign.

        It is plain text whatever ``markup`` says: a widget's own ``notify`` asks for markup unless
        told otherwise, and messages quote data.
        """
        sign = {"warning": signs().warning, "error": signs().error}.get(severity)
        super().notify(
            f"{sign} {message}" if sign else message,
            title=title,
            severity=severity,
            timeout=timeout,
            markup=False,
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Switch off what makes no sense over an open dialog."""
        if action == "run_command" and parameters[0] == "palette":
            return getattr(self.screen, "OFFERS_PALETTE", True)
        if action == "run_command" and parameters[0] == "menu":
            return not self.screen.is_modal
        if action == "run_command" and parameters[0] == "drafts":  # forms have their own
            return not self.screen.is_modal and not isinstance(self.screen, KeepsDraft)
        if action == "run_command" and parameters[0] == "help":
            return getattr(self.screen, "OFFERS_HELP", True)
        return super().check_action(action, parameters)

    def action_help(self) -> None:
        """Open the help for where one is."""
        from aduanas_tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(list(hosts_from(self.focused or self.screen))))

    def action_palette(self) -> None:
        """Open the palette, and run what was chosen from it."""
        from aduanas_tui.screens.palette import PaletteScreen

        no_sense = {"palette", *(_NOT_OVER_DIALOGS if self.screen.is_modal else ())}
        offers = offers_from(self.focused or self.screen)
        self.push_screen(
            PaletteScreen([offer for offer in offers if offer.command.id not in no_sense]),
            self.run_offer,
        )

    async def run_offer(self, offer: Offer | None) -> None:
        """Run what a palette or an action menu returned."""
        if offer is not None:
            await offer.host.run_command(offer.command.id)

    def action_menu(self) -> None:
        """Go to the docked menu, or open it as a drawer where it is not docked."""
        place = self.screen.PLACE if isinstance(self.screen, AduanasScreen) else ""
        for panel in self.screen.query(MenuPanel):
            if panel.display:
                panel.enter()
                return
        self.push_screen(MenuScreen(self.menu, place), self._menu_chosen)

    def _menu_chosen(self, place: str | None) -> None:
        if place is not None:
            self.go_to(place)

    @on(MenuPanel.Chosen)
    def _place_chosen(self, event: MenuPanel.Chosen) -> None:
        self.go_to(event.place)

    @work(group="dialog")
    async def go_to(self, place: str) -> None:
        """Open a place of the menu, after asking what open screens would lose."""
        entry = next((entry for entry in self.menu if entry.id == place), None)
        if entry is None or not await self._may_leave("¿Salir sin guardar?"):
            return
        while len(self.screen_stack) > 1:
            await self.screen.dismiss(None)
        if getattr(self.screen, "PLACE", "") != entry.id:
            await self.show_instead(entry.open())

    def action_leave(self) -> None:
        """Leave the program, asking only when something would be lost."""
        self._leave(False)

    def action_ask_to_leave(self) -> None:
        """Leave after asking: for keys that elsewhere mean something else."""
        self._leave(True)

    def action_how_to_leave(self) -> None:
        """Tell how to leave: Ctrl+C is a reflex, and ends nothing here."""
        everywhere = self.key_of("leave")
        offers = offers_from(self.screen_stack[0])
        in_lists = next(offer.command.key() for offer in offers if offer.command.id == "leave")
        second = "" if in_lists == everywhere else f", o {in_lists} en la lista"
        self.notify(f"Para salir del programa: {everywhere}{second}.")

    @work(group="dialog")
    async def _leave(self, ask: bool) -> None:
        if await self._may_leave("¿Salir del programa?", ask):
            self.give_up_drafts()
            self.exit()

    def is_at_work(self) -> bool:
        """Tell whether a save, an import or an export is under way."""
        from aduanas_tui.screens.progress import ProgressScreen

        return any(
            isinstance(screen, ProgressScreen) or getattr(screen, "jobs", 0)
            for screen in self.screen_stack
        )

    def idled_out(self) -> None:
        """Leave: nobody is there. What is typed is offered at the next start."""
        self.keep_what_is_typed()
        minutes = self.idle_limit / 60
        self.goodbye = f"aduanas se cerró tras {minutes:g} min sin uso."
        if next(self.forms(), None) is not None:
            self.goodbye += " Lo escrito y no guardado quedó en un borrador."
        self.exit()

    def at_end(self) -> None:
        """Remove what must not stay behind when the line drops."""
        if self._clean_up is not None:
            self._clean_up()

    async def _may_leave(self, title: str, ask: bool = False) -> bool:
        """Ask if any open screen would lose something, or if ``ask``; tell whether to go on.

        While the question is open it is not asked again.
        """
        lost = [
            sentence
            for screen in self.screen_stack
            if isinstance(screen, AduanasScreen | KeepsDraft)
            and (sentence := screen.unsaved()) is not None
        ]
        if not lost and not ask:
            return True
        if self._asks_to_leave:
            return False
        from aduanas_tui.screens.confirm import ConfirmScreen

        self._asks_to_leave = True
        try:
            question = ConfirmScreen(title, lost, "Salir", "Seguir aquí")
            answer: bool = await self.push_screen_wait(question)
        finally:
            self._asks_to_leave = False
        return answer
