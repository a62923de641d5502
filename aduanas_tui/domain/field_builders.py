"""Short ways to declare the usual kinds of fields, and their values as they are kept in JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypedDict, Unpack

from aduanas_tui.domain.choices import Synonyms, choice_cleaner, choice_shower
from aduanas_tui.domain.dates import clean_date, show_date
from aduanas_tui.domain.fields import Choice, Field, text_cleaner
from aduanas_tui.domain.money import clean_money, show_amount

_DATE_LENGTH = 10
_MONEY_LENGTH = 18


class Options(TypedDict, total=False):
    """What any field may say besides its key, label, column and kind."""

    required: bool
    required_message: str
    synonyms: tuple[str, ...]
    example: str
    help: str


def text_field(
    key: str,
    label: str,
    column: str,
    limit: int,
    *,
    multiline: bool = False,
    **options: Unpack[Options],
) -> Field:
    """Return a field of free text of at most ``limit`` characters."""
    return Field(
        key=key,
        label=label,
        column=column,
        max_length=limit,
        clean=text_cleaner(key, limit, multiline=multiline),
        multiline=multiline,
        **options,
    )


def date_field(key: str, label: str, column: str, **options: Unpack[Options]) -> Field:
    """Return a field that holds a ``date``."""
    return Field(
        key=key,
        label=label,
        column=column,
        max_length=_DATE_LENGTH,
        clean=partial(clean_date, key),
        show=show_date,
        **options,
    )


def money_field(key: str, label: str, column: str, **options: Unpack[Options]) -> Field:
    """Return a field that holds an amount as ``Decimal``."""
    return Field(
        key=key,
        label=label,
        column=column,
        max_length=_MONEY_LENGTH,
        clean=partial(clean_money, key),
        show=show_amount,
        **options,
    )


def choice_field(
    key: str,
    label: str,
    column: str,
    choices: tuple[Choice, ...],
    meanings: Synonyms,
    **options: Unpack[Options],
) -> Field:
    """Return a field that takes one of ``choices``; ``meanings`` are other words for them."""
    return Field(
        key=key,
        label=label,
        column=column,
        max_length=max(len(choice.value) for choice in choices),
        clean=choice_cleaner(key, choices, meanings),
        show=choice_shower(choices),
        choices=choices,
        **options,
    )


def typed_value(item: Field, plain: Any) -> Any:
    """Return what the audit log and staged imports keep of a value as the value of its field."""
    if item.show is show_date:
        return date.fromisoformat(plain) if plain else None
    if item.show is show_amount:
        return None if plain is None else Decimal(plain)
    return plain
