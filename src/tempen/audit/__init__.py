"""Reads a finished report, whoever wrote it, and finds the numbers that cannot be right.

Shares no code with `report`: it is the second pair of eyes. `read` makes a `Reading` of a file's
bytes; `find` holds what is looked for; `write` says what was found.
"""

from tempen.audit.readers import read
from tempen.audit.reading import Block, Cell, Grid, Number, Reading, Span, Text

__all__ = ["Block", "Cell", "Grid", "Number", "Reading", "Span", "Text", "read"]
