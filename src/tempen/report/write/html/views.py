"""The values of a chart as a table, one for each of its views."""

from __future__ import annotations

from collections.abc import Iterator

from tempen.report.write.html.escape import attributes, text
from tempen.report.write.html.inlines import plain, sourced
from tempen.report.write.html.state import Page
from tempen.report.write.html.tables import mark_caution, write_caution
from tempen.terms.document import Chart, Point, View


def write_views(chart: Chart, page: Page) -> str:
    """All views stand in the page, so that they can be read and searched without the script."""
    return "".join(write_view(chart, view, page) for view in chart.views)


def write_view(chart: Chart, view: View, page: Page) -> str:
    first = view is chart.views[0]
    which = "" if len(chart.views) == 1 else f'<span class="which">: {text(view.label)}</span>'
    points = [point for series in view.series for point in series.points]
    caution = write_caution(page) if any(point.caution for point in points) else ""
    note = f'<p class="note view-copy">{text(view.note)}</p>' if view.note and not first else ""
    given = attributes(class_="values chosen" if first else "values", data_view=view.id)
    return (
        f"<details{given}><summary>{text(page.say('Show as table'))}{which}"
        f'<span class="unseen">: {text(plain(chart.title))}</span></summary>'
        f'<div class="scroll"><table>{write_caption(chart, view, page)}'
        f"{write_head(view, page)}<tbody>{write_rows(chart, view, page)}</tbody></table></div>"
        f"{caution}{note}</details>"
    )


def write_caption(chart: Chart, view: View, page: Page) -> str:
    id = f"t-caption-{text(chart.id)}-{text(view.id)}"
    figure = page.say("Figure {n}").format(n=chart.number)
    return (
        f'<caption class="unseen" id="{id}">{text(f"{figure}: {describe(chart, view)}")}</caption>'
    )


def describe(chart: Chart, view: View) -> str:
    title = plain(chart.title)
    return title if len(chart.views) == 1 else f"{title}: {view.label}"


def write_head(view: View, page: Page) -> str:
    series = "".join(
        f'<th scope="col" class="right">{text(series.label)}{under_head(series.points, page)}</th>'
        for series in view.series
    )
    answers = f'<th scope="col" class="right">{text(page.say("Answers"))}</th>'
    return f"<thead><tr><td></td>{series}{answers if shared_base(view) else ''}</tr></thead>"


def under_head(points: tuple[Point, ...], page: Page) -> str:
    if all(point.low is None for point in points):
        return ""
    return f'<span class="interval">{text(page.say("95% interval"))}</span>'


def shared_base(view: View) -> bool:
    """Whether one column can give the number of answers: no row holds two different ones."""
    rows = list(zip(*(series.points for series in view.series), strict=True))
    bases = [{point.n for point in row if point.n is not None} for row in rows]
    return any(bases) and all(len(base) < 2 for base in bases)


def write_rows(chart: Chart, view: View, page: Page) -> str:
    shared = shared_base(view)
    return "".join(
        f'<tr><th scope="row">{text(category)}</th>{"".join(row_cells(points, shared, page))}</tr>'
        for category, *points in zip(
            chart.categories, *(series.points for series in view.series), strict=True
        )
    )


def row_cells(points: list[Point], shared: bool, page: Page) -> Iterator[str]:
    for point in points:
        yield write_point(point, shared, page)
    if shared:
        n = next((point.n for point in points if point.n is not None), None)
        yield f'<td class="right">{"" if n is None else text(page.format.number(n))}</td>'


def write_point(point: Point, shared: bool, page: Page) -> str:
    if point.value is None:
        return f'<td class="right gap">{text(point.text)}</td>'
    given = attributes(
        class_="right", data_v=point.value, data_low=point.low, data_high=point.high, data_n=point.n
    )
    inner = sourced(text(point.text), page, (point.evidence,))
    mark = mark_caution(point.caution, page)
    return f"<td{given}>{inner}{mark}{under_value(point, shared, page)}</td>"


def under_value(point: Point, shared: bool, page: Page) -> str:
    """The interval, and the number of answers where the row has no one column for it."""
    parts = [] if point.low is None else [interval(point, page)]
    if point.n is not None and not shared:
        parts.append("n" + "\u00a0=\u00a0" + page.format.number(point.n))
    return f'<span class="interval">{text("; ".join(parts))}</span>' if parts else ""


def interval(point: Point, page: Page) -> str:
    assert point.low is not None and point.high is not None
    decimals = decimals_of(point.text, page.format.decimal)
    if point.text.endswith("%"):
        return page.format.percent_range(point.low, point.high, decimals)
    ends = (page.format.number(end, decimals) for end in (point.low, point.high))
    return page.format.between(*ends)


def decimals_of(printed: str, mark: str) -> int:
    """How many decimals the value was printed with: its interval gets as many."""
    _, found, rest = printed.partition(mark)
    return len(rest) - len(rest.lstrip("0123456789")) if found else 0
