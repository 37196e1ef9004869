"""Statements of the genre that are right, with seeded numbers, to be planted in and then spoilt.

A real text may lack a table or a statement of some kind; one is then set into it.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bench.audit.pieces import Piece


@dataclass(frozen=True)
class Counts:
    """Two groups and all: asked, answered."""

    asked: tuple[int, int]
    answered: tuple[int, int]


def counts(rng: Random) -> Counts:
    asked = (rng.randint(120, 400), rng.randint(120, 400))
    return Counts(
        asked, (round(asked[0] * rng.uniform(0.3, 0.7)), round(asked[1] * rng.uniform(0.3, 0.7)))
    )


def share(part: int, whole: int) -> int:
    return int(100 * part / whole + 0.5)


def response_table(rng: Random, lang: str) -> tuple[Piece, ...]:
    made = counts(rng)
    sv = lang == "sv"
    names = ("Nämnder", "Bolag", "Totalt") if sv else ("Boards", "Companies", "Total")
    head = (
        ("Grupp", "Utskick", "Svar", "Svarsfrekvens")
        if sv
        else ("Group", "Invited", "Responses", "Response rate")
    )
    rows = [
        (name, str(asked), str(answered), f"{share(answered, asked)} %")
        for name, asked, answered in zip(
            names,
            (*made.asked, sum(made.asked)),
            (*made.answered, sum(made.answered)),
            strict=True,
        )
    ]
    return (Piece("table", rows=(head, *rows)),)


def wave_table(rng: Random, lang: str, waves: tuple[str, ...]) -> tuple[Piece, ...]:
    """Asked, answered and rate, one wave a row; the same seed gives the same rows."""
    sv = lang == "sv"
    head = (
        ("Mätning", "Utskick", "Svar", "Svarsfrekvens")
        if sv
        else ("Wave", "Invited", "Responses", "Response rate")
    )
    rows = []
    for wave in waves:
        asked = rng.randint(300, 800)
        answered = round(asked * rng.uniform(0.3, 0.7))
        rows.append((wave, str(asked), str(answered), f"{share(answered, asked)} %"))
    return (Piece("table", rows=(head, *rows)),)


def scale_table(rng: Random, lang: str) -> tuple[Piece, ...]:
    """A question with four options in two groups, each adding up to a hundred."""
    columns = []
    for _ in range(3):
        first, second = rng.randint(15, 30), rng.randint(25, 40)
        last = rng.randint(5, 9)
        columns.append((first, second, 100 - first - second - last, last))
    low, high, _ = columns
    all_ = tuple(round((a + b) / 2) for a, b in zip(low, high, strict=True))
    all_ = (*all_[:3], 100 - sum(all_[:3]))
    sv = lang == "sv"
    head = ("Svar", "Alla", "Norr", "Söder") if sv else ("Answer", "All", "North", "South")
    names = (
        ("Mycket bra", "Ganska bra", "Dåligt", "Vet inte")
        if sv
        else ("Very good", "Fairly good", "Poor", "Don't know")
    )
    rows = [
        (name, *(f"{column[i]} %" for column in (all_, low, high))) for i, name in enumerate(names)
    ]
    return (Piece("table", rows=(head, *rows)),)


def small_table(rng: Random, lang: str) -> tuple[Piece, ...]:
    """Shares of small bases, each of which some count gives."""
    sv = lang == "sv"
    head = ("Område", "Andel", "Antal svar") if sv else ("Area", "Share", "Number of answers")
    names = ("Vård", "Skola", "Teknik", "Kultur") if sv else ("Care", "School", "Works", "Culture")
    rows = []
    for name in names:
        base = rng.randint(21, 47)
        rows.append((name, f"{share(rng.randint(5, base - 5), base)} %", str(base)))
    return (Piece("table", rows=(head, *rows)),)


def small_sentence(rng: Random, lang: str, base: int, p: int) -> str:
    """A percentage of a small base."""
    return rng.choice(
        [
            f"Av de {base} enheter som svarade har {p} procent en egen rutin.",
            f"{p} procent av de {base} enheterna har en egen rutin.",
            f"I de {base} minsta enheterna har {p} procent en egen rutin.",
            f"Bland enheter i glesbygd är andelen {p} procent (n = {base}).",
        ]
        if lang == "sv"
        else [
            f"Of the {base} sites that answered, {p}% have a routine of their own.",
            f"{p}% of the {base} sites have a routine of their own.",
            f"In the {base} smallest sites {p}% have a routine of their own.",
            f"Among sites in the country the share is {p}% (n = {base}).",
        ]
    )


def part_sentence(rng: Random, lang: str) -> str:
    whole = rng.randint(150, 900)
    part = rng.randint(40, whole - 20)
    p = share(part, whole)
    return rng.choice(
        [
            f"Av de {whole} verksamheter som fick frågan har {part} ({p} procent) en egen rutin.",
            f"Totalt uppger {part} av {whole} verksamheter ({p} %) att de har en egen rutin.",
            f"{p} procent ({part} av {whole}) har en egen rutin för detta.",
            f"Rutinen finns hos {part} av {whole} verksamheter. Det motsvarar {p} procent.",
            f"{part} av de {whole} verksamheterna, {p} procent, har en egen rutin.",
            f"Frågan gick till {whole} verksamheter. Av dessa har {part} ({p} procent) en rutin.",
            f"Totalt {part} verksamheter, motsvarande {p} procent av de {whole}, har en rutin.",
        ]
        if lang == "sv"
        else [
            f"Of the {whole} sites that got the question, {part} ({p}%) have a routine.",
            f"In total, {part} of {whole} sites ({p}%) have a routine of their own.",
            f"{p}% ({part} out of {whole}) have a routine of their own.",
            f"The routine exists at {part} of {whole} sites. That is {p} per cent.",
            f"{part} of the {whole} sites, {p}%, have a routine of their own.",
            f"The question went to {whole} sites. Of these, {part} ({p}%) have a routine.",
            f"Some {part} sites, or {p}% of the {whole}, have a routine of their own.",
        ]
    )


def move_sentence(rng: Random, lang: str) -> str:
    old = rng.randint(18, 45)
    new = old + rng.randint(8, 25)
    up = rng.random() < 0.5
    a, b = (old, new) if up else (new, old)
    d = new - old
    if lang == "sv":
        word = "ökat" if up else "minskat"
        noun = "en ökning" if up else "en minskning"
        past = "steg" if up else "sjönk"
        more = "högre" if up else "lägre"
        return rng.choice(
            [
                f"Andelen som arbetar så har {word} från {a} procent till {b} procent.",
                f"Andelen {past} från {a} till {b} procent, {noun} med {d} procentenheter.",
                f"I årets mätning är andelen {b} procent, {noun} från {a} procent förra gången.",
                f"{b} procent arbetar så, {d} procentenheter {more} än 2019 ({a} procent).",
                f"{b} procent arbetar så. Det är {noun} sedan 2019, då andelen var {a} procent.",
                f"Andelen har {word}: 2019 var den {a} procent och 2024 {b} procent.",
            ]
        )
    word = "increased" if up else "decreased"
    noun = "an increase" if up else "a decrease"
    past = "rose" if up else "fell"
    tail = "up" if up else "down"
    more = "higher" if up else "lower"
    return rng.choice(
        [
            f"The share that works this way has {word} from {a}% to {b}%.",
            f"The share {past} from {a}% to {b}%, {noun} of {d} percentage points.",
            f"This year {b}% work this way, {tail} from {a}% last year.",
            f"{b}% work this way, {d} percentage points {more} than in 2019 ({a}%).",
            f"{b}% work this way. This is {noun} compared with 2019, when it was {a}%.",
            f"The share has {word}: in 2019 it was {a}%, and in 2024 it was {b}%.",
        ]
    )


def word_sentence(rng: Random, lang: str) -> str:
    sv = lang == "sv"
    made = {
        "over": rng.randint(51, 55),
        "under": rng.randint(45, 49),
        "third": rng.randint(32, 34),
        "over_third": rng.randint(34, 37),
        "most": rng.randint(55, 80),
    }
    return rng.choice(
        [
            f"Drygt hälften ({made['over']} procent) anser att stödet räcker till.",
            f"Knappt hälften ({made['under']} procent) anser att stödet räcker till.",
            f"En tredjedel ({made['third']} %) anser att stödet räcker till.",
            f"En majoritet ({made['most']} procent) anser att stödet räcker till.",
            f"En dryg tredjedel, {made['over_third']} procent, anser att stödet räcker till.",
            f"Drygt var tredje enhet, {made['over_third']} procent, anser att stödet räcker till.",
            f"{made['under']} procent, alltså knappt hälften, anser att stödet räcker till.",
        ]
        if sv
        else [
            f"Just over half ({made['over']}%) find the support sufficient.",
            f"Nearly half ({made['under']}%) find the support sufficient.",
            f"A third ({made['third']}%) find the support sufficient.",
            f"A majority ({made['most']}%) find the support sufficient.",
            f"Just over a third of the sites, {made['over_third']}%, find the support sufficient.",
            f"More than one in three sites ({made['over_third']}%) find the support sufficient.",
            f"{made['under']}%, or just under half, find the support sufficient.",
        ]
    )


def chance_sentence(rng: Random, lang: str) -> str:
    """A change that its bases carry with ease."""
    old = rng.randint(20, 40)
    new, n, m = old + rng.randint(20, 30), rng.randint(300, 500), rng.randint(300, 500)
    return (
        f"Andelen ökade från {old} procent (n = {n}) till {new} procent (n = {m})."
        if lang == "sv"
        else f"The share increased from {old}% (n = {n}) to {new}% (n = {m})."
    )


def same_sentence(rng: Random, lang: str) -> tuple[str, str]:
    """The same thing said in a summary and in the body."""
    p = rng.randint(25, 70)
    topic = rng.choice(
        [
            ("en beslutad plan för sitt klimatarbete", "a decided plan for their climate work"),
            ("en utsedd ansvarig för informationssäkerhet", "a person in charge of data security"),
            ("rutiner för att följa upp distansarbete", "routines for following up remote work"),
        ]
    )
    if lang == "sv":
        return (
            f"{p} procent av verksamheterna har {topic[0]}.",
            f"Svaren visar att {p} procent av verksamheterna har {topic[0]}.",
        )
    return (
        f"{p}% of the sites have {topic[1]}.",
        f"The answers show that {p}% of the sites have {topic[1]}.",
    )
