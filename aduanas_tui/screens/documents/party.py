"""The client of a document, as it is filled in and kept: above the fields, never typed."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.widget import Widget

from aduanas_tui.domain.phone import show_phone
from aduanas_tui.domain.rtn import format_rtn
from aduanas_tui.terminal.signs import signs
from aduanas_tui.widgets.cells import fit


class PartyLines(Widget):
    """Three lines: name and RTN; address; billing e-mail, phone and primary contact."""

    DEFAULT_CSS = """
    PartyLines { height: 3; width: 1fr; padding: 0 1; }
    """

    def __init__(self, party: Mapping[str, str]) -> None:
        super().__init__()
        self._party = party

    def render(self) -> Content:
        """Draw the lines as wide as the widget; the RTN is never cut."""
        width = self.content_size.width
        known = self._party
        rtn = format_rtn(known.get("rtn", ""))
        name = fit(known.get("name", ""), width - len(rtn) - 2)
        reach = (
            known.get("billing_email", ""),
            show_phone(known.get("phone", "")),
            known.get("contact", "") or "Sin contacto principal",
        )
        shown = f" {signs().dot} ".join(one for one in reach if one)
        return Content("\n").join(
            [
                Content.assemble((name, "bold"), f"  {rtn}"),
                Content(fit(known.get("address", ""), width)),
                Content(fit(shown, width)),
            ]
        )
