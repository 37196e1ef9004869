"""Recall: one error of each type in each report, per format and language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bench.audit.carriers import wave_table
from bench.audit.pieces import WRITERS, Piece
from bench.audit.plant import PLANTERS, Planted, plant
from tempen.audit.audit import audit
from tempen.audit.readers import read
from tempen.audit.reading import Reading
from tempen.terms.finding import Finding, Known


@dataclass(frozen=True)
class Carrier:
    """A report to plant in."""

    name: str
    lang: str
    pieces: tuple[Piece, ...]
    weighted: bool = False


@dataclass(frozen=True)
class Tried:
    """One planted error and whether it was found."""

    carrier: str
    lang: str
    format: str
    planted: Planted
    found: bool
    codes: tuple[str, ...]


def try_all(
    carriers: Iterable[Carrier], seeds: Iterable[int], formats: Iterable[str] = tuple(WRITERS)
) -> Iterator[Tried]:
    for carrier in carriers:
        spoilt = [spoil_all(carrier, seed) for seed in seeds]
        for format in formats:
            clean = list(carrier.pieces)
            before = quotes(look(clean, carrier.lang, format)[1])
            for pieces, errors in spoilt:
                reading, findings = look(pieces, carrier.lang, format)
                new = [one for one in findings if key(one) not in before]
                for planted in errors:
                    at = place(reading, planted)
                    codes = tuple(one.code for one in new if touches(one, at))
                    yield Tried(carrier.name, carrier.lang, format, planted, bool(codes), codes)


def spoil_all(carrier: Carrier, seed: int) -> tuple[list[Piece], list[Planted]]:
    """A copy with one error of each type; those that a later one wrote over are left out."""
    pieces, errors = list(carrier.pieces), []
    for kind in PLANTERS:
        if kind == "grim" and carrier.weighted:
            continue  # any percentage can come from weights
        made = plant(pieces, kind, hash_of(carrier.name, seed), carrier.lang)
        if made:
            pieces, planted = made
            errors.append(planted)
    there = {piece.text for piece in pieces} | {" | ".join(r) for p in pieces for r in p.rows}
    return pieces, [one for one in errors if one.after in there]


def try_against(
    carriers: Iterable[Carrier],
    seeds: Sequence[int],
    known: Callable[[Carrier], tuple[Known, ...]],
    formats: Iterable[str] = tuple(WRITERS),
) -> Iterator[Tried]:
    """Errors that show against the study's data, and against last time's report."""
    for carrier in carriers:
        figures = known(carrier)
        for format in formats:
            table = wave_table(Random(7), carrier.lang, ("2022",))
            said = [Piece("paragraph", SAID[carrier.lang]), *table]
            then = read(f"then.{format}", WRITERS[format](said, carrier.lang))
            for seed in seeds:
                for kind in ("study", "previous"):
                    number = hash_of(carrier.name, seed)
                    made = plant(list(carrier.pieces), kind, number, carrier.lang)
                    if made is None:
                        continue
                    pieces, planted = made
                    reading = read(f"report.{format}", WRITERS[format](pieces, carrier.lang))
                    at = place(reading, planted)
                    previous = then if kind == "previous" else None
                    done = audit(
                        reading, previous=previous, known=figures if kind == "study" else ()
                    )
                    codes = tuple(
                        one.code
                        for one in done.findings
                        if touches(one, at) and one.code == f"{kind.upper()}-01"
                    )
                    yield Tried(carrier.name, carrier.lang, format, planted, bool(codes), codes)


SAID = {
    "sv": "Mätningen 2022 gick till organisationer i hela landet, och det här är dess svar.",
    "en": "The survey of 2022 went to organisations in all of the country; these are its answers.",
}


def hash_of(name: str, seed: int) -> int:
    return sum(ord(letter) * (i + 1) for i, letter in enumerate(name)) * 100 + seed


def look(pieces: list[Piece], lang: str, format: str) -> tuple[Reading, list[Finding]]:
    reading = read(f"report.{format}", WRITERS[format](pieces, lang))
    return reading, list(audit(reading).findings)


def key(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.quote, str(finding.explanation)


def quotes(findings: list[Finding]) -> set[tuple[str, str, str]]:
    return {key(one) for one in findings}


def squeeze(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def place(reading: Reading, planted: Planted) -> set[tuple[int, int]]:
    """Blocks and rows that hold what was planted; row -1 for text."""
    wanted = squeeze(planted.after)
    found = set()
    for block in reading.blocks:
        if block.grid:
            for index, row in enumerate(block.grid.rows):
                cells = {id(cell): cell for cell in row if cell}.values()
                if squeeze("".join(cell.text.text for cell in cells)) == wanted:
                    found.add((block.index, index))
        elif wanted and (
            wanted in squeeze(block.text.text)
            or (len(block.text.text) > 30 and squeeze(block.text.text) in wanted)
        ):
            found.add((block.index, -1))
    return found


def touches(finding: Finding, at: set[tuple[int, int]]) -> bool:
    """Whether a finding marks, or rests on, the row or text that was spoilt."""
    passages = (finding.passage, *finding.others)
    return any((one.block, one.row) in at for one in passages)


def table_of(tried: Iterable[Tried]) -> dict[tuple[str, str, str], tuple[int, int]]:
    """{(type, language, format): found, planted}."""
    made: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in tried:
        cell = made[one.planted.kind, one.lang, one.format]
        cell[0] += one.found
        cell[1] += 1
    return {key: (found, planted) for key, (found, planted) in made.items()}
