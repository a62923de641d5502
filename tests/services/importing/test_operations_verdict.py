"""One row of operations by itself: it is judged whatever is in its cells, and once is enough."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aduanas_tui.domain.cells import Cell, CellKind
from aduanas_tui.domain.field_builders import typed_value
from aduanas_tui.domain.problems import Level
from aduanas_tui.services.importing.operations_verdict import judge_operation
from aduanas_tui.services.operations.kinds import Kind
from aduanas_tui.services.operations.lists import LISTS, OperationList
from aduanas_tui.services.operations.writing import plain
from tests.factories import HOSTILE_NAMES

TEXTS = st.sampled_from(
    (
        *HOSTILE_NAMES,
        *("", " ", "-", "N/A", "s/n", "0", "1", "1e400", "1,150.00", "L 5", "$5", "1.150,00"),
        *(
            "2026-01-05",
            "05/01/26",
            "2026-01-05 10:00:00",
            "46027",
            "9" * 40,
            "#N/A",
            "10100000001",
        ),
        *("Importación", "exp", "anulada", "Abierto", "4000", "0801-9099-000019", "8019099000019"),
    )
) | st.text(max_size=30)
CELLS = st.builds(Cell, st.sampled_from(list(CellKind)), TEXTS)


@pytest.mark.parametrize("listed", LISTS.values(), ids=lambda one: one.name)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_any_cells_are_judged_and_what_is_shown_again_the_same(
    listed: OperationList, data: st.DataObject
) -> None:
    columns = [item.column for item in listed.fields]
    cells = {column: data.draw(CELLS) for column in columns if data.draw(st.booleans())}
    verdict = judge_operation(cells, {}, listed.fields)
    assert verdict.values.keys() == {item.key for item in listed.fields}
    wrong = {one.field for one in verdict.problems if one.level is Level.ERROR}
    for item in listed.fields:
        value = verdict.values[item.key]
        kept = plain({item.key: value})[item.key]
        assert typed_value(item, kept) == value
        assert isinstance(kept, (str, type(None)))
    shown = {
        item.column: Cell(CellKind.TEXT, item.show(verdict.values[item.key]))
        for item in listed.fields
        if item.key not in wrong
    }
    again = judge_operation(shown, {}, listed.fields)
    for item in listed.fields:
        if item.key not in wrong:
            assert again.values[item.key] == verdict.values[item.key], item.key


def test_a_value_for_the_whole_list_fills_only_what_no_column_brings() -> None:
    fields = LISTS[Kind.QUOTE].fields
    cells = {"moneda": Cell(CellKind.BLANK, "")}
    verdict = judge_operation(cells, {"currency": "USD", "state": "Pendiente"}, fields)
    assert verdict.values["currency"] == ""
    assert verdict.values["state"] == "pendiente"
    assert verdict.filled == {"state"}
