"""Commands: one declaration feeds bindings, key line, help, palette and menus."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    NamedTuple,
    Protocol,
    cast,
    runtime_checkable,
)

from textual.binding import Binding, BindingType

from aduanas_tui.domain.roles import Right
from aduanas_tui.domain.text import fold
from aduanas_tui.terminal.rebinding import rebind
from aduanas_tui.terminal.signs import key_name
from aduanas_tui.widgets import keymap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.dom import DOMNode

    _Node = DOMNode
else:
    # Not a node itself: Textual looks for inherited CSS in the first base class that is one.
    _Node = object


@dataclass(frozen=True, slots=True)
class Command:
    """Something an operator can do, declared once."""

    id: str
    """Stable name in code, unique in its host."""
    keys: tuple[str, ...]
    """Textual key names; the first one is shown in the key line. May be empty (menus only)."""
    label: str
    """Short Spanish label for the key line: ``Nuevo``."""
    help: str
    """One Spanish sentence for the help and the palette."""
    action: str
    """Textual action, run on the host: ``"new_client"`` calls ``action_new_client``."""
    group: str = ""
    """Heading in the help."""
    show: bool = True
    """Whether the key line shows it."""
    name: str = ""
    """The label of the manual, word for word (``+ Nuevo Cliente``), where there is room for it."""
    shown_keys: tuple[str, ...] = ()
    """Keys that the key line shows instead of the first one: ``("left", "right")``."""
    right: Right | None = None
    """What the operator's role has to allow for it."""

    @property
    def full_name(self) -> str:
        """The label for menus, palette and title line."""
        return self.name or self.label

    @property
    def word(self) -> str:
        """Its name in the settings file, made from the label: ``a-todas-las-iguales``."""
        return re.sub(r"[^a-z0-9]+", "-", fold(self.label)).strip("-")

    def key(self, at: int = 0) -> str:
        """Return how its key (the first unless ``at`` says another) is written on screen."""
        return key_name(self.keys[at])


@runtime_checkable
class KnowsRights(Protocol):
    """An app that knows what its operator may do."""

    def refusal(self, right: Right) -> str | None:
        """Return why the operator may not do something; ``None`` when it may."""


def acts_in_text(key: str) -> bool:
    """Tell whether ``key`` acts even while a text field has the focus (Ctrl and F keys)."""
    return key.startswith(("ctrl+", "alt+")) or (key[0] == "f" and key[1:].isdigit())


def bindings_of(commands: Iterable[Command]) -> list[BindingType]:
    """Return the Textual bindings of ``commands``.

    A letter is an ordinary binding, so a focused text field takes it first; Ctrl and F keys have
    priority, so that no widget (``TextArea`` takes F6, F7, Ctrl+F…) can swallow them.
    """
    return [
        Binding(key, f"run_command({command.id!r})", command.label, priority=acts_in_text(key))
        for command in commands
        for key in command.keys
    ]


def _in_use(command: Command, place: str) -> Command:
    """Return a command with the keys that it was given in a place, if it was."""
    if not keymap.any_changed() or not command.keys:
        return command
    keys = keymap.changed(place, command.word)
    return command if keys is None else replace(command, keys=keys, shown_keys=())


class CommandHost(_Node):
    """Mixin for what offers commands: screens, the app, a widget with keys of its own.

    It stands first among the base classes: ``class ClientList(CommandHost, Widget)``.

    List them in ``COMMANDS`` (those of base classes are inherited; the same id replaces one). A
    key runs the command only if :meth:`why_not` gives nothing against it, and shows that
    otherwise. Subclasses say in :meth:`reason` what their place has against it.
    """

    COMMANDS: ClassVar[tuple[Command, ...]] = ()
    HELP_TITLE: ClassVar[str] = ""
    """Heading of this host's commands in the help; of the innermost host with one first."""
    HELP: ClassVar[str] = ""
    """A paragraph of help in Spanish about this place, above its keys. ``{save}`` stands for the
    key of the command with that id."""
    KEYS_PLACE: ClassVar[str] = ""
    """Its name in the settings file; without one its keys change only everywhere."""
    LETTERS_TYPE: ClassVar[bool] = False
    """Whether one is always in a text field here, so that a letter cannot be a key."""
    DIGITS_SEARCH: ClassVar[bool] = False
    """Whether a digit begins a search where its keys act, so that none can be a key."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Turn the class's own commands into its bindings before Textual merges them."""
        own = cls.__dict__.get("COMMANDS")
        if own:
            cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *bindings_of(own)]
        super().__init_subclass__(**kwargs)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if keymap.any_changed():
            rebind(cast("DOMNode", self), "run_command", bindings_of(self.commands()))

    @classmethod
    def commands(cls) -> tuple[Command, ...]:
        """Return the commands of this class and its bases, its own first, with the keys in use."""
        found: dict[str, Command] = {}
        for base in cls.__mro__:
            if issubclass(base, CommandHost):
                for command in base.__dict__.get("COMMANDS", ()):
                    found.setdefault(command.id, command)
        return tuple(_in_use(command, cls.KEYS_PLACE) for command in found.values())

    @classmethod
    def command(cls, command_id: str) -> Command:
        """Return the command with that id.

        Raises:
            KeyError: this host has none.

        """
        for command in cls.commands():
            if command.id == command_id:
                return command
        raise KeyError(command_id)

    @classmethod
    def key_of(cls, command_id: str, at: int = 0) -> str:
        """Return how the key of a command is written on screen; see :meth:`Command.key`."""
        return cls.command(command_id).key(at)

    @classmethod
    def explained(cls) -> str:
        """Return ``HELP`` with the keys in use."""
        return re.sub(r"\{(\w+)\}", lambda found: cls.key_of(found[1]), cls.HELP)

    def reason(self, command_id: str) -> str | None:
        """Return, in Spanish, what is against a command here and now; ``None``: nothing."""
        return None

    def why_not(self, command: Command) -> str | None:
        """Return why a command is not allowed: by the operator's role, or here and now."""
        if command.right is not None and isinstance(self.app, KnowsRights):
            refused = self.app.refusal(command.right)
            if refused is not None:
                return refused
        return self.reason(command.id)

    async def run_command(self, command_id: str) -> bool:
        """Run a command if it is allowed, else show why not; return whether it ran."""
        command = self.command(command_id)
        why_not = self.why_not(command)
        if why_not is not None:
            self.app.notify(why_not, severity="warning")
            return False
        await self.app.run_action(command.action, self)
        return True

    async def action_run_command(self, command_id: str) -> None:
        """Textual action behind every binding made from ``COMMANDS``."""
        await self.run_command(command_id)


class Offer(NamedTuple):
    """A command as one host offers it now."""

    host: CommandHost
    command: Command

    @property
    def reason(self) -> str | None:
        """Why it is not allowed now, or ``None``."""
        return self.host.why_not(self.command)


def hosts_from(node: DOMNode | None) -> Iterator[CommandHost]:
    """Yield the command hosts from ``node`` upwards: widget, screen, app."""
    if node is not None:
        for ancestor in node.ancestors_with_self:
            if isinstance(ancestor, CommandHost):
                yield ancestor


def offers_from(node: DOMNode | None) -> list[Offer]:
    """Return what can be done from ``node`` upwards; an inner command hides its outer namesake."""
    offers: dict[str, Offer] = {}
    for host in hosts_from(node):
        for command in host.commands():
            offers.setdefault(command.id, Offer(host, command))
    return list(offers.values())
