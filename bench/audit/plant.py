"""Plants one error of each type into a report, at a place that the seed picks.

A planter looks for places of its own in the text, by patterns that share nothing with the
finders, and spoils one; where there is none, it sets a right statement into the text and spoils
that. It returns the pieces and what was done.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from bench.audit import carriers
from bench.audit.pieces import Piece, with_cell


@dataclass(frozen=True)
class Planted:
    """What was spoilt.

    index    of the piece
    before   the text or row before; after: as it is now
    carried  the statement was set into the text by the planter
    """

    kind: str
    index: int
    before: str
    after: str
    carried: bool


Plant = Callable[[list[Piece], Random, str], tuple[list[Piece], Planted] | None]
NUMBER = r"(\d{1,3}(?:[ \u00a0,]\d{3})+|\d+)"
PERCENT = r"(\d{1,2}(?:[.,]\d+)?)(\s?(?:%|procent|per cent|percent))"


def plant(
    pieces: list[Piece], kind: str, seed: int, lang: str
) -> tuple[list[Piece], Planted] | None:
    """The pieces with one error of a kind in them."""
    return {**PLANTERS, **AGAINST}[kind](list(pieces), Random(f"{kind}-{seed}"), lang)


def sites(
    pieces: list[Piece], pattern: str, kinds=("paragraph", "item")
) -> list[tuple[int, re.Match[str]]]:
    found = re.compile(pattern, re.IGNORECASE)
    return [
        (i, match)
        for i, piece in enumerate(pieces)
        if piece.kind in kinds
        for match in found.finditer(piece.text)
    ]


def spoil(pieces: list[Piece], i: int, start: int, end: int, text: str, kind: str, carried: bool):
    piece = pieces[i]
    after = piece.text[:start] + text + piece.text[end:]
    pieces[i] = replace(piece, text=after)
    return pieces, Planted(kind, i, piece.text, after, carried)


def shifted(value: str, rng: Random, low: int = 4, high: int = 15, top: float = 99) -> str:
    """A percentage moved by some points, with as many decimals."""
    mark = "," if "," in value else "."
    number = float(value.replace(",", "."))
    step = rng.randint(low, high)
    made = (
        number + step
        if number + step < top and (rng.random() < 0.5 or number - step < 1)
        else number - step
    )
    decimals = len(value.replace(",", ".").partition(".")[2])
    return f"{max(made, 1):.{decimals}f}".replace(".", mark)


def somewhere(pieces: list[Piece], rng: Random) -> int:
    """Before which piece something new may stand: not between a caption and its table."""
    free = [
        i
        for i, piece in enumerate(pieces)
        if i > 2
        and piece.kind in ("heading", "paragraph")
        and pieces[i - 1].kind in ("paragraph", "heading")
        and len(pieces[i - 1].text) > 60
    ]
    return rng.choice(free) if free else len(pieces)


def carry(pieces: list[Piece], rng: Random, text: str) -> int:
    at = somewhere(pieces, rng)
    pieces.insert(at, Piece("paragraph", text))
    return at


def carry_table(pieces: list[Piece], rng: Random, table: tuple[Piece, ...], lang: str) -> int:
    """Set a table in, after a sentence that closes what stood before."""
    at = somewhere(pieces, rng)
    says = (
        "Svaren redovisas i tabellen här nedanför."
        if lang == "sv"
        else "The table below shows the answers."
    )
    pieces[at:at] = [
        Piece("heading", "Svar" if lang == "sv" else "Answers", 2),
        Piece("paragraph", says),
        *table,
    ]
    return at + 2


def plant_part(pieces: list[Piece], rng: Random, lang: str):
    here = sites(
        pieces, rf"{NUMBER} (?:av|of|out of)(?: de| the)? {NUMBER}[^.()]{{0,40}}\({PERCENT}\)"
    )
    if here and rng.random() < 0.85:
        i, match = rng.choice(here)
        return spoil(pieces, i, match.start(3), match.end(3), shifted(match[3], rng), "part", False)
    tables = [
        (i, row, column)
        for i, piece in enumerate(pieces)
        if piece.kind == "table" and re.search(r"rate|frekvens", " ".join(piece.rows[0]), re.I)
        for column, head in enumerate(piece.rows[0])
        if re.search(r"rate|frekvens", head, re.I)
        for row in range(1, len(piece.rows))
        if re.search(r"\d", piece.rows[row][column])
    ]
    if tables and rng.random() < 0.85:
        i, row, column = rng.choice(tables)
        return spoil_cell(pieces, i, row, column, rng, "part", False)
    if rng.random() < 0.5:
        i = carry_table(pieces, rng, carriers.response_table(rng, lang), lang)
        return spoil_cell(pieces, i, rng.randint(1, 3), 3, rng, "part", True)
    i = carry(pieces, rng, carriers.part_sentence(rng, lang))
    match = re.search(PERCENT, pieces[i].text)
    assert match
    return spoil(pieces, i, match.start(1), match.end(1), shifted(match[1], rng), "part", True)


def spoil_cell(
    pieces: list[Piece], i: int, row: int, column: int, rng: Random, kind: str, carried: bool
):
    old = pieces[i].rows[row][column]
    match = re.search(r"\d+(?:[.,]\d+)?", old)
    assert match
    new = old[: match.start()] + shifted(match[0], rng) + old[match.end() :]
    before = " | ".join(pieces[i].rows[row])
    pieces[i] = with_cell(pieces[i], row, column, new)
    return pieces, Planted(kind, i, before, " | ".join(pieces[i].rows[row]), carried)


def plant_total(pieces: list[Piece], rng: Random, lang: str):
    """A cell of counts with a total, or a share of a question that adds up."""
    found = []
    for i, piece in enumerate(pieces):
        if piece.kind != "table":
            continue
        for column in range(1, len(piece.rows[0])):
            cells = [row[column] for row in piece.rows[1:]]
            shares = [
                float(c[1].replace(",", "."))
                for cell in cells
                if (c := re.fullmatch(PERCENT, cell.strip()))
            ]
            if (
                len(shares) == len(cells) >= 3
                and abs(sum(shares) - 100) < 1.6
                and len(piece.rows[0]) > 2
            ):
                found += [(i, row, column) for row in range(1, len(piece.rows))]
    if found and rng.random() < 0.85:
        i, row, column = rng.choice(found)
        return spoil_cell(pieces, i, row, column, rng, "total", False)
    if rng.random() < 0.5:
        i = carry_table(pieces, rng, carriers.scale_table(rng, lang), lang)
        return spoil_cell(pieces, i, rng.randint(1, 4), rng.randint(1, 3), rng, "total", True)
    i = carry_table(pieces, rng, carriers.response_table(rng, lang), lang)
    row, column = rng.randint(1, 3), rng.randint(1, 2)
    old = pieces[i].rows[row][column]
    before = " | ".join(pieces[i].rows[row])
    pieces[i] = with_cell(pieces[i], row, column, str(int(old) + rng.choice([-20, -9, 9, 18])))
    return pieces, Planted("total", i, before, " | ".join(pieces[i].rows[row]), True)


def impossible(value: int, base: int) -> int | None:
    """The nearest whole percentage that no count out of the base gives."""
    for step in (1, -1, 2, -2, 3, -3, 4, -4):
        p = value + step
        if 0 < p < 100 and all(
            round(100 * k / base) != p and int(100 * k / base + 0.5) != p for k in range(base + 1)
        ):
            return p
    return None


def plant_grim(pieces: list[Piece], rng: Random, lang: str):
    if rng.random() < 0.5:
        base = rng.randint(9, 40)
        value = carriers.share(rng.randint(2, base - 2), base)
        wrong = impossible(value, base)
        text = carriers.small_sentence(rng, lang, base, value)
        i = carry(pieces, rng, text)
        if wrong is None:
            return None
        match = re.search(rf"(?<!\d){value}(?=\s?(?:%|procent))", pieces[i].text)
        assert match
        return spoil(pieces, i, match.start(), match.end(), str(wrong), "grim", True)
    i = carry_table(pieces, rng, carriers.small_table(rng, lang), lang)
    for row in rng.sample(range(1, 5), 4):
        value = int(pieces[i].rows[row][1].split()[0])
        wrong = impossible(value, int(pieces[i].rows[row][2]))
        if wrong is not None:
            before = " | ".join(pieces[i].rows[row])
            pieces[i] = with_cell(pieces[i], row, 1, f"{wrong} %")
            return pieces, Planted("grim", i, before, " | ".join(pieces[i].rows[row]), True)
    return None


def plant_twice(pieces: list[Piece], rng: Random, lang: str):
    """A sentence of the text said again as a summary, or a pair set in, with another share."""
    here = [
        (i, match)
        for i, match in sites(pieces, rf"(?:^|(?<=\. ))[^.]*?{PERCENT}[^.]*\.(?=\s|$)")
        if len(re.findall(r"%|procent|percent|per cent", match[0])) == 1
        and 60 < len(match[0]) < 220
        and not re.search(r"\d[^\d]*(?:pp|points|enheter|from|från|up|down)", match[0])
    ]
    if here and rng.random() < 0.85:
        i, match = rng.choice(here)
        sentence = match[0].strip()
        inside = re.search(PERCENT, sentence)
        assert inside
        wrong = (
            sentence[: inside.start(1)] + shifted(inside[1], rng, 3, 9) + sentence[inside.end(1) :]
        )
        head = Piece("heading", "Sammanfattning" if lang == "sv" else "Summary", 2)
        at = next((k for k, piece in enumerate(pieces) if k and piece.kind == "heading"), 0)
        pieces[at:at] = [head, Piece("paragraph", wrong)]
        return pieces, Planted("twice", at + 1, sentence, wrong, False)
    first, second = carriers.same_sentence(rng, lang)
    i = carry(pieces, rng, first)
    pieces.append(Piece("heading", "Slutsats" if lang == "sv" else "Conclusion", 2))
    pieces.append(Piece("paragraph", second))
    match = re.search(PERCENT, second)
    assert match
    wrong = shifted(match[1], rng, 3, 9)
    del i
    return spoil(pieces, len(pieces) - 1, match.start(1), match.end(1), wrong, "twice", True)


OPPOSITE = {
    "increased": "decreased",
    "increase": "decrease",
    "risen": "fallen",
    "grew": "shrank",
    "grown": "fallen",
    "rose": "fell",
    "fell": "rose",
    "fallen": "risen",
    "dropped": "rose",
    "decreased": "increased",
    "decrease": "increase",
    "up from": "down from",
    "down from": "up from",
    "higher": "lower",
    "lower": "higher",
    "högre": "lägre",
    "lägre": "högre",
    "ökat": "minskat",
    "minskat": "ökat",
    "ökade": "minskade",
    "steg": "sjönk",
    "sjönk": "steg",
    "ökning": "minskning",
    "minskning": "ökning",
}


def plant_words(pieces: list[Piece], rng: Random, lang: str):
    """A word of change turned about, a share in words against its figure, points for per cent."""
    words = "|".join(sorted(OPPOSITE, key=len, reverse=True))
    arrow = rf"{PERCENT}[^.;]{{0,20}}(?:to|till|→)[^.;\d]{{0,12}}{PERCENT}"
    here = list(
        sites(pieces, rf"(?<!\w)({words})(?!\w)[^.;,]{{0,30}}?(?:from|från) {arrow}")
    ) + sites(pieces, rf"{PERCENT}[^.;()]{{0,12}}\((up from|down from)[^.;()]{{0,12}}{PERCENT}")
    if here and rng.random() < 0.85:
        i, match = rng.choice(here)
        group = next(
            k for k, one in enumerate(match.groups(), 1) if one and one.lower() in OPPOSITE
        )
        new = OPPOSITE[match[group].lower()]
        return spoil(pieces, i, match.start(group), match.end(group), new, "words", False)
    if rng.random() < 0.5:
        i = carry(pieces, rng, carriers.word_sentence(rng, lang))
        match = re.search(PERCENT, pieces[i].text)
        assert match
        value = int(match[1])
        new = str(value - 14 if value >= 50 or "one in three" in pieces[i].text else value + 14)
        if value > 54:
            new = str(rng.randint(36, 47))
        return spoil(pieces, i, match.start(1), match.end(1), new, "words", True)
    i = carry(pieces, rng, carriers.move_sentence(rng, lang))
    text = pieces[i].text
    unit = re.search(r"procentenheter|percentage points", text)
    if unit and rng.random() < 0.5:
        new = "procent" if lang == "sv" else "percent"
        return spoil(pieces, i, unit.start(), unit.end(), new, "words", True)
    match = re.search(rf"(?<!\w)({words})(?!\w)", text)
    assert match
    new = OPPOSITE[match[0].lower()]
    text = text[: match.start()] + new + text[match.end() :]
    for other in re.finditer(rf"(?<!\w)({words})(?!\w)", text[match.start() + len(new) :]):
        start = match.start() + len(new) + other.start()
        text = text[:start] + OPPOSITE[other[0].lower()] + text[start + len(other[0]) :]
        break
    return spoil(pieces, i, 0, len(pieces[i].text), text, "words", True)


def plant_change(pieces: list[Piece], rng: Random, lang: str):
    """Bases so small that the change may be chance, or a share of very few."""
    if rng.random() < 0.3:
        base = rng.randint(4, 9)
        part = rng.randint(2, base - 1)
        text = (
            f"Bland de {base} största har {carriers.share(part, base)} procent en rutin."
            if lang == "sv"
            else f"Of the {base} largest sites, {carriers.share(part, base)}% have a routine."
        )
        i = carry(pieces, rng, text)
        return pieces, Planted("change", i, "", text, True)
    i = carry(pieces, rng, carriers.chance_sentence(rng, lang))
    text = re.sub(r"n = \d+", lambda _: f"n = {rng.randint(30, 60)}", pieces[i].text)
    numbers = re.findall(PERCENT, text)
    new = str(int(numbers[0][0]) + rng.randint(3, 6))
    at = text.rindex(numbers[1][0] + numbers[1][1])
    text = text[:at] + new + text[at + len(numbers[1][0]) :]
    return spoil(pieces, i, 0, len(pieces[i].text), text, "change", True)


def plant_bare(pieces: list[Piece], rng: Random, lang: str):
    """A comparison without a number, in a chapter without any."""
    text = rng.choice(
        [
            "Samverkan mellan enheterna har ökat jämfört med förra mätningen. Det märks.",
            "Sedan 2019 har intresset minskat, och det gäller hela verksamheten.",
            "Stödet används oftare i stora verksamheter än i små. Skälen går isär.",
        ]
        if lang == "sv"
        else [
            "Cooperation between sites has increased compared with last year. It shows.",
            "Interest has decreased since 2019, and that goes for all sites.",
            "Support is used more often in large sites than in small ones. Reasons differ.",
        ]
    )
    says = "Så arbetar enheterna." if lang == "sv" else "How sites work."
    end = (
        "Frågan följs upp i kommande arbete."
        if lang == "sv"
        else "The question will be followed up."
    )
    pieces += [
        Piece("heading", "Samverkan" if lang == "sv" else "Cooperation", 2),
        Piece("paragraph", says),
        Piece("paragraph", text),
        Piece("paragraph", end),
        Piece("heading", "Fortsättning" if lang == "sv" else "What follows", 2),
    ]
    return pieces, Planted("bare", len(pieces) - 3, "", text, True)


def plant_form(pieces: list[Piece], rng: Random, lang: str):
    """Two captions with one number, a gap, a reference to nothing, or a caption without table."""
    word = "Tabell" if lang == "sv" else "Table"
    heads = [
        (i, int(match[1]))
        for i, piece in enumerate(pieces)
        if piece.kind == "caption" and (match := re.match(rf"{word} (\d+)", piece.text))
    ]
    if len(heads) < 3:
        first = max((number for _, number in heads), default=0) + 1
        titles = (
            ("Utskick och svar", "Svarens fördelning", "Små grupper")
            if lang == "sv"
            else ("Invited and answered", "Distribution of answers", "Small groups")
        )
        tables = (carriers.response_table, carriers.scale_table, carriers.small_table)
        for k, (title, table) in enumerate(zip(titles, tables, strict=True)):
            heads.append((len(pieces), first + k))
            pieces.append(Piece("caption", f"{word} {first + k}. {title}"))
            pieces += table(rng, lang)
            pieces.append(
                Piece("paragraph", "Tabellen visar alla svar." if lang == "sv" else "All answers.")
            )
    way = rng.choice(["same", "gap", "reference", "bare"])
    i, number = heads[-1]
    text = pieces[i].text
    if way == "same":
        return spoil(
            pieces,
            i,
            len(word) + 1,
            len(word) + 1 + len(str(number)),
            str(heads[-2][1]),
            "form",
            True,
        )
    if way == "gap":
        return spoil(
            pieces,
            i,
            len(word) + 1,
            len(word) + 1 + len(str(number)),
            str(number + 1),
            "form",
            True,
        )
    if way == "bare":
        del pieces[i + 1]
        return pieces, Planted("form", i, text, text, True)
    said = f"Se även tabell {number + 7}." if lang == "sv" else f"See also table {number + 7}."
    pieces.append(Piece("paragraph", said))
    return pieces, Planted("form", len(pieces) - 1, "", said, True)


def plant_study(pieces: list[Piece], rng: Random, lang: str):
    """A percentage in a table of all groups, for comparison with the study's data."""
    cells = [
        (i, row, column)
        for i, piece in enumerate(pieces)
        if piece.kind == "table" and {"Alla", "All"} & set(piece.rows[0])
        for row in range(1, len(piece.rows))
        for column in range(1, len(piece.rows[0]))
        if re.fullmatch(PERCENT, piece.rows[row][column].strip())
    ]
    if not cells:
        return None
    i, row, column = rng.choice(cells)
    return spoil_cell(pieces, i, row, column, rng, "study", False)


def plant_previous(pieces: list[Piece], rng: Random, lang: str):
    """Last time's row in a table of two waves, or the figure that a change is told from."""
    i = carry_table(pieces, rng, carriers.wave_table(Random(7), lang, ("2022", "2024")), lang)
    old, column = pieces[i].rows[1], rng.randint(1, 3)
    match = re.search(r"\d+", old[column])
    assert match
    wrong = str(int(match[0]) + rng.choice([-11, -4, 5, 12]))
    before = " | ".join(old)
    pieces[i] = with_cell(pieces[i], 1, column, old[column].replace(match[0], wrong))
    return pieces, Planted("previous", i, before, " | ".join(pieces[i].rows[1]), True)


# Errors that show against something else than the report itself.
AGAINST: dict[str, Plant] = {"study": plant_study, "previous": plant_previous}
PLANTERS: dict[str, Plant] = {
    "part": plant_part,
    "total": plant_total,
    "grim": plant_grim,
    "twice": plant_twice,
    "words": plant_words,
    "change": plant_change,
    "bare": plant_bare,
    "form": plant_form,
}
