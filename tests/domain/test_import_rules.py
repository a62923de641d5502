"""What spreadsheets do to values, and how it is mended."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.import_rules import mend_phone, mend_rtn, person_key, split_emails


@pytest.mark.parametrize("raw", ["08019012354427", "0801-9012-354427", "", "abc", "0801198512345"])
def test_an_rtn_that_no_spreadsheet_changed_stays(raw: str) -> None:
    assert mend_rtn("rtn", raw) == (raw, ())


@pytest.mark.parametrize("raw", ["2234-5678", "22345678", "+1 305 555 0100", "2234.5678", "x", ""])
def test_a_phone_that_no_spreadsheet_changed_stays(raw: str) -> None:
    assert mend_phone("phone", raw) == (raw, ())


def test_hidden_characters_of_a_mended_number_are_listed_too() -> None:
    text, problems = mend_rtn("rtn", "\u202a8019012354427\u202c")
    assert text == "08019012354427"
    assert [one.code for one in problems] == ["characters_removed", "rtn_zero_restored"]


@given(st.text(max_size=30) | st.text(st.sampled_from("0123456789.,-E+ ")))
def test_a_mended_number_needs_no_more_mending(raw: str) -> None:
    for mend in (mend_rtn, mend_phone):
        text, problems = mend("rtn", raw)
        if problems and text != raw:
            assert mend("rtn", text) == (text, ())


@pytest.mark.parametrize("raw", ["", "a@b.hn", "a@b.hn c@d.hn e@f.hn", "a@b.hn de Ana y c@d.hn"])
def test_no_two_addresses(raw: str) -> None:
    assert split_emails(raw) is None


def test_contacts_are_told_apart_by_their_words() -> None:
    assert person_key("Suyapa  MEJÍA") == person_key("suyapa mejia")
    assert person_key("Ana") != person_key("Ana María")
    assert person_key("😀") == "😀"
