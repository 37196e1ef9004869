"""TWICE: one quantity with two values, in the text, its tables and its summary."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import replace

from tempen.audit.find.aligned import differing, stray
from tempen.audit.find.claims import BEFORE, Claim, Entry, claims_of, entries_of, in_years
from tempen.audit.find.figures import Figure, sentences_of
from tempen.audit.find.pairs import in_range, pairs_of
from tempen.audit.find.sheet import Row, Sheet
from tempen.audit.find.sight import Sight, ratio, sight_of
from tempen.audit.find.sizes import Size, sizes_of, this_year
from tempen.audit.find.stems import degrees, has_group, stem, stems_of, units_of, without_units
from tempen.audit.find.wording import found, passage_of, percent
from tempen.audit.finder import Found, Look
from tempen.audit.reading import Span, Text
from tempen.locale import mark
from tempen.locale.lexicon import lexicon
from tempen.terms.finding import Passage

CODES = {
    "TWICE-01": mark(
        "The number asked, the number of answers or the response rate has two values."
    ),
    "TWICE-02": mark("The text and a table give the same share different values."),
    "TWICE-03": mark("The same share has two values in the text."),
    "TWICE-05": mark("More answers to a question than answered the survey."),
    "TWICE-04": mark("Two tables give the same share different values."),
}
NEAR = 20.0  # points: sentences whose shares are further apart are of different things
FAR = 40.0  # points: shares further apart are of different things
SAME = 0.7  # of the words of two sentences that must be shared
SAID = 10.0  # points between a sentence of the summary and the same in other words
LOOSE = 3.0  # points more that a share in words may be off the table
LIKE = 0.25  # counts further apart than this part are of different things


def find(look: Look) -> Found:
    sight, made = sight_of(look), Found()
    check_sizes(sizes_of(sight), this_year(sight), made)
    claims, entries = claims_of(sight), entries_of(sight)
    fresh = {(one.text.block, one.figure.number.start) for one in claims}
    olds = [
        one
        for one in claims_of(sight, old=True)
        if (one.text.block, one.figure.number.start) not in fresh
    ]
    years = sorted({year for entry in entries for year in entry.years})
    if len(years) == 2:  # “from 26 %”: of the first of two waves
        olds = [
            replace(one, years=frozenset({years[0]})) if BEFORE in one.years else one
            for one in olds
        ]
    generic = generic_of(sight)
    settled = check_tables([*claims, *olds], entries, generic, made)
    check_claims([one for one in claims if id(one) not in settled], claims, generic, made)
    check_aligned([*claims, *olds], sight, made)
    check_joined([*claims, *olds], sight, made)
    check_entries(entries, made)
    check_repeated(sight, made)
    check_beside([*claims, *olds], entries, made)
    check_bases(sight, made)
    check_cited(sight, made)
    return made


# --- text beside a table -----------------------------------------------------------------------

BESIDE = 3  # blocks after a table in which the text may still speak of it


def check_beside(claims: list[Claim], entries: list[Entry], made: Found) -> None:
    """A paragraph right after a table that prints some of its rows: the others it names must be
    right as well, though a row has a short label."""
    by_block: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.label and not entry.row.roles & {"total", "unknown", "residual"}:
            by_block[entry.sheet.block.index].append(entry)
    latest = max((year for entry in entries for year in entry.years), default="")
    by_text: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.text.row < 0 and not claim.figure.hedge:
            by_text[claim.text.block].append(claim)
    told = {one.passage for one in made.findings}
    for block, cells in by_block.items():
        for at in range(block + 1, block + BESIDE + 1):
            pairs = [
                (claim, named)
                for claim in by_text.get(at, ())
                if (named := [one for one in cells if beside(claim, one, latest)])
            ]
            right = [
                claim
                for claim, named in pairs
                if any(claim.figure.meets(*reach(one.figure)) for one in named)
            ]
            for claim, named in pairs if right else ():
                made.check(claim.text, claim.figure.number)
                values = {one.figure.value for one in named}
                wrong = claim not in right and len(values) == 1
                if wrong and abs(named[0].figure.value - claim.figure.value) <= FAR:
                    place = claim.text.at(claim.figure.number)
                    if place not in told:
                        told.add(place)
                        tell_cell(claim.figure, named[0], made)


def beside(claim: Claim, entry: Entry, latest: str) -> bool:
    if entry.years and not entry.years & (claim.years or {latest}):
        return False
    if not entry.years and claim.years and (BEFORE in claim.years or max(claim.years) < latest):
        return False
    if (claim.near ^ entry.label) & degrees(claim.text.lang):
        return False
    return entry.label <= claim.near and entry.group | entry.above <= claim.reach


def check_aligned(claims: list[Claim], sight: Sight, made: Found) -> None:
    """A sentence whose other figures are those of a row, a column or another sentence."""
    told = {one.passage for one in made.findings}
    for claim, cell, label in stray(claims, sight):
        made.check(claim.text, claim.figure.number)
        if claim.text.at(claim.figure.number) in told or worked_out(claim.figure):
            continue
        told.add(claim.text.at(claim.figure.number))
        made.add(
            found(
                "TWICE-02",
                "warning",
                0.75,
                claim.figure,
                cell.printed,
                mark(
                    "The text says {this}; the table says {that} ({row}).",
                    this=claim.figure.printed,
                    that=cell.printed,
                    row=label,
                ),
                [cell],
            )
        )
    for one, other in differing(claims):
        first, second = sorted((one, other), key=lambda each: each.text.block)
        passages = {each.text.at(each.figure.number) for each in (one, other)}
        if not passages & told:
            told |= passages
            tell_twice(first.figure, second.figure, made)


EITHER = re.compile(
    r"(?<!\w)(?P<one>[^\W\d_]+)\s+(?:eller|or|och|and)\s+(?P<other>[^\W\d_]+)\s+"
    r"(?P<noun>[^\W\d_]+)",
    re.IGNORECASE,
)


def check_joined(claims: list[Claim], sight: Sight, made: Found) -> None:
    """“Very or fairly satisfied”: the sum of two rows that are named together."""
    told = {one.passage for one in made.findings}
    for claim in claims:
        text = claim.text
        if claim.figure.words or claim.figure.hedge or text.row >= 0:
            continue
        for match in EITHER.finditer(text.text, claim.span.start, claim.span.end):
            wanted = {f"{match[k]} {match['noun']}".lower() for k in ("one", "other")}
            for sheet in sight.sheets:
                rows = [row for row in sheet.rows if row.label.lower() in wanted]
                if len(rows) == 2 and in_years(text, sheet):
                    judge_joined(claim, sheet, rows, told, made)


def judge_joined(
    claim: Claim, sheet: Sheet, rows: list[Row], told: set[Passage], made: Found
) -> None:
    sums = []
    for column in sheet.columns:
        cells = [sheet.value(row.index, column.index) for row in rows]
        ones = [one for one in cells if one and one.share]
        if len(ones) == 2:
            sums.append((column, ones, sum(one.value for one in ones)))
    for _, ones, total in sums:
        if claim.figure.meets(total - 1.0, total + 1.0):
            made.check(claim.text, claim.figure.number, *(one.number for one in ones))
            return
    place = claim.text.at(claim.figure.number)
    near = [each for each in sums if abs(each[2] - claim.figure.value) <= NEAR]
    if not near or place in told or worked_out(claim.figure):
        return
    latest = max((max(column.years) for column, _, _ in sums if column.years), default="")
    likely = [
        each
        for each in sums
        if "total" in each[0].roles
        or len(sums) == 1
        or each[0].years & (claim.years or {latest})
        or (stems_of(each[0].head, sheet.lang) or {"?"}) <= claim.reach | claim.context
    ]
    if not likely:
        return
    _, ones, total = likely[-1]
    decimals = max(one.number.decimals for one in ones)
    right = percent(total, decimals, claim.text.lang)
    told.add(place)
    made.add(
        found(
            "TWICE-02",
            "warning",
            0.75,
            claim.figure,
            right,
            mark(
                "In the table {one} and {other} make {right}, not {stated}.",
                one=ones[0].printed,
                other=ones[1].printed,
                right=right,
                stated=claim.figure.printed,
            ),
            ones,
        )
    )


# --- bases and references ---------------------------------------------------------------------


def check_bases(sight: Sight, made: Found) -> None:
    """No question can have more answers than the survey."""
    answered = [
        one.figure
        for one in sizes_of(sight)
        if one.role == "answered" and one.firm and not one.group and not one.figure.hedge
    ]
    if not answered:
        return
    most = max(answered, key=lambda one: one.value)
    for sheet in sight.sheets:
        for row in sheet.rows:
            if "base" not in row.roles:
                continue
            for column in sheet.columns:
                base = sheet.figure(row.index, column.index)
                if base is None or base.unit != "count" or "total" not in column.roles:
                    continue
                made.check(base.text, base.number)
                if most.value < base.value <= 2 * most.value:
                    made.add(
                        found(
                            "TWICE-05",
                            "error",
                            0.85,
                            base,
                            most.printed,
                            mark(
                                "{base} answers to one question are more than the {all} who "
                                "answered the survey.",
                                base=base.printed,
                                all=most.printed,
                            ),
                            [most],
                        )
                    )


def check_cited(sight: Sight, made: Found) -> None:
    """A sentence that names its table must not print a share that the table does not hold,
    nor two or three of its rows together."""
    tables: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in sight.sheets:
        match = NAMED.match(sheet.caption)
        if match:
            tables[match[1]].append(sheet)
    for prose in sight.prose:
        if prose.block.kind not in ("paragraph", "item"):
            continue
        for span in sentences_of(prose.text):
            names = {
                one.text
                for one in prose.text.numbers
                if one.unit == "figure"
                and one.label.startswith("tab")
                and span.start <= one.start < span.end
            }
            shares = [
                one
                for one in prose.figures
                if one.share
                and not one.words
                and not one.hedge
                and span.start <= one.start < span.end
                and not in_range(one)
            ]
            sheets = tables.get(next(iter(names)), []) if len(names) == 1 else []
            if len(sheets) == 1 and shares:
                judge_cited(shares, sheets[0], made)


NAMED = re.compile(r"(?:tabell|table)\s+(\w+)", re.IGNORECASE)


def judge_cited(shares: list[Figure], sheet: Sheet, made: Found) -> None:
    held = held_by(sheet)
    right = [one for one in shares if any(one.meets(low, high) for low, high in held)]
    if len(held) < 4 or not right or len(right) == len(shares):
        for one in right:
            made.check(one.text, one.number)
        return
    for one in shares:
        made.check(one.text, one.number)
        if one not in right:
            made.add(
                found(
                    "TWICE-02",
                    "warning",
                    0.65,
                    one,
                    "",
                    mark("The text refers to a table that does not hold {this}.", this=one.printed),
                    [sheet.block.text.passage(0, 0)],
                )
            )


def held_by(sheet: Sheet) -> list[tuple[float, float]]:
    """Every share of a table, and the sums of two or three rows that follow one another."""
    made = []
    for column in sheet.columns:
        run = [
            one for row in sheet.rows if (one := sheet.value(row.index, column.index)) and one.share
        ]
        for size in (1, 2, 3):
            for i in range(len(run) - size + 1):
                ones = run[i : i + size]
                total, half = sum(one.value for one in ones), sum(one.half for one in ones)
                made.append((total - half, total + half))
    return made


# --- the size of the survey -------------------------------------------------------------------


def check_sizes(sizes: list[Size], latest: str, made: Found) -> None:
    """One value per role, wave and group: the firmest and commonest stands."""
    by_key: dict[tuple[str, str, str], list[Size]] = defaultdict(list)
    for size in sizes:
        if size.group != "?":
            by_key[size.role, size.year, size.group].append(size)
    for (role, year, group), ones in list(by_key.items()):  # no year: the last wave
        if not year and latest:
            by_key[role, latest, group] += ones
            del by_key[role, year, group]
    for (role, _, _), ones in by_key.items():
        if len(ones) < 2 or (not any(one.firm for one in ones) and role != "answered"):
            continue
        settle(ones, role, made)


def settle(ones: list[Size], role: str, made: Found) -> None:
    def support(size: Size) -> tuple[int, int]:
        agreeing = [one for one in ones if agree(one.figure, size.figure)]
        return len(agreeing), sum(one.firm for one in agreeing)

    best = max(ones, key=support)
    for one in ones:
        if agree(one.figure, best.figure):
            made.check(one.figure.text, one.figure.number)
            made.check(best.figure.text, best.figure.number)
            continue
        a, b = one.figure.value, best.figure.value
        limit = FAR if role == "rate" else LIKE * max(a, b)
        if abs(a - b) > limit or one.figure.hedge or best.figure.hedge:
            continue
        if one.figure.text.block == best.figure.text.block and not one.firm:
            continue
        made.check(one.figure.text, one.figure.number)
        facts = {"this": one.figure.printed, "that": best.figure.printed}
        made.add(
            found(
                "TWICE-01",
                "error" if one.firm and best.firm else "warning",
                0.85 if one.firm and best.firm else 0.75,
                one.figure,
                best.figure.printed,
                mark("{this} stands here, {that} elsewhere, for the same survey.", **facts),
                [best.figure],
            )
        )


def agree(one: Figure, other: Figure) -> bool:
    return one.low <= other.high and other.low <= one.high


def generic_of(sight: Sight) -> frozenset[str]:
    """What the survey calls those it asks, from “412 companies”: no group of its own."""
    found = set()
    for size in sizes_of(sight):
        text = size.figure.text
        match = re.match(r"\s+([^\W\d_]{4,})", text.text[size.figure.stop :])
        if match and text.row < 0:
            found.add(stem(match[1], text.lang))
    return frozenset(found)


# --- text and table ---------------------------------------------------------------------------


def check_tables(
    claims: list[Claim], entries: list[Entry], generic: frozenset[str], made: Found
) -> set[int]:
    """Compare each share of the text with the cell that it names; the ids of those that agree."""
    settled: set[int] = set()
    latest = max((year for entry in entries for year in entry.years), default="")
    index = index_entries(entries)
    for claim in claims:
        cells = cells_for(claim, index, latest, generic)
        if not cells:
            continue
        figure = claim.figure
        if figure.words:
            figure = loosened(figure)
        if any(figure.meets(*reach(entry.figure)) for _, entry in cells) or joins(claim, cells):
            settled.add(id(claim))
            made.check(figure.text, figure.number)
            continue
        best = max(sure for sure, _ in cells)
        nearest = [entry for sure, entry in cells if sure == best]
        if len({entry.figure.value for entry in nearest}) > 1:
            continue
        if figure.hedge and not figure.words:
            continue
        cell = nearest[0]
        if abs(cell.figure.value - figure.value) > FAR or worked_out(figure):
            continue
        made.check(figure.text, figure.number)
        settled.add(id(claim))
        tell_cell(figure, cell, made)
    return settled


def loosened(figure: Figure) -> Figure:
    """A share in words may be some way off: “seven in ten” is no 60 %, “six in ten” may be 64 %."""
    return replace(figure, low=figure.low - LOOSE, high=figure.high + LOOSE)


def joins(claim: Claim, cells: list[tuple[int, Entry]]) -> bool:
    """“Good or very good”: the share of a named row and others of its column together."""
    text = claim.text.text[claim.span.start : claim.span.end]
    if not JOINED.search(text):
        return False
    for _, entry in cells:
        others = [
            one
            for row in entry.sheet.rows
            if row.part == entry.row.part and row.index != entry.row.index
            if (one := entry.sheet.value(row.index, entry.column.index)) and one.share
        ]
        for size in (1, 2, 3):
            for some in itertools.combinations(others[:12], size):
                total = entry.figure.value + sum(one.value for one in some)
                half = entry.figure.half + sum(one.half for one in some)
                if claim.figure.meets(total - half, total + half):
                    return True
    return False


JOINED = re.compile(r"(?<!\w)(?:eller|och|samt|respektive|or|and)(?!\w)", re.IGNORECASE)


def worked_out(figure: Figure) -> bool:
    """Whether a share stands with a part and a whole that give it: then it is what it is."""
    return any(
        pair.share is figure
        and pair.whole.value > 0
        and figure.meets(*ratio(pair.part, pair.whole))
        for pair in pairs_of(figure.text)
    )


def tell_cell(figure: Figure, cell: Entry, made: Found) -> None:
    made.add(
        found(
            "TWICE-02",
            "warning",
            0.75,
            figure,
            cell.figure.printed,
            mark(
                "The text says {this}; the table says {that} ({row}).",
                this=figure.printed,
                that=cell.figure.printed,
                row=", ".join(filter(None, (cell.row.label, cell.column.head))),
            ),
            [cell.figure],
        )
    )


def reach(figure: Figure) -> tuple[float, float]:
    return figure.value - figure.half, figure.value + figure.half


WHOLE = frozenset(("answer_yes", "total"))  # rows that are what the caption says, of all
CROWD = 60  # cells or claims with the same words, as in a report per county: none is named
Index = dict[tuple[str, str], list[tuple[int, Entry]]]


def index_entries(entries: list[Entry]) -> Index:
    """Cells, with their order, by words that a claim must hold to name them: the rarest of the
    row's label and, where that is short, any one of the topic or of what stands above."""
    answers = [entry.topic if entry.row.roles & WHOLE else entry.label for entry in entries]
    common = Counter(part for stems in answers for part in stems)
    index: Index = defaultdict(list)
    for order, (entry, stems) in enumerate(zip(entries, answers, strict=True)):
        if not stems:
            continue
        rarest = min(stems, key=lambda part: (common[part], part))
        alone = bool(entry.row.roles & WHOLE) or len(stems) >= 3
        for also in ("",) if alone else (entry.topic | entry.above) - entry.label:
            index[rarest, also].append((order, entry))
    return index


