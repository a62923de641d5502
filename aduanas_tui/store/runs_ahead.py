"""The runs of many new names, looked up many at a time.

For a connection that reads the office as it was at one moment; where others may have to move
meanwhile, ``ranking.runs_of`` looks each one up when its turn comes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from aduanas_tui.store.connection import rows
from aduanas_tui.store.ranking import Run

_AT_ONCE = 500

_NEIGHBOURS = """
WITH named AS MATERIALIZED (
    SELECT key, (
        SELECT rank FROM client WHERE sort_text > value ORDER BY sort_text, id LIMIT 1
    ) AS above FROM json_each(?)
)
SELECT (SELECT max(rank) FROM client WHERE rank < coalesce(above, 9223372036854775807)), above
FROM named ORDER BY key
"""


def runs_ahead(sort_texts: Iterable[str]) -> Iterator[Run]:
    """Yield the runs of new names, given in order."""
    rest = iter(sort_texts)
    count = 0
    last: tuple[int | None, int | None] = None, None
    while some := list(islice(rest, _AT_ONCE)):
        for below, above in rows(_NEIGHBOURS, (json.dumps(some, ensure_ascii=False),)):
            if count and above == last[1]:
                count += 1
                continue
            if count:
                yield Run(count, *last)
            count, last = 1, (below, above)
    if count:
        yield Run(count, *last)
