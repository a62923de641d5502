"""Make the README's pictures and tables again, and the keys: ``python -m tests.readme``."""

from __future__ import annotations

from aduanas_tui.app import AduanasApp
from aduanas_tui.screens import key_places, key_table
from tests.readme import README, keys, pictures

for name, svg in pictures.draw().items():
    pictures.path(name).write_text(svg, encoding="utf-8")
README.write_text(keys.renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
key_table.TABLE.write_text(key_table.written(key_places.described(AduanasApp)), encoding="utf-8")