def cells_for(
    claim: Claim, index: Index, latest: str, generic: frozenset[str]
) -> list[tuple[int, Entry]]:
    """The cells that a claim may name by row, column, year and topic, and how surely."""
    lang = claim.text.lang
    named = []
    near: dict[int, Entry] = {}
    words = claim.near | claim.reach | claim.context
    for rarest in words:
        for also in ("", *words):
            cells = index.get((rarest, also), ())
            if len(cells) <= CROWD:
                near.update(cells)
    for _, entry in sorted(near.items()):
        if entry.figure.text.block == claim.text.block:
            continue
        if entry.years and not entry.years & (claim.years or {latest}):
            continue
        if not entry.years and claim.years and (BEFORE in claim.years or max(claim.years) < latest):
            continue
        if entry.row.roles & {"answer_no", "unknown"} or (entry.rate and not claim.rate):
            continue
        if claim.sized and not worked_out(claim.figure) and not entry.group:
            continue  # “41 % of those aged 18 to 29”: of a group
        sure = names(claim, entry, lang, generic)
        if sure:
            named.append((sure, entry))
    return named


def names(claim: Claim, entry: Entry, lang: str, generic: frozenset[str]) -> int:
    """How surely a claim names a cell: the number of words they share; 0 where it does not."""
    if entry.row.roles & WHOLE:
        topic = entry.topic - units_of(lang)
        if claim.denied or not topic or not topic <= claim.reach:
            return 0
        if len(entry.topic) < 2 and not claim.alone:
            return 0
        shared = entry.topic & claim.reach
    else:
        if not entry.label or not entry.label <= claim.near:
            return 0
        if (claim.near ^ (entry.label | entry.group)) & degrees(lang):
            return 0
        topic = without_units(entry.topic & (claim.reach | claim.context), lang)
        said = (topic | (entry.above & claim.near)) - entry.label
        vague = not without_units(entry.topic, lang)  # a caption that names no subject
        if len(entry.label) < (2 if vague else 4) and not said:
            return 0
        shared = entry.label | topic
    if len(shared) < 2:
        return 0
    if not (entry.group | entry.above) <= claim.reach:
        return 0
    named = entry.group | entry.above | entry.topic
    rest = (claim.about if claim.alone else claim.near) - shared - named - generic
    if has_group(rest, lang):
        return 0
    return len(shared) + len(entry.group) + 2 * len((named | entry.label) & claim.near)


