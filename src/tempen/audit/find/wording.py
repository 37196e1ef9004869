"""Numbers as a report's language prints them, and findings made of them."""

from __future__ import annotations

from collections.abc import Iterable

from tempen.audit.find.figures import Figure
from tempen.audit.reading import Text
from tempen.locale import Words
from tempen.terms.finding import Finding, Passage, Severity

GAP = "\u00a0"


def show(value: float, decimals: int, lang: str) -> str:
    """“1 234,5” or “1,234.5”; a true minus."""
    text = f"{abs(value):,.{max(decimals, 0)}f}"
    if lang == "sv":
        text = text.replace(",", GAP).replace(".", ",")
    zero = not any(digit in "123456789" for digit in text)
    return text if value >= 0 or zero else f"−{text}"


def percent(value: float, decimals: int, lang: str) -> str:
    return show(value, decimals, lang) + (f"{GAP}%" if lang == "sv" else "%")


def points(value: float, decimals: int, lang: str) -> str:
    words = "procentenheter" if lang == "sv" else "percentage points"
    return f"{show(value, decimals, lang)}{GAP}{words}"


def unit(value: float, decimals: int, kind: str, lang: str) -> str:
    """A value as its unit is printed."""
    made = {"percent": percent, "points": points}.get(kind, show)
    return made(value, decimals, lang)


def exact(value: float, decimals: int, lang: str) -> str:
    """A share that was worked out, with one digit more than what it is compared with."""
    return percent(value, max(decimals, 0) + 1, lang)


def quoted(text: Text, start: int, end: int) -> str:
    return " ".join(text.text[start:end].split())


def found(
    code: str,
    severity: Severity,
    certainty: float,
    figure: Figure,
    expected: str,
    explanation: Words,
    others: Iterable[Figure | Passage] = (),
    *,
    stated: str = "",
) -> Finding:
    """A finding on a figure, with the figures it rests on."""
    text, number = figure.text, figure.number
    return Finding(
        code,
        severity,
        certainty,
        text.passage(number.start, number.stop),
        stated or quoted(text, number.start, number.stop),
        expected,
        explanation,
        tuple(one if isinstance(one, Passage) else passage_of(one) for one in others),
    )


def passage_of(figure: Figure) -> Passage:
    return figure.text.passage(figure.number.start, figure.number.stop)
