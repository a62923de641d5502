"""Opening the office's database for the program or the command line."""

from __future__ import annotations

import os
from pathlib import Path

from aduanas_tui.services.errors import ServiceError
from aduanas_tui.services.roles import is_shared
from aduanas_tui.services.sessions import Presence
from aduanas_tui.store.accounts import account_name
from aduanas_tui.store.errors import UnusableError
from aduanas_tui.store.opening import Progress, close_database, open_database
from aduanas_tui.store.paths import expanded

__all__ = [
    "close_office",
    "create_office",
    "default_path",
    "open_office",
    "operator_name",
    "unheard_words",
]


_presence: Presence | None = None
"""This process's place among those that have the database open."""


def default_path() -> Path:
    """Return where the database lives when nobody says otherwise: the user's data folder."""
    import platformdirs

    return Path(platformdirs.user_data_dir("aduanas")) / "aduanas.db"


def chosen_path(option: str | None) -> Path:
    """Return the database's path: the option, else ``ADUANAS_BASE``, else the default."""
    return expanded(option or os.environ.get("ADUANAS_BASE") or default_path())


def open_office(
    option: str | None = None, what: str = "programa", progress: Progress | None = None
) -> Path:
    """Open the database, creating it only at the default path, and return its path.

    ``what`` it is opened for is told to who asks which sessions are open. ``progress`` is told how
    far the backup of an older one is, without which it is not brought up to this program.

    Raises:
        ServiceError: it cannot be used; the sentence says why and what to do.

    """
    path = chosen_path(option)
    return _open(path, what, create=path == default_path(), progress=progress)


def create_office(option: str | None = None) -> Path:
    """Create the database at the chosen path.

    Raises:
        ServiceError: there is a file already, or it cannot be created.

    """
    path = chosen_path(option)
    if path.exists() and not path.is_dir():
        raise ServiceError(f"Ya existe «{path}»: ábrala con aduanas, o indique otra ruta.")
    return _open(path, "iniciar", create=True)


def close_office() -> None:
    """Close this thread's connection, and leave."""
    close_database()
    _leave()


def operator_name() -> str:
    """Return who operates the open office: the system user.

    At an account that the office marked as shared it is whom ``ADUANAS_OPERADOR`` names, if it
    names anybody.
    """
    account = account_name(os.getuid())
    chosen = _named_operator()
    return chosen if chosen and is_shared(account) else account


def unheard_words() -> str:
    """Return what to say when ``ADUANAS_OPERADOR`` does not count here; else nothing."""
    account, chosen = account_name(os.getuid()), _named_operator()
    if chosen in ("", account) or is_shared(account):
        return ""
    return (
        f"ADUANAS_OPERADOR no cuenta: «{account}» no es una cuenta compartida. "
        f"Si lo es, que un supervisor diga: aduanas operadores {account} --compartida"
    )


def _named_operator() -> str:
    chosen = os.environ.get("ADUANAS_OPERADOR", "").strip()
    if not chosen:
        return ""
    from aduanas_tui.domain.text import clean_line
    from aduanas_tui.services.operators import MAX_NAME_LENGTH

    return clean_line(chosen, MAX_NAME_LENGTH) or "desconocido"


def _open(path: Path, what: str, *, create: bool, progress: Progress | None = None) -> Path:
    global _presence
    _leave()
    place = expanded(path).absolute()
    presence = Presence(place)
    presence.enter(create=False)
    try:
        open_database(path, create=create, progress=progress)
        presence.enter(create=True)
    except UnusableError as error:
        presence.leave()
        raise ServiceError(str(error)) from error
    _presence = presence
    presence.tell(operator_name(), what)
    return place


def _leave() -> None:
    global _presence
    if _presence is not None:
        _presence.leave()
        _presence = None
