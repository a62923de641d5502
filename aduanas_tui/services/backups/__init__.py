"""Backups: made while others work, checked before they count, thinned out with age, restored."""

from __future__ import annotations

from aduanas_tui.services.backups.making import (
    BackupError,
    Made,
    NoRoomError,
    back_up,
    back_up_open,
)

__all__ = ["BackupError", "Made", "NoRoomError", "back_up", "back_up_open"]
