"""The I/O: readers of foreign tables, and outputs that are written whole or not at all."""

from tempen.store.read import READERS, read_table
from tempen.store.write import replace_whole

__all__ = ["READERS", "read_table", "replace_whole"]
