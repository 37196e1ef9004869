"""CHANGE: changes that the numbers of answers cannot carry, and shares of very few answers."""

from __future__ import annotations

import math

from tempen.audit.find.figures import Figure
from tempen.audit.find.grim import based_cells, based_prose
from tempen.audit.find.moves import Move, moves_of
from tempen.audit.find.sheet import Sheet
from tempen.audit.find.sight import Prose, Sight, sight_of
from tempen.audit.find.sizes import Size, sizes_of
from tempen.audit.find.wording import found, points, show
from tempen.audit.find.words import told
from tempen.audit.finder import Found, Look
from tempen.locale import mark
from tempen.locale.lexicon import lexicon
from tempen.terms.finding import Finding

CODES = {
    "CHANGE-01": mark("A change is told that the numbers of answers cannot tell from chance."),
    "CHANGE-02": mark("A percentage rests on very few answers."),
}
Z = 1.96
FEW, TINY = 20, 10  # answers: a note below the first, a warning below the second


def find(look: Look) -> Found:
    sight, made = sight_of(look), Found()
    sizes = sizes_of(sight)
    for prose in sight.prose:
        moves = moves_of(prose)
        for move in moves:
            check_move(move, moves, prose, sizes, sight, made)
        for share, base in based_prose(prose):
            check_base(share, base, made)
    for sheet in sight.sheets:
        check_bases(sheet, made)
    return made


# --- chance ----------------------------------------------------------------------------------


def check_move(
    move: Move, moves: list[Move], prose: Prose, sizes: list[Size], sight: Sight, made: Found
) -> None:
    """The difference with its interval, from the numbers of answers that the report states."""
    if not (move.old.share and move.new.share) or move.old.hedge or move.new.hedge:
        return
    said = told(move, moves)
    if said.way not in ("up", "down") or doubted(prose, move):
        return
    bases = bases_of(move, prose, sizes, sight)
    if bases is None:
        return
    (n_old, all_old), (n_new, all_new) = bases
    made.check(move.text, move.old.number, move.new.number)
    p, q = move.old.value / 100, move.new.value / 100
    variance = spread(p, n_old, all_old) + spread(q, n_new, all_new)
    half = 100 * Z * math.sqrt(variance)
    size = abs(move.new.value - move.old.value)
    rounding = move.new.half + move.old.half
    if size + rounding > half or variance == 0:
        return
    lang = move.text.lang
    start = said.at if said.word else move.start
    stop = said.at + len(said.word) if said.word else move.stop
    sure = bool(
        lexicon(lang).pattern("significant").search(prose.text.text, move.span.start, move.span.end)
    )
    made.add(
        Finding(
            "CHANGE-01",
            "error" if sure and size + rounding < 0.8 * half else "warning",
            0.8,
            move.text.passage(start, stop),
            move.text.text[start:stop],
            "",
            mark(
                "With {old} and {new} answers, chance alone can move the difference by {half} "
                "either way; it is {size}.",
                old=show(n_old, 0, lang),
                new=show(n_new, 0, lang),
                half=points(half, 0 if half >= 1 else 1, lang),
                size=points(size, max(move.old.number.decimals, move.new.number.decimals), lang),
            ),
            (move.text.at(move.old.number), move.text.at(move.new.number)),
        )
    )


def spread(share: float, n: float, of: float) -> float:
    """Variance of a share; less of it where much of a population answered."""
    left = max(0.0, 1 - n / of) if of > n else 1.0
    return share * (1 - share) / n * left


def doubted(prose: Prose, move: Move) -> bool:
    """Whether the text itself says that the change is uncertain."""
    lex = lexicon(move.text.lang)
    rest = prose.text.text[move.span.start :]
    return bool(lex.pattern("not_significant").search(rest))


Base = tuple[float, float]  # answers, and how many were asked where all were


def bases_of(move: Move, prose: Prose, sizes: list[Size], sight: Sight) -> tuple[Base, Base] | None:
    """Answers of both waves: “(n = 120)” after the figures, else those of the whole survey,
    where the sentence names no group."""
    beside = [after(prose, one) for one in (move.old, move.new)]
    if beside[0] and beside[1]:
        return (beside[0], 0.0), (beside[1], 0.0)
    if grouped(prose, move, sizes):
        return None
    years = sorted({size.year for size in sizes if size.role == "answered" and size.year})
    if len(years) < 2:
        return None
    named = [year for year in years if year in move.text.text[move.span.start : move.span.end]]
    old = named[0] if named else years[-2]
    if old == years[-1]:
        return None
    made = []
    for year in (old, years[-1]):
        answered = [
            size.figure.value
            for size in sizes
            if size.role == "answered" and size.year == year and not size.group
        ]
        asked = [
            size.figure.value
            for size in sizes
            if size.role == "invited" and size.year == year and not size.group
        ]
        if not answered:
            return None
        made.append((answered[0], asked[0] if asked and sight.census else 0.0))
    return made[0], made[1]


def after(prose: Prose, figure: Figure) -> float:
    """The base in the bracket after a figure: “44 % (n = 120)”."""
    import re

    match = re.match(
        r"\s*\(?\s*(?:in\s+|år\s+)?(?:(?:19|20)\d\d)?[\s,;(]*(?:n\s*=\s*|bas:?\s*|base:?\s*)(\d[\d\s\u00a0,]*)",
        prose.text.text[figure.stop : figure.stop + 40],
        re.I,
    )
    return float(re.sub(r"\D", "", match[1])) if match else 0.0


def grouped(prose: Prose, move: Move, sizes: list[Size]) -> bool:
    from tempen.audit.find.stems import has_group, stems_of

    stems = stems_of(move.text.text[move.span.start : move.span.end], move.text.lang)
    groups = {part for size in sizes for part in size.group.split()}
    return has_group(stems, move.text.lang) or any(
        one.startswith(part) for one in stems for part in groups if len(part) > 3
    )


# --- few answers -----------------------------------------------------------------------------


def check_base(share: Figure, base: Figure, made: Found) -> None:
    if not 1 < base.value < FEW or share.value in (0.0, 100.0):
        return
    tell(share, base, made)


def tell(share: Figure, base: Figure, made: Found) -> None:
    lang = share.text.lang
    made.check(base.text, base.number)
    made.add(
        found(
            "CHANGE-02",
            "warning" if base.value < TINY else "note",
            0.8,
            share,
            "",
            mark(
                "With {base} answers, one answer more or less moves {share} by {step}.",
                base=base.printed,
                share=share.printed,
                step=points(100 / base.value, 0, lang),
            ),
            [base],
        )
    )


def check_bases(sheet: Sheet, made: Found) -> None:
    """One finding a table, on its smallest base, unless the table says how to read it."""
    if sheet.says("caution"):
        return
    cells = [
        (share, base)
        for share, base in based_cells(sheet)
        if 1 < base.value < FEW and 0 < share.value < 100
    ]
    if cells:
        tell(*min(cells, key=lambda one: one[1].value), made)
