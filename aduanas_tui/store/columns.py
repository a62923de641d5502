"""Column types of our own: money in cents, moments in UTC, JSON text."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from peewee import BigIntegerField, TextField

_MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class CentsField(BigIntegerField):
    """Money: ``Decimal`` with two decimals in code, integer cents in the database."""

    def db_value(self, value: Decimal | None) -> int | None:
        """Return ``value`` in cents."""
        return None if value is None else int((value * 100).to_integral_value())

    def python_value(self, value: int | None) -> Decimal | None:
        """Return the stored cents as money."""
        return None if value is None else Decimal(value).scaleb(-2)


class MomentField(TextField):
    """A moment in UTC, stored so that text order is time order."""

    def db_value(self, value: datetime | None) -> str | None:
        """Return ``value`` as ISO 8601 text in UTC."""
        return None if value is None else value.astimezone(UTC).strftime(_MOMENT_FORMAT)

    def python_value(self, value: str | None) -> datetime | None:
        """Return the stored text as an aware moment in UTC."""
        if value is None:
            return None
        return datetime.strptime(value, _MOMENT_FORMAT).replace(tzinfo=UTC)


class DayOrBlankField(TextField):
    """A day, or an empty text for none: unlike NULL it takes part in comparisons of order."""

    def db_value(self, value: date | None) -> str:
        """Return ``value`` as ISO 8601 text."""
        return value.isoformat() if value else ""

    def python_value(self, value: str) -> date | None:
        """Return the stored text as a day."""
        return date.fromisoformat(value) if value else None


class JsonField(TextField):
    """A small document kept as JSON text."""

    def db_value(self, value: Any) -> str | None:
        """Return ``value`` as compact JSON."""
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def python_value(self, value: str | None) -> Any:
        """Return the stored JSON as Python values."""
        return None if value is None else json.loads(value)


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)
