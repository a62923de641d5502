"""What the office said that the columns of its files are, remembered by their headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aduanas_tui.domain.headers import header_signature, remember
from aduanas_tui.services.importing.records import CLIENTS
from aduanas_tui.store.columns import now
from aduanas_tui.store.models import HeaderMapping


def remembered(headers: Sequence[str], what: str) -> dict[str, str]:
    """Return the targets of a list with these headers, as ``match_headers`` takes them."""
    found = HeaderMapping.get_or_none(HeaderMapping.signature == _signature(headers, what))
    return dict(found.content) if found else {}


def save(operator: str, headers: Sequence[str], what: str, targets: Mapping[int, str]) -> None:
    """Remember the targets of a list with these headers; in the caller's transaction."""
    signature = _signature(headers, what)
    content = remember(headers, targets)
    HeaderMapping.delete().where(HeaderMapping.signature == signature).execute()
    HeaderMapping.create(signature=signature, content=content, operator=operator, saved_at=now())


def _signature(headers: Sequence[str], what: str) -> str:
    """Return by what a list is recognised: the same headers mean other things of other records."""
    signature = header_signature(headers)
    return signature if what == CLIENTS.name else f"{what} {signature}"
