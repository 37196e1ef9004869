"""Bounds on what a reader takes in, so that no file costs more time or memory than it is worth."""

from __future__ import annotations

from collections.abc import Callable

from tempen.errors import Fault, Place, TempenError

MOST_BYTES = 200_000_000  # of the file
MOST_UNPACKED = 400_000_000  # of all parts that are read of a packed file
MOST_CHARACTERS = 20_000_000  # of text
MOST_PAGES = 5_000  # those after them are not read
MOST_CELLS = 2_000_000  # of all tables
MOST_DEPTH = 200  # of nested elements


def stop(code: str, name: str, **facts: object) -> TempenError:
    """The error that ends the reading of a file."""
    return TempenError([Fault(code, Place(name), facts)])


def check_size(name: str, data: bytes) -> None:
    """raises  AUDIT-02 the file is empty; AUDIT-03 it is too large"""
    if not data:
        raise stop("AUDIT-02", name)
    if len(data) > MOST_BYTES:
        raise stop("AUDIT-03", name, most=f"{MOST_BYTES // 1_000_000} MB")


class Budget:
    """Counts characters and cells while a file is read; running out ends the reading.

    is_late  whether the time for reading has run out; then what was read until then is kept
    raises   AUDIT-03 the file holds more than is read
    """

    def __init__(self, name: str, is_late: Callable[[], bool] = lambda: False) -> None:
        self.name = name
        self.is_late = is_late
        self.characters = MOST_CHARACTERS
        self.cells = MOST_CELLS

    def spend(self, characters: int, cells: int = 0) -> None:
        self.characters -= characters
        self.cells -= cells
        if self.characters < 0:
            raise stop("AUDIT-03", self.name, most=f"{MOST_CHARACTERS // 1_000_000} M characters")
        if self.cells < 0:
            raise stop("AUDIT-03", self.name, most=f"{MOST_CELLS // 1_000_000} M cells")