# --- text and text ----------------------------------------------------------------------------


def check_claims(
    claims: list[Claim], others: list[Claim], generic: frozenset[str], made: Found
) -> None:
    """The same words with another share, elsewhere in the text."""
    told: set[int] = set()
    apart: list[tuple[Claim, Claim]] = []
    by_stem: dict[str, list[Claim]] = defaultdict(list)
    for one in others:
        for part in one.near:
            by_stem[part].append(one)
    for claim in claims:
        if len(claim.near) < 3 or claim.figure.hedge or claim.figure.words:
            continue
        near = sorted(
            (part for part in claim.near if len(by_stem[part]) <= CROWD),
            key=lambda part: len(by_stem[part]),
        )[:3]
        pool = {id(one): one for part in near for one in by_stem[part]}
        same = [
            one
            for one in pool.values()
            if one is not claim
            and not one.figure.words
            and one.text.block != claim.text.block
            and (alike(claim, one) or in_summary(claim, one, generic))
        ]
        if not same:
            continue
        if any(agree(claim.figure, one.figure) for one in same):
            made.check(claim.text, claim.figure.number)
            continue
        if len({one.figure.value for one in same}) > 1:
            continue
        other = same[0]
        if abs(other.figure.value - claim.figure.value) > NEAR:
            continue
        made.check(claim.text, claim.figure.number)
        made.check(other.text, other.figure.number)
        apart.append((claim, other))
    between = Counter(frozenset((place_of(one), place_of(other))) for one, other in apart)
    for one, other in apart:
        if between[frozenset((place_of(one), place_of(other)))] > 2:
            continue  # the same options of two questions
        first, second = sorted((one, other), key=lambda each: each.text.block)
        if id(second) not in told:
            told |= {id(first), id(second)}
            tell_twice(first.figure, second.figure, made)


