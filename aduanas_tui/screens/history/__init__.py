"""The section *Historial de Operaciones* of a client's record."""
