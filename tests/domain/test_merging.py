"""Three states of one record, and what goes together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aduanas_tui.domain.client_fields import CLIENT_FIELDS
from aduanas_tui.domain.merging import Choice, Conflict, Merge, as_shown, merge
from tests import factories

KEYS = ("name", "city", "notes", "phone2")
texts = st.sampled_from(["", "a", "b", "c"])
records = st.fixed_dictionaries(dict.fromkeys(KEYS, texts))
parts = st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, texts))
choices = st.fixed_dictionaries(dict.fromkeys(KEYS, st.sampled_from(list(Choice))))


@given(base=records, mine=parts, theirs=records, chosen=choices)
def test_each_field_by_itself(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str], chosen: dict[str, Choice]
) -> None:
    found = merge(base, mine, theirs)
    stored = {**theirs, **found.to_store(chosen)}
    asked = {one.key: one for one in found.conflicts}
    for key in KEYS:
        was, typed, now = base[key], mine.get(key, base[key]), theirs[key]
        if typed in (was, now):
            assert stored[key] == now and key not in asked
        elif now == was:
            assert stored[key] == typed and key not in asked
        else:
            assert asked.pop(key) == Conflict(key, was, typed, now)
            expected = {Choice.BASE: was, Choice.MINE: typed, Choice.THEIRS: now}
            assert stored[key] == expected[chosen[key]]
    assert not asked


@given(base=records, mine=records, theirs=records)
def test_every_change_is_in_one_place(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    found = merge(base, mine, theirs)
    told = [*found.mine, *found.theirs, *found.equal, *(one.key for one in found.conflicts)]
    changed = {key for key in KEYS if base[key] != mine[key] or base[key] != theirs[key]}
    assert sorted(told) == sorted(changed)


@given(base=records, mine=records, theirs=records)
def test_nobody_is_first(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    """Whoever saves second, the same fields go together and the same are asked."""
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert (one.mine, one.theirs, one.equal) == (other.theirs, other.mine, other.equal)
    assert [it.key for it in one.conflicts] == [it.key for it in other.conflicts]


@given(base=records, mine=records)
def test_nobody_else_came(base: dict[str, str], mine: dict[str, str]) -> None:
    changed = {key: text for key, text in mine.items() if text != base[key]}
    assert merge(base, mine, base) == Merge(changed, {}, {}, ())


def test_what_is_typed_is_compared_as_it_would_be_stored() -> None:
    typed = factories.client(phone=" 2234.5678", department="fco morazan", website="prueba.hn")
    shown = as_shown(CLIENT_FIELDS, typed)
    assert (shown["phone"], shown["department"]) == ("2234-5678", "Francisco Morazán")
    assert shown["website"] == "https://prueba.hn"
    assert as_shown(CLIENT_FIELDS, {"rtn": "12 x"}) == {"rtn": "12 x"}, "it cannot be stored"