def place_of(claim: Claim) -> tuple[int, int]:
    return claim.text.block, claim.span.start


def tell_twice(first: Figure, second: Figure, made: Found) -> None:
    made.add(
        found(
            "TWICE-03",
            "warning",
            0.7,
            second,
            first.printed,
            mark(
                "{this} stands here, {that} elsewhere, for what reads as the same thing.",
                this=second.printed,
                that=first.printed,
            ),
            [first],
        )
    )


def check_repeated(sight: Sight, made: Found) -> None:
    """A sentence of the summary that stands again in the body, word for word but for a number."""
    by_words: dict[str, list[tuple[Text, tuple[Figure, ...]]]] = defaultdict(list)
    for prose in sight.prose:
        if prose.block.kind not in ("paragraph", "item"):
            continue
        for span in sentences_of(prose.text):
            here = tuple(one for one in prose.figures if span.start <= one.number.start < span.end)
            words = wordings(prose.text, span, here)
            if here and len(words.split()) >= MANY_WORDS:
                by_words[words].append((prose.text, here))
    told = {one.passage for one in made.findings if one.code.startswith("TWICE")}
    for ones in by_words.values():
        if len(ones) != 2 or ones[0][0].section == ones[1][0].section:
            continue
        if not any(lexicon(text.lang).pattern("summary").search(text.section) for text, _ in ones):
            continue
        for one, other in zip(ones[0][1], ones[1][1], strict=True):
            made.check(one.text, one.number)
            made.check(other.text, other.number)
            if one.value != other.value and not told & {passage_of(one), passage_of(other)}:
                tell_twice(one, other, made)


