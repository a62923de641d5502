"""Enumerations of stored words that know their Spanish label."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """A stored word with the label that is shown; members are written ``NAME = word, label``."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Return the member stored as ``value``."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
