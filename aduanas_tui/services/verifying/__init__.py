"""Checking a database from scratch, saying what to do about each fault, mending what can be."""

from __future__ import annotations

from aduanas_tui.services.verifying.checking import verify
from aduanas_tui.services.verifying.model import Check, Report
from aduanas_tui.services.verifying.repairing import repair

__all__ = ["Check", "Report", "repair", "verify"]
