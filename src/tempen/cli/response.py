"""`tempen response`: who answered a wave and who did not, part by part."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from tempen.cli.show import print_table, put
from tempen.errors import TempenError
from tempen.locale import mark, speak
from tempen.session import Opened

HEADINGS = mark(
    {
        "rates": "Response rates",
        "representativity": "How evenly the frame answered (R-indicator)",
        "propensity": "Response by division of the frame",
        "margins": "The frame, the answers, and the answers once weighted",
        "weights": "Weights",
        "arrival": "Early answers and late ones",
        "sensitivity": "If those who did not answer differ",
        "drivers": "The units that move the figure the most",
    }
)


@dataclass(frozen=True)
class Wanted:
    """What was asked for; `item` is needed for the parts about one figure."""

    wave: str = ""
    item: str = ""
    level: str = ""
    differ: float | None = None
    most: int = 10


PARTS: dict[str, Callable[[Opened, Wanted], pl.DataFrame]] = {
    "rates": lambda o, w: o.response(w.wave),
    "representativity": lambda o, w: o.nonresponse.representativity(w.wave),
    "propensity": lambda o, w: o.nonresponse.propensity(w.wave),
    "margins": lambda o, w: o.nonresponse.margins(w.wave),
    "weights": lambda o, w: o.nonresponse.weights(w.wave),
    "arrival": lambda o, w: o.nonresponse.arrival(w.item, w.level, w.wave).head(w.most),
    "sensitivity": lambda o, w: o.nonresponse.sensitivity(
        w.item, w.level, wave=w.wave, differ=w.differ
    ),
    "drivers": lambda o, w: o.nonresponse.drivers(w.item, w.level, wave=w.wave, most=w.most),
}
OF_AN_ITEM = ("sensitivity", "drivers")


def print_response(opened: Opened, wanted: Wanted, parts: Sequence[str], form: str) -> None:
    """Print the parts; by default all that there are, and of the others why there are none.

    One part is printed as other tables are; several as JSON are an object with a key for each.
    CSV holds one table: by default the rates.
    """
    if len(parts) == 1 or form == "csv":
        print_table(PARTS[(parts or ["rates"])[0]](opened, wanted), form, opened.lang)
        return
    chosen = parts or [part for part in PARTS if wanted.item or part not in OF_AN_ITEM]
    found = {part: find(opened, wanted, part) for part in chosen}
    if form == "json":
        told = {
            part: {"why": t} if isinstance(t, str) else t.to_dicts() for part, t in found.items()
        }
        put(json.dumps(told, ensure_ascii=False, indent=2, default=str))
        return
    say = speak(opened.lang)
    for at, (part, table) in enumerate(found.items()):
        put(("\n" if at else "") + say(HEADINGS[part]))
        if isinstance(table, str):
            put(table)
        else:
            print_table(table, form, opened.lang)
    if not wanted.item and not parts:
        put(
            "\n"
            + say(
                "With --item: ranges if those who did not answer differ, and the units that "
                "move a figure the most."
            )
        )


def find(opened: Opened, wanted: Wanted, part: str) -> pl.DataFrame | str:
    """A part; or why the wave has none."""
    try:
        return PARTS[part](opened, wanted)
    except TempenError as error:
        if {fault.code for fault in error.faults} != {"ASK-11"}:
            raise
        say = speak(opened.lang)
        why = error.faults[0].facts["why"].said(say)
        return why[:1].upper() + why[1:] + "."
