"""Faults that a user can mend: a place, what is wrong there, and how to mend it.

A fault carries a code and facts; its sentence is made from the catalogue when it is shown, so
that it reads in the user's language. Stages collect faults and raise them together: a user
mends a file once, not once per fault. An exception that is not a `TempenError` is a bug and
shows its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tempen.locale import speak

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Place:
    """Where a fault is: a file, and the line (from 1) where one is known."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file] + [str(n) for n in (self.line, self.column) if n]
        return ":".join(part for part in parts if part)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: `facts` fill the sentences of `CODES[code]`."""

    code: str
    place: Place = Place()
    facts: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = "error"

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise KeyError(f"no such error code: {self.code}")

    def say(self, lang: str = "en") -> str:
        """The fault as a user reads it: place, code, fault, and on a second line the mend."""
        fault, mend = CODES[self.code]
        say = speak(lang)
        kind = "" if self.severity == "error" else say("warning") + " "
        where = f"{self.place}: " if str(self.place) else ""
        first = f"{where}{kind}{self.code} {say(fault).format(**self.facts)}"
        return f"{first}\n    {say('Mend')}: {say(mend).format(**self.facts)}"


class TempenError(Exception):
    """Faults that stop the work; never empty."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults: tuple[Fault, ...] = tuple(faults)
        if not self.faults:
            raise ValueError("an error without a fault")
        super().__init__("\n".join(fault.say() for fault in self.faults))


class Faults:
    """Collects faults while a file is read, so that all are told at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(
        self, code: str, place: Place = Place(), *, severity: Severity = "error", **facts: Any
    ) -> None:
        self.found.append(Fault(code, place, facts, severity))

    @property
    def errors(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.found if fault.severity == "error")

    @property
    def warnings(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.found if fault.severity == "warning")

    def stop(self) -> None:
        """Raise every error found so far, in the order of their places; else do nothing."""
        if self.errors:
            raise TempenError(sorted(self.errors, key=lambda fault: fault.place))


# code: (fault, mend). A room's codes stand together; tests assert codes and places.
CODES: dict[str, tuple[str, str]] = {
    # the folder and its files
    "FILE-01": ("There is no file “{file}”.", "create it, or correct the path."),
    "FILE-02": (
        "This is not valid YAML: {problem}",
        "correct the line; indent with spaces, and quote texts that contain a colon.",
    ),
}
