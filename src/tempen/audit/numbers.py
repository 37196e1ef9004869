"""Numbers in running text and table cells: value, precision, unit and exact place.

A number is judged by what stands around it: “31 %” is a share, “Table 31” is not. What is part
of a name, a date or an address is told apart, so that it is counted and never checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tempen.audit.reading import Cell, Grid, Number, Unit

SPACES = " \u00a0\u2009\u202f\u2007"
GAP = f"[{SPACES}\n]"
MONTHS = (
    "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|"
    "january|february|march|may|june|july|august|october"
)
TOKEN = re.compile(
    r"(?P<address>https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.\w+"
    r"|(?<!\w)\w{1,64}\.(?:csv|json|pdf|docx|html?)\b)"
    r"|(?P<iso>(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9])"
    r"|(?P<law>[0-9]{4}(?:/[0-9]{2,4})?:[0-9]+|[0-9]{4}/[0-9]{3,})"
    r"|(?P<clock>[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?)"
    r"|(?P<version>[0-9]+(?:\.[0-9]+){2,})"
    r"|(?P<season>(?:19|20)[0-9]{2}/(?:[0-9]{4}|[0-9]{2})(?![0-9]))"
    r"|(?P<over>[0-9]{1,3})/(?P<under>[0-9]{1,3})(?![0-9/])"
    rf"|(?P<sign>[−–+-])?(?P<whole>[0-9]{{1,3}}(?:[{SPACES}][0-9]{{3}})+(?![0-9])"
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,3}(?:\.[0-9]{3})+(?![0-9])|[0-9]+)?"
    r"(?P<part>(?<=[0-9])[.,][0-9]+|(?<![\w.,])[.][0-9]+)?(?(whole)|(?(part)|(?!)))"
)
PERCENT = r"%|procent(?!enhet|\w*enhet|and)|per[ \u00a0]cent\b(?!age)|percent\b(?!age)|pct\b"
AFTER = re.compile(
    rf"{GAP}?(?:"
    r"(?P<points>%-?(?:enhet\w*|points?\b)|procentenhet\w*|percent(?:age)?[- \u00a0\n]points?\b"
    r"|per[ \u00a0]cent[- \u00a0]points?\b|p\.?p\.?t?\b|p\.e\.)"
    rf"|(?P<percent>{PERCENT})"
    r"|(?P<ordinal>(?:st|nd|rd|th)\b|:[ea]\b)"
    r"|(?P<scale>miljoner|miljon|millions?|miljarder|miljard|billions?|tusen|thousand)\b"
    r"|(?P<money>(?:kronor|kr|sek|eur|euros?|usd|dollars?|mkr|tkr|mnkr|mdkr)\b|[€£$])"
    rf"|(?P<multiple>(?:gånger|ggr|times)\b(?!{GAP}(?:i|om|per|a|an|each|in|every|during|this)\b)"
    r"|x\b|×|-?fold\b|-?faldig\w*)"
    r"|(?P<measure>(?:år|years?|månader|månad|months?|veckor|vecka|weeks?|dagar|dag|days?|timmar"
    r"|timme|hours?|minuter|minutes?|sekunder|seconds?|km|mil|meter|kg|ton|[GMTk]B|kWh|°C"
    r"|gånger|times)\b)"
    r"|(?P<law>§|kap\.)"
    r")",
    re.IGNORECASE,
)
SCALES = {"m": 6, "b": 9, "t": 3}  # by the first letter of miljon, billion, thousand
BEFORE = re.compile(
    r"(?:(?P<figure>tabell(?:en|erna|er)?|tab\.|figur(?:en|erna|er)?|fig\.?|diagram(?:met|men)?"
    r"|bild|graf(?:en)?|tables?|figures?|charts?|graphs?|exhibits?|box|ruta)"
    r"|(?P<section>avsnitt(?:et|en)?|kapitel|kapitlet|kap\.|sections?|chapters?|bilaga|bilagor"
    r"|appendix|annex|del|part)"
    r"|(?P<label>frågorna|frågan?|frågor|questions?|sidorna|sidan?|sid\.|s\.|pages?|pp?\.|steg"
    r"|step|stage|nivå|level|våg|wave|version|release|§+|artikel|article|art\.|punkt|items?|not"
    r"|notes?|footnotes?|fotnot|nr\.?|no\.|nummer|kl\.?|klockan|alternativ|options?|phase|fas"
    r"|kvartal|quarter|vecka|week|rad|row|kolumn|column|iso|sou|ds|prop\.|sfs|dnr|mål|goal"
    r"|agenda|rang|rank|p\s?[=<>]|α\s?=|#))"
    rf"[{SPACES}\n]?\(?$",
    re.IGNORECASE,
)
CHAIN = re.compile(rf"{GAP}*(?:,|&|–|-|och|and|eller|or|till|to|respektive){GAP}*")
DASH = re.compile(rf"{GAP}?[–−-]{GAP}?|—")
TOGETHER = re.compile(
    rf"{GAP}?(?:[–—−-]|→|->|/){GAP}?|{GAP}(?:och|and|eller|or|respektive|resp\.|to|till|mot"
    rf"|versus|vs\.?|from|från){GAP}"
)
COUNTED = re.compile(
    rf"{GAP}(?:svar(?!s)|svarande|respondent|person|organisation|kommuner|regioner|myndigheter"
    r"|företag|enheter|deltagare|individ|invånare|hushåll|people|responses|answers|participant"
    r"|compan|organi[sz]ations|agencies|municipalities|individuals|households|developers|users"
    r"|av|of)\w*",
    re.IGNORECASE,
)
DATED = re.compile(
    rf"(?:\b(?:{MONTHS}){GAP}[0-9]{{1,2}},|\b(?:the|our|this|in|i|år|year|years?|from|från|since|sedan|för|for|by|until|till|"
    r"during|under|våren|hösten|den|mot|to|and|och|edition|upplagan))\W{1,2}$",
    re.IGNORECASE,
)
MONTH_BEFORE = re.compile(rf"(?:{MONTHS}){GAP}$", re.IGNORECASE)
MONTH_AFTER = re.compile(rf"(?:st|nd|rd|th|:e|\.)?{GAP}(?:of{GAP})?(?:{MONTHS})\b", re.IGNORECASE)
HEAD_NUMBER = re.compile(rf"[0-9]{{1,2}}(?:\.[0-9]{{1,2}})*\.?{GAP}+(?=[A-ZÅÄÖ])")
COUNT_MARK = re.compile(r"\bn\s?=\s?$", re.IGNORECASE)
YEARS_LATER = re.compile(r"-?tal(?:et|en)?\b|s\b|års\b")
COMPOUND = re.compile(r"-?[^\W\d_]")
OUTSIDE = re.compile(r"[\w_@]\+{0,2}$|[^\W\d_]-$|\d[.,:/]$")


@dataclass
class Context:
    """What a number is judged by: its text, its match, and the numbers before it."""

    text: str
    lang: str
    match: re.Match[str]
    before: list[Number]

    @property
    def ahead(self) -> str:
        return self.text[max(0, self.match.start() - 24) : self.match.start()]


def find_numbers(
    text: str, lang: str, *, heading: bool = False, cell: bool = False
) -> tuple[Number, ...]:
    """Every number of a text, in order.

    heading  the text is a heading: its own number is no quantity
    cell     the text is a table cell: a sign or bracket alone may surround its number
    """
    found: list[Number] = []
    if any(digit in text for digit in "0123456789"):
        skip = HEAD_NUMBER.match(text) if heading else None
        for match in TOKEN.finditer(text):
            if skip and match.end() <= skip.end():
                found.append(plain(text, match.start(), match.end(), "section"))
            else:
                found += read_token(Context(text, lang, match, found))
    return tuple(inherit(text, found)) if found else ()


def plain(text: str, start: int, end: int, unit: Unit, label: str = "") -> Number:
    """A number that is no quantity: its value is that of its first digits."""
    first = re.search(r"[0-9]+", text[start:end])
    return Number(
        float(first[0][:15]) if first else 0.0,
        0,
        unit,
        start,
        end,
        end,
        text[start:end],
        label=label,
    )


def read_token(context: Context) -> Iterator[Number]:
    text, match = context.text, context.match
    start, end = match.span()
    kind = match.lastgroup
    if kind == "address":
        if any(letter.isdigit() for letter in match[0]):
            yield plain(text, start, end, "code")
    elif kind == "iso":
        yield plain(text, start, start + 4, "year")
        yield plain(text, start + 5, start + 7, "date")
        yield plain(text, start + 8, end, "date")
    elif kind == "season":
        yield plain(text, start, end, "year")
    elif kind == "clock":
        yield plain(text, start, end, "time")
    elif kind == "law":
        yield plain(text, start, end, "code")
    elif kind == "version":
        labelled = BEFORE.search(context.ahead)
        unit: Unit = "section" if labelled and labelled["section"] else "code"
        yield plain(text, start, end, unit)
    elif kind == "under":
        yield read_fraction(context)
    else:
        number = read_number(context)
        if number:
            yield number


def read_fraction(context: Context) -> Number:
    """“9/10” is a fraction; “24/7” and “16/17” of larger wholes are left alone."""
    text, match = context.text, context.match
    start, end = match.span()
    over, under = int(match["over"]), int(match["under"])
    if OUTSIDE.search(context.ahead) or not 0 < over <= under:
        return plain(text, start, end, "code")
    return Number(over / under, 6, "fraction", start, end, end, match[0])


def read_number(context: Context) -> Number | None:
    text, match = context.text, context.match
    start, end = match.span()
    sign = match["sign"] or ""
    if sign and not signs(context):
        sign, start = "", start + 1
    digits = text[start + len(sign) : end]
    ahead = text[max(0, start - 24) : start]
    if OUTSIDE.search(ahead):
        return plain(text, start, end, "code")
    value, decimals = parse(digits, context.lang)
    if sign in ("−", "–", "-"):
        value = -value
    bare = not sign and digits.isdigit()
    unit, stop, shift, label = judge(context, start, end, value, bare)
    if shift:
        value, decimals = value * 10.0**shift, decimals - shift
    return Number(value, decimals, unit, start, end, stop, text[start:stop], label=label)


def signs(context: Context) -> bool:
    """Whether a dash or plus before digits is a sign: not after a number or a letter."""
    text, at = context.text, context.match.start()
    near = text[max(0, at - 8) : at]
    before = near.rstrip(SPACES)
    gap = len(near) - len(before)
    if not before:
        return True
    if before[-1].isdigit() or before[-1] == "%":
        return False
    return gap > 0 or before[-1] in "([\n/=<>≈~"


def parse(digits: str, lang: str) -> tuple[float, int]:
    """Value and decimals of digits as they are grouped in Swedish or English."""
    for space in SPACES:
        digits = digits.replace(space, "")
    for mark, thousands in ((",", lang == "en"), (".", lang == "sv")):
        if thousands and re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:\{mark}[0-9]{{3}})+", digits):
            return float(digits.replace(mark, "")), 0
    if digits.count(",") > 1:
        digits = digits.replace(",", "")
    if digits.count(".") > 1:
        digits = digits.replace(".", "")
    if "," in digits and "." in digits:
        first = min(digits.index(","), digits.index("."))
        digits = digits.replace(digits[first], "", 1)
    digits = digits.replace(",", ".")
    _, _, part = digits.partition(".")
    return float(digits[:40]), len(part)


def judge(
    context: Context, start: int, end: int, value: float, bare: bool
) -> tuple[Unit, int, int, str]:
    """Unit, where the unit ends, power of ten, and label."""
    text = context.text
    ahead, after = text[max(0, start - 24) : start], AFTER.match(text, end)
    labelled = BEFORE.search(ahead)
    if labelled and not (labelled.start() and ahead[labelled.start() - 1].isalnum()):
        for unit in ("figure", "section", "label"):
            if labelled[unit] and not (after and after.lastgroup in ("percent", "points", "law")):
                return unit, end, 0, labelled[unit].lower()
    if ahead.endswith("[") and text[end : end + 1] == "]":
        return "reference", end, 0, ""
    if bare and 1 <= value <= 31 and (MONTH_AFTER.match(text, end) or month_before(text, start)):
        return "date", end, 0, ""
    year = bare and 1900 <= value < 2100 and end - start == 4
    if year and YEARS_LATER.match(text, end):
        return "year", end, 0, ""
    if after is None or (year and after.lastgroup not in ("percent", "money", "scale")):
        return bare_unit(context, start, end, year)
    return unit_after(text, end, after, ahead)


def month_before(text: str, start: int) -> bool:
    return bool(MONTH_BEFORE.search(text[max(0, start - 12) : start]))


def bare_unit(context: Context, start: int, end: int, year: bool) -> tuple[Unit, int, int, str]:
    """A number without a unit: a year, a link of a chain, part of a compound, or a count."""
    text, before = context.text, context.before
    if before and before[-1].unit in ("figure", "section", "label"):
        last = before[-1]
        if CHAIN.fullmatch(text, last.stop, start) and not COUNTED.match(text, end):
            return last.unit, end, 0, last.label
    if text[max(0, start - 1) : start] in ("€", "£", "$"):
        return "money", end, 0, ""
    if year and not is_counted(text, start, end):
        return "year", end, 0, ""
    follows = text[end : end + 1]
    if follows and follows in ("k", "K", "M") and not text[end + 1 : end + 2].isalnum():
        return "count", end + 1, 6 if follows == "M" else 3, ""
    if COMPOUND.match(text, end):
        return "code", end, 0, ""
    return "count", end, 0, ""


def is_counted(text: str, start: int, end: int) -> bool:
    """Whether a number that looks like a year counts something: “2019 answers”, “n = 2019”."""
    ahead = text[max(0, start - 20) : start]
    if COUNT_MARK.search(ahead):
        return True
    return bool(COUNTED.match(text, end)) and not DATED.search(ahead)


def unit_after(text: str, end: int, after: re.Match[str], ahead: str) -> tuple[Unit, int, int, str]:
    kind = after.lastgroup
    if kind == "law":
        return "label", after.end(), 0, after[0].strip().lower()
    if kind == "scale":
        shift = SCALES[after["scale"][0].lower()]
        if after["scale"].lower().startswith("miljard"):
            shift = 9
        further = AFTER.match(text, after.end())
        money = (further and further.lastgroup == "money") or ahead[-1:] in ("€", "£", "$")
        stop = further.end() if further and money else after.end()
        return ("money" if money else "count"), stop, shift, ""
    if kind == "ordinal":
        return "ordinal", after.end(), 0, ""
    units: dict[str, Unit] = {
        "points": "points",
        "percent": "percent",
        "money": "money",
        "multiple": "multiple",
        "measure": "measure",
    }
    return units[kind or "measure"], after.end(), 0, ""


def inherit(text: str, numbers: list[Number]) -> Iterator[Number]:
    """Give “31” of “31–35 %” and “31 and 35 %” the unit of its neighbour."""
    made = list(numbers)
    for i in range(len(made) - 2, -1, -1):
        one, other = made[i], made[i + 1]
        between = (text, one.stop, other.start)
        if (
            one.unit == "count"
            and one.stop == one.end
            and other.unit in ("percent", "points", "money", "measure")
            and TOGETHER.fullmatch(*between)
            and not (other.unit == "percent" and one.value > 100)
        ):
            made[i] = replace(one, unit=other.unit, inherited=True)
    for i in range(1, len(made)):
        if made[i].unit != "date" and DASH.fullmatch(text, made[i - 1].stop, made[i].start):
            made[i] = replace(made[i], joined=True)
    yield from made


# --- tables ---------------------------------------------------------------------------------

PERCENT_HEAD = re.compile(
    rf"(?<![0-9])(?<![0-9]{GAP})(?:%|\bprocent\b|\bper cent\b|\bpercent(?:age)?\b)", re.IGNORECASE
)
# “Andel”, “response rate”: shares where no number is too large for one.
SHARE_HEAD = re.compile(
    r"\bandel(?:en|ar)?\b|\b\w*(?:frekvens|andel)(?:en)?\b|\bshare\b|\bproportion\b|\brate\b",
    re.IGNORECASE,
)
# “(n = 203)” in a head says whom its numbers are of, not what they are.
N_IS = re.compile(rf"\(?\b(?:n|bas|base)\s?[=:]\s?[0-9][0-9.,{SPACES}]*\)?", re.IGNORECASE)
COUNT_HEAD = re.compile(
    r"\bantal\b|\bn\b|\bsvar\b|\bsvarande\b|\bcounts?\b|\bnumber of\b|\banswers\b|\bresponses\b",
    re.IGNORECASE,
)
OTHER_HEAD = re.compile(
    r"\bantal\w*|\bn\b|\bbas\b|\bcount\w*|\bnumber\b|\bbase\b|enhet|point|\bmedel\w*|\bmean\b"
    r"|\baverage\b|genomsnitt\w*|\bindex\b|\b(?:achieved|sample|responses|respondents|answers|svar"
    r"|svarande|utskick|urval|nettourval|bruttourval)\b(?!\s+(?:rate|who|som))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Head:
    """What stands over a column.

    counts  its four-digit numbers are counts, no years
    small   no number of it is too large for a share, and not all are parts of one
    """

    text: str
    counts: bool
    small: bool


def take_units(grid: Grid, caption: str) -> Grid:
    """Give plain numbers of a table the unit of their header or caption, and tell counts from
    years by the rest of their column."""
    based = {
        cell.row for cell in grid.cells if cell.column == 0 and OTHER_HEAD.search(cell.text.text)
    }
    heads: list[Head] = []
    for column in range(grid.width):
        head = N_IS.sub(" ", " ".join(cell.text.text for cell in grid.column_heads(column)))
        cells = [cell for cell in grid.cells if cell.column == column and not cell.header]
        body = [number for cell in cells if (number := cell.number)]
        plain = [number for number in body if number.unit == "count"]
        years = [number for number in body if number.unit == "year"]
        mixed = bool(plain) and len(plain) >= len(years) and column > 0
        values = [
            number.value
            for cell in cells
            if cell.row not in based and (number := cell.number) and number.unit == "count"
        ]
        small = bool(values) and max(values) <= 100 and max(values) > 1
        heads.append(Head(head, mixed or bool(COUNT_HEAD.search(head)), small))
    about = N_IS.sub(" ", caption)
    cells = tuple(take_unit(cell, grid, heads[cell.column], about) for cell in grid.cells)
    return Grid(cells, grid.height, grid.width, grid.caption)


def take_unit(cell: Cell, grid: Grid, head: Head, caption: str) -> Cell:
    if cell.header or not cell.text.numbers:
        return cell
    first = grid.row_head(cell.row)
    row = first.text.text if first and first is not cell else ""
    share = of_shares(head, row, caption)
    alone = not any(letter.isalpha() for letter in cell.text.text)
    numbers = []
    for number in cell.text.numbers:
        if number.unit == "year" and head.counts and cell.number:
            number = replace(number, unit="count")
        if number.unit == "count" and share and alone and len(cell.text.numbers) == 1:
            number = replace(number, unit="percent", inherited=True)
        numbers.append(number)
    return replace(cell, text=replace(cell.text, numbers=tuple(numbers)))


def of_shares(head: Head, row: str, caption: str) -> bool:
    """Whether the head of a column, its row or the caption says that a number is a share."""
    if OTHER_HEAD.search(row):
        return False
    if PERCENT_HEAD.search(head.text):
        return not OTHER_HEAD.search(PERCENT_HEAD.sub("", head.text)) or (
            head.small and bool(SHARE_HEAD.search(head.text))
        )
    if OTHER_HEAD.search(head.text):
        return False
    if PERCENT_HEAD.search(row) or (head.small and SHARE_HEAD.search(head.text)):
        return True
    if OTHER_HEAD.search(caption):
        return False
    return bool(PERCENT_HEAD.search(caption) or (head.small and SHARE_HEAD.match(caption)))