MANY_WORDS = 7


def wordings(text: Text, span: Span, figures: tuple[Figure, ...]) -> str:
    """A sentence with its figures blanked out."""
    made, at = "", span.start
    for one in figures:
        made += text.text[at : one.number.start] + "#"
        at = one.number.end
    return " ".join((made + text.text[at : span.end]).lower().split())


def in_summary(one: Claim, other: Claim, generic: frozenset[str]) -> bool:
    """A sentence of the summary in other words than in the body: half of their words are shared,
    whom the survey is of not counted."""
    summed = [
        bool(lexicon(claim.text.lang).pattern("summary").search(claim.text.section))
        for claim in (one, other)
    ]
    if sum(summed) != 1 or one.denied != other.denied or one.years != other.years:
        return False
    if one.sized or other.sized or abs(one.figure.value - other.figure.value) > SAID:
        return False
    here, there = one.near - generic, other.near - generic
    shared, apart = here & there, here ^ there
    if has_group(frozenset(apart), one.text.lang) or apart & degrees(one.text.lang):
        return False
    return len(shared) >= 3 and 2 * len(shared) >= min(len(here), len(there)) + 1


def alike(one: Claim, other: Claim) -> bool:
    """Whether two shares are said to be of the same: the words of one are within those of the
    other, or nearly all are shared, and no group or year is named by one alone."""
    if one.denied != other.denied or (one.years and other.years and one.years != other.years):
        return False
    if bool(one.years) != bool(other.years) and len(one.near ^ other.near) > 2:
        return False
    shared, either = one.near & other.near, one.near | other.near
    apart = either - shared
    if len(shared) < 3 or has_group(frozenset(apart), one.text.lang):
        return False
    inside = one.near <= other.near or other.near <= one.near
    if inside:
        return len(shared) >= 4 or len(apart) <= 1
    return len(shared) >= 4 and len(shared) >= SAME * len(either) and len(apart) <= 2


# --- table and table --------------------------------------------------------------------------


def check_entries(entries: list[Entry], made: Found) -> None:
    """Cells with the same caption, row and column in two tables."""
    by_key: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        key = (
            entry.topic,
            entry.row.label.lower(),
            entry.column.head.lower(),
            entry.years,
        )
        if entry.label and len(entry.topic) >= 2:
            by_key[key].append(entry)
    for ones in by_key.values():
        sheets = {entry.sheet.block.index for entry in ones}
        if len(ones) != 2 or len(sheets) != 2:
            continue
        one, other = ones
        if agree(one.figure, other.figure):
            made.check(one.figure.text, one.figure.number)
            made.check(other.figure.text, other.figure.number)
            continue
        if one.sheet.caption[:12] != other.sheet.caption[:12]:
            made.check(one.figure.text, one.figure.number)
            made.add(
                found(
                    "TWICE-04",
                    "warning",
                    0.7,
                    other.figure,
                    one.figure.printed,
                    mark(
                        "{this} stands here, {that} in the other table, for the same row.",
                        this=other.figure.printed,
                        that=one.figure.printed,
                    ),
                    [one.figure],
                )
            )
