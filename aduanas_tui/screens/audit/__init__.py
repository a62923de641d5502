"""The audit log on screen: the section *Bitácora* of a record, and the office's."""
