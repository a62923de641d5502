"""Names of the system's accounts."""

from __future__ import annotations

import pwd


def account_name(uid: int) -> str:
    """Return the login name of a system user; ``uid1234`` when the system knows none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid{uid}"


def has_account(name: str) -> bool:
    """Tell whether the system has an account of that name."""
    try:
        pwd.getpwnam(name)
    except (KeyError, ValueError):  # a null character can be in no name
        return False
    return True
