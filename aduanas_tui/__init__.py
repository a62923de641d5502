"""Client management of a Honduran customs broker as a terminal program."""

__version__ = "0.1.0"
