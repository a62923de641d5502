"""What every screen and every dialog has: title line, content, key line, commands, readiness."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Container, Vertical
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from aduanas_tui.terminal.calm_screen import CalmScreen
from aduanas_tui.widgets.commands import Command, CommandHost, acts_in_text, hosts_from
from aduanas_tui.widgets.keyline import Key, KeyLine
from aduanas_tui.widgets.keymap import APP_PLACE, changed
from aduanas_tui.widgets.texts import Plain
from aduanas_tui.widgets.titleline import TitleLine

if TYPE_CHECKING:
    from aduanas_tui.app import AduanasApp

T = TypeVar("T")

BACK = Command(
    "back", ("escape",), "Volver", "Vuelve a la pantalla anterior.", "back", group="Moverse"
)
"""For screens that are opened from another one; asks first when :meth:`unsaved` says so."""

REFRESH = Command(
    "refresh", ("f5", "r"), "Actualizar", "Lee los datos otra vez.", "reload", "Moverse", show=False
)
"""For screens with data: they implement ``action_reload``."""

LEAVE = Command(
    "leave", ("q", "f10"), "Salir", "Sale del programa.", "app.leave", "Moverse", show=False
)
"""For lists: ``q`` leaves the program. (``F10`` does so everywhere.)"""

_NEVER_WAIT = frozenset({"escape", "ctrl+q"})
"""Keys that help out of a screen whose data does not come, beside those of :data:`_WAYS_OUT`."""

_WAYS_OUT = {"ayuda": ("f1",), "salir": ("f10",)}
"""The app's commands that do so, as the settings file names them, with their usual keys; a letter
does not, since it may be text."""


def helps_out(event: events.Event) -> bool:
    """Tell whether ``event`` is a key that never waits for data."""
    if not isinstance(event, events.Key):
        return False
    ways = (changed(APP_PLACE, word) or usual for word, usual in _WAYS_OUT.items())
    return event.key in _NEVER_WAIT or (
        acts_in_text(event.key) and any(event.key in keys for keys in ways)
    )


def _close_above(screen: Screen[Any]) -> None:
    """Close what was opened over ``screen`` while it was at work."""
    while screen in screen.app.screen_stack[:-1]:
        screen.app.screen.dismiss(None)


class _Shared(CommandHost, CalmScreen):
    """What screens and dialogs have in common."""

    ready: bool = True
    """Whether what is typed may be handed to the screen. A screen that loads its data first sets
    it to ``False`` in its class, and to ``True`` when the data is shown."""

    jobs: int = 0
    """Jobs under way that decide what comes next (a save): every key is meant for that, even
    Esc."""

    if TYPE_CHECKING:
        app: AduanasApp

    def key_must_wait(self, event: events.Event) -> bool:
        """Tell the key gate that ``event`` must wait, because data is still on its way.

        Screens with more to say (a search that is pending) ask ``super()`` first.
        """
        if self.ready or self.jobs:
            return self.jobs > 0
        return not helps_out(event)

    def shown(self, command_id: str) -> bool:
        """Tell whether the key line shows a command now (of those with ``show``)."""
        return command_id != "drafts" or self.app.drafts_wait

    def key_line(self) -> list[Key]:
        """Return the entries of the key line: the focused widget's, the screen's, help last.

        Drafts that wait come first, since they are easily forgotten.
        """
        focused = self.focused
        keys: dict[str, Key] = {}
        for host in hosts_from(focused or self):
            for command in host.commands():
                if not command.show or not command.keys or command.id in keys:
                    continue
                if not self.shown(command.id):
                    continue
                taken = focused is not None and _takes(focused, command)
                enabled = not taken and host.why_not(command) is None
                keys[command.id] = Key(command, enabled)
        return sorted(keys.values(), key=lambda key: key.command.id != "drafts")


def _takes(widget: Widget, command: Command) -> bool:
    """Tell whether ``widget`` takes the shown key of ``command`` as text."""
    key = command.keys[0]
    if acts_in_text(key):
        return False
    character = {"space": " ", "slash": "/", "question_mark": "?"}.get(key, key)
    return len(character) == 1 and widget.check_consume_key(key, character)


class AduanasScreen(_Shared, Screen[T], Generic[T]):
    """A full screen. Subclasses yield their content from :meth:`compose_body`.

    ``COMMANDS`` is Textual's name for the providers of its own palette, which this program does not
    use; here it is the table of commands.
    """

    COMMANDS: ClassVar[tuple[Command, ...]] = ()  # type: ignore[assignment]
    PLACE: ClassVar[str] = ""
    """Id of the menu entry that this screen is under; it docks the menu on wide terminals."""

    def compose(self) -> ComposeResult:
        """Title line, content, key line."""
        yield TitleLine()
        with Container(id="body"):
            if self.PLACE:
                yield self.app.menu_panel(self.PLACE)
            with Vertical(id="content"):
                yield from self.compose_body()
        yield KeyLine()

    def compose_body(self) -> ComposeResult:
        """Yield the content."""
        yield from ()

    def shown(self, command_id: str) -> bool:
        """Show the menu's key, and that of drafts, only where nothing lies below."""
        is_first = self.app.screen_stack[0] is self
        return (is_first or command_id not in ("menu", "drafts")) and super().shown(command_id)

    def set_title(self, left: str, right: str = "", action: str = "") -> None:
        """Set the title line: where one is, its state, and the id of a command to show at the end.

        The command is shown with its full name (``+ Nuevo Cliente``) and can be clicked.
        """
        self._title_command = action
        name = self.command(action).full_name if action else ""
        self.query_one(TitleLine).show(left, right, name)

    _title_command = ""

    def refresh_keys(self) -> None:
        """Draw the key line again: call it when what :meth:`reason` depends on has changed."""
        for line in self.query(KeyLine):
            line.show(self.key_line())

    def role_changed(self) -> None:
        """Show what the operator's new role allows."""
        self.refresh_keys()

    # -- what others do meanwhile ------------------------------------------------------------

    is_outdated = False
    """Whether somebody wrote to the database since this screen read it."""

    @property
    def is_calm(self) -> bool:
        """Whether no job or reading is under way, so that what is shown may change."""
        return self.ready and not self.jobs

    def catch_up(self) -> None:
        """Read again what others may have changed, moving nothing that did not change."""

    def on_screen_resume(self) -> None:
        """Show what others changed while something else was in front."""
        self.app.show_news()

    def unsaved(self) -> str | None:
        """Return, in Spanish, what would be lost by leaving now; ``None`` when nothing would.

        One sentence without the question: ``"Hay cambios sin guardar en el cliente."``
        """
        return None

    async def action_back(self) -> None:
        """Leave this screen, asking first when something would be lost."""
        if self.jobs:
            self.notify("Un momento: se está guardando.")
            return
        lost = self.unsaved()
        if lost is None:
            self.dismiss(None)
            return

        def leave(answer: bool | None) -> None:
            if answer:
                self.dismiss(None)

        from aduanas_tui.screens.confirm import ConfirmScreen

        self.app.push_screen(
            ConfirmScreen("¿Salir sin guardar?", [lost], "Salir sin guardar", "Seguir aquí"), leave
        )

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close this screen, and what was opened over it."""
        _close_above(self)
        return super().dismiss(result)

    def on_mount(self) -> None:
        """Show the keys, now and whenever the focus moves.

        Textual calls the ``on_mount`` of every class: subclasses do not call this one.
        """
        self.refresh_keys()
        self.bindings_updated_signal.unsubscribe(self)
        self.bindings_updated_signal.subscribe(self, self._bindings_updated)

    def _bindings_updated(self, _screen: Screen[Any]) -> None:
        self.refresh_keys()

    @on(KeyLine.Clicked)
    async def _key_clicked(self, event: KeyLine.Clicked) -> None:
        event.stop()
        for host in hosts_from(self.focused or self):
            if event.command in host.commands():
                await host.run_command(event.command.id)
                return

    @on(TitleLine.ActionClicked)
    async def _title_clicked(self, event: TitleLine.ActionClicked) -> None:
        event.stop()
        await self.run_command(self._title_command)


CANCEL = Command("cancel", ("escape",), "Cancelar", "Cierra sin hacer nada.", "cancel")


class AduanasModal(_Shared, ModalScreen[T], Generic[T]):
    """A dialog: a frame in the middle, over the screen it belongs to. Esc cancels.

    Subclasses yield their content from :meth:`compose_body` and call ``dismiss(result)``.
    """

    OFFERS_HELP: ClassVar[bool] = True
    OFFERS_PALETTE: ClassVar[bool] = True
    COMMANDS: ClassVar[tuple[Command, ...]] = (CANCEL,)  # type: ignore[assignment]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._dialog_title = title

    def compose(self) -> ComposeResult:
        """Frame with title and content."""
        with Vertical(id="frame"):
            yield Plain(self._dialog_title, id="dialog-title")
            yield from self.compose_body()

    def compose_body(self) -> ComposeResult:
        """Yield the content."""
        yield from ()

    def keys_text(self, *command_ids: str) -> Plain:
        """Return the last line of a dialog: what these commands do, with their keys."""
        commands = [self.command(command_id) for command_id in command_ids]
        return Plain("   ".join(f"{one.key()} {one.label}" for one in commands), id="keys")

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close this dialog, and what was opened over it (the help, while a job runs)."""
        _close_above(self)
        return super().dismiss(result)

    def action_cancel(self) -> None:
        """Close without a result."""
        self.dismiss(None)
