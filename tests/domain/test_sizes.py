from __future__ import annotations

import pytest

from aduanas_tui.domain.sizes import show_size


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 kB"),
        (1, "1 kB"),
        (999_999, "1,000 kB"),
        (9_912_320, "9.9 MB"),
        (2_342_133_760, "2.3 GB"),
        (1_500_000_000_000, "1,500.0 GB"),
    ],
)
def test_sizes_are_said_in_words(size: int, said: str) -> None:
    assert show_size(size) == said
