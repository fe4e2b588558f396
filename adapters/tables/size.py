"""Size: how much of a table is read, so that no file can take all memory."""

LARGEST = 1 << 24
"""Bytes that the file of a table may have, as those of a policy."""
MOST_CELLS = 1 << 20
"""Cells that a table may have, enough for a hundred thousand rows of ten columns."""
