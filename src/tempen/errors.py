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
    # weights
    "WEIGHT-01": (
        "Wave {wave} has answers but no frame: weighting “{weighting}” needs to know how many "
        "units there are.",
        "give the wave a frame file in study.yaml, or use the method none.",
    ),
    "WEIGHT-02": (
        "In wave {wave} the response group “{group}” has {n} answers of {N} units, under the "
        "least of {least} (weighting “{weighting}”).",
        "collapse it with a like group; under `collapse` write {proposal}",
    ),
    "WEIGHT-03": (
        "In wave {wave} the response group “{group}” has {n} answers but only {N} eligible units "
        "in the frame (weighting “{weighting}”).",
        "add the missing units to the frame, mark them as eligible, or correct the answers.",
    ),
    "WEIGHT-04": (
        "The response groups of weighting “{weighting}” cross the strata of the sample ({strata}): "
        "errors would need the two-phase variance, which is not there.",
        "begin `groups` with the strata, and collapse only groups within one stratum.",
    ),
    "WEIGHT-05": (
        "In wave {wave} units answered that the frame holds not to be eligible: {units}.",
        "mark them as eligible, or remove their answers; until then they have weight 0.",
    ),
    "WEIGHT-06": (
        "Wave {wave} is in the field: the response group “{group}” has {n} answers of {N} units "
        "(least {least}) and is joined with another for now.",
        "nothing while answers come in; before the wave closes, under `collapse` write {proposal}",
    ),
    "WEIGHT-07": (
        "In wave {wave} stratum “{group}” has one answer of {N} units: its spread is not known, "
        "and the answer's distance from the whole stands for it.",
        "collapse the stratum with a like one under `collapse`.",
    ),
    # estimates
    "EST-01": (
        "No estimate can be asked of “{variable}”: the study has no such variable.",
        "use one of the variables of the questionnaire: {known}.",
    ),
    "EST-02": (
        "“{variable}” has no level or group “{level}”.",
        "use one of: {known}.",
    ),
    "EST-03": (
        "There is no {what} “{name}”.",
        "use one of: {known}.",
    ),
    "EST-04": (
        "Weighting “{weighting}” does not fit the cases: {problem}",
        "make the weights from the same cases.",
    ),
}
