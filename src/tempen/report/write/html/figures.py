"""A chart in its figure: finding above, picture, note, values as a table.

The picture stands twice as SVG, laid out for a wide and for a narrow column, and the style sheet
shows the one that fits: a wide picture shrunk to a telephone could not be read. The script
replaces it with the interactive chart of the same layout.
"""

from __future__ import annotations

import re
from typing import Any

from tempen.report.svg import chart_svg
from tempen.report.vega import WIDTH, vega_lite
from tempen.report.write.html.escape import attributes, text
from tempen.report.write.html.inlines import plain, write_inlines
from tempen.report.write.html.state import Page
from tempen.report.write.html.tables import write_tools
from tempen.report.write.html.views import describe, write_views
from tempen.terms.document import Chart, View

WIDTHS = {"wide": WIDTH, "narrow": 300}  # 300 fits a screen of 320

ROLES = re.compile(r' (?:role|aria-[a-z]+|class|xmlns:xlink|version)="[^"]*"')
IDS = re.compile(r'( id="|url\(#|href="#)')


def write_figure(chart: Chart, page: Page) -> str:
    id = text(chart.id)
    eyebrow = text(page.say("Figure {n}").format(n=chart.number))
    note = f'<p class="note">{write_inlines(chart.note, page)}</p>' if chart.note else ""
    page.specs[chart.id] = specify(chart, page)
    return (
        f'<figure id="{id}"><figcaption><span class="eyebrow">{eyebrow}</span> '
        f'<span class="title">{write_inlines(chart.title, page)}</span></figcaption>'
        f"{write_chooser(chart, page)}{write_picture(chart, page)}{write_view_notes(chart)}{note}"
        f"{write_views(chart, page)}{write_tools(plain(chart.title), page)}</figure>"
    )


def write_chooser(chart: Chart, page: Page) -> str:
    if len(chart.views) < 2:
        return ""
    options = "".join(
        f'<option value="{text(view.id)}">{text(view.label)}</option>' for view in chart.views
    )
    label = text(page.say("Answers from"))
    unseen = f'<span class="unseen"> ({text(plain(chart.title))})</span>'
    return (
        f'<p class="chooser js-only"><label for="t-view-{text(chart.id)}">{label}{unseen}</label> '
        f'<select id="t-view-{text(chart.id)}" autocomplete="off">{options}</select></p>'
    )


def write_picture(chart: Chart, page: Page) -> str:
    pictures = "".join(
        f'<div class="static {name}">{draw(chart, page, name, width)}</div>'
        for name, width in WIDTHS.items()
    )
    return f'<div class="chart" role="img" aria-label="{text(chart.alt)}">{pictures}</div>'


def draw(chart: Chart, page: Page, name: str, width: int) -> str:
    """The picture of the first view; its words are in the label and the table, so it is hidden.

    Ids get the figure's name, as the same ones return in every picture.
    """
    svg = ROLES.sub("", chart_svg(chart, page.document.lang, width, drawn=page.drawn))
    svg = IDS.sub(rf"\g<1>t-{re.escape(chart.id)}-{name}-", svg)
    return svg.replace("<svg", '<svg aria-hidden="true" focusable="false"', 1)


def write_view_notes(chart: Chart) -> str:
    return "".join(
        f"<p{attributes(class_='note view-note', data_view=view.id, hidden=i > 0)}>"
        f"{text(view.note)}</p>"
        for i, view in enumerate(chart.views)
        if view.note
    )


def specify(chart: Chart, page: Page) -> dict[str, Any]:
    """What the script needs: per view its label and its specification per width."""
    return {view.id: specify_view(chart, view, page) for view in chart.views}


def specify_view(chart: Chart, view: View, page: Page) -> dict[str, Any]:
    first = view is chart.views[0]
    hint = page.say("The values are in the table below the chart.")
    return {
        "alt": chart.alt if first else f"{describe(chart, view)}. {hint}",
        **{
            name: vega_lite(chart, page.document.lang, view=view.id, width=width, interactive=True)
            for name, width in WIDTHS.items()
        },
    }
