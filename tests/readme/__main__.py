"""Make the README's pictures and tables again: ``python -m tests.readme``."""

from __future__ import annotations

from tests.readme import README, keys, pictures

for name, svg in pictures.draw().items():
    pictures.path(name).write_text(svg, encoding="utf-8")
README.write_text(keys.renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
