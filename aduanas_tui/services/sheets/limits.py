"""How much of a stranger's file is read: generous for 200,000 rows × 40 columns, no more."""

from __future__ import annotations

FILE_BYTES = 150 << 20
"""Largest file, as it lies on the disk."""

ENTRIES = 4000
"""Most parts in a zip package (each sheet, drawing and image of a workbook is one)."""

DIRECTORY_BYTES = 2 << 20
"""Largest table of contents of a zip package; it is read before anything can be counted."""

INFLATED_BYTES = 1536 << 20
"""Most bytes that all parts of a package may inflate to."""

STRINGS_BYTES = 640 << 20
"""Most bytes of the table of shared texts, which has to be held in memory."""

RATIO = 250
"""A part may not inflate to more than this many times its size, once it passes `RATIO_FLOOR`.

Sheets measured 5–30, a million empty formatted rows about 60; a bomb is near 1,000.
"""

RATIO_FLOOR = 32 << 20

ROWS = 1_048_576
"""Rows of an Excel sheet."""

COLUMNS = 1000
"""Columns that are looked at; what lies further to the right is not a column of a list."""

CELL_CHARS = 32_767
"""Longest text that Excel keeps in a cell."""

ROW_CHARS = 1 << 20
"""Longest row that is passed on, in characters."""

SHEETS = 500

CHILD_MEMORY = 1536 << 20
CHILD_CPU_SECONDS = 240

SILENCE_SECONDS = 120.0
"""How long the child may work without passing on a row."""

BATCH_ROWS = 200
BATCH_CHARS = 200_000
MESSAGE_BYTES = 16 << 20
"""Longest message of the child; one batch with every character escaped stays well below."""

PROLOG_BYTES = 64 << 10
"""How far the root element of a part is looked for; the parsers refuse declarations too."""
