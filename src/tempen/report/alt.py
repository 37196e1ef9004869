"""What a chart shows, in words, for those who cannot see it: from the values themselves."""

from __future__ import annotations

from tempen.locale import mark
from tempen.report.invented import DAGGER
from tempen.report.references import Teller
from tempen.terms.document import ChartKind, Point, Series

KINDS: dict[ChartKind, str] = mark(
    {
        "bars": "Bar chart.",
        "stacked": "Stacked bar chart: each bar is divided by answer.",
        "diverging": "Stacked bar chart, centred on the middle answer.",
        "dumbbell": "Dot chart: two dots in each row.",
    }
)


def say_chart(
    teller: Teller,
    kind: ChartKind,
    categories: tuple[str, ...],
    series: tuple[Series, ...],
    ranked: tuple[bool, ...],
) -> str:
    """Kind, what is compared, the highest and lowest of the `ranked`, then every value."""
    said = [
        teller.say(KINDS[kind]),
        say_series(teller, series),
        say_extremes(teller, kind, categories, series, ranked),
        *(say_category(i, label, series) for i, label in enumerate(categories)),
    ]
    return " ".join(sentence for sentence in said if sentence).replace(
        DAGGER, teller.say("(made up)")
    )


def say_series(teller: Teller, series: tuple[Series, ...]) -> str:
    if len(series) < 2:
        return ""
    names = ", ".join(each.label for each in series)
    return teller.say("It shows {names}.").format(names=names)


def say_extremes(
    teller: Teller,
    kind: ChartKind,
    categories: tuple[str, ...],
    series: tuple[Series, ...],
    ranked: tuple[bool, ...],
) -> str:
    """The highest and the lowest of the accented series; in a stack they would say little."""
    if kind in ("stacked", "diverging") or len(categories) < 3:
        return ""
    leading = series[-1] if series[-1].role == "accent" else series[0]
    rows = zip(categories, leading.points, ranked, strict=True)
    known = [(label, point) for label, point, answer in rows if answer and point.value is not None]
    if len(known) < 2:
        return ""
    high = max(known, key=lambda pair: pair[1].value or 0.0)
    low = min(known, key=lambda pair: pair[1].value or 0.0)
    if any(point.caution for _, point in known):
        return ""  # so few answers are never ranked
    text = teller.say("Highest is {high}, {most}; lowest is {low}, {least}.")
    return text.format(high=high[0], most=high[1].text, low=low[0], least=low[1].text)


def say_category(index: int, label: str, series: tuple[Series, ...]) -> str:
    values = [say_point(each, each.points[index], len(series)) for each in series]
    return f"{label}: {', '.join(values)}."


def say_point(series: Series, point: Point, of: int) -> str:
    return f"{point.text} ({series.label})" if of > 1 else point.text
