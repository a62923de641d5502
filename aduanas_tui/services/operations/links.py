"""What a new operation of a client can point to, with what a form fills in from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from aduanas_tui.domain.states import (
    CustomsFileState,
    QuoteState,
    payment_state,
    quote_shown_state,
)
from aduanas_tui.services.operations import records
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.store.connection import rows
from aduanas_tui.store.money_columns import from_column

MOST = 200
"""How many are offered: more are found by typing their number."""

_NOT_INVOICED = (
    "NOT EXISTS (SELECT 1 FROM invoice i WHERE i.quote_id = o.id AND i.annulled_on IS NULL)"
)
_FILE = "(SELECT number FROM customs_file f WHERE f.id = o.customs_file_id)"
