"""Native charts: DrawingML with its own workbook, which a reader can edit in Word.

Written as DrawingML rather than through a library: interval lines that refer to cells, labels
beside them, the balance of a diverging chart and colours by role are most of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from tempen.report import palette
from tempen.report.format import FORMATS
from tempen.report.palette import Shade
from tempen.report.write.docx.draft import TWIPS_PER_CM, Draft
from tempen.report.write.docx.elements import (
    RELATION,
    SPACES,
    Element,
    a,
    c,
    c15,
    clean,
    name,
    w,
    wp,
)
from tempen.report.write.docx.inlines import plain
from tempen.report.write.docx.plots import Drawn, Measures, Plot, format_code, plan_plot
from tempen.report.write.docx.styles import LOCALES, hue
from tempen.report.write.docx.workbook import Values, make_workbook
from tempen.terms.document import Chart

EMU_PER_CM = 360000
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HIGHEST = 0.82  # of the text area: title and note must fit on the page too
LABEL_CHARACTER = 0.155  # cm, a character of a label with its share of the margin
FIRST_ID = 1000  # of drawings: apart from those of a template's header
AXES = (50010, 50020)  # ids of the two axes, any numbers
LABEL_EXTENSION = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
LINE_ON_DARK = palette.SHADES["grey"].fill  # seen on a dark bar and on paper
GAP = 0.08  # cm, between an interval line and its label
NAMELESS = "\u200b"
MARKS = (("xMode", "edge"), ("yMode", "edge"), ("x", 0), ("y", 0))
FONT_SIZE = 900  # hundredths of a point


def write_chart(draft: Draft, chart: Chart) -> Element:
    """A run that holds the chart, its alt text and its title."""
    plot = plan_plot(
        chart,
        draft.document.lang,
        draft.say,
        draft.text_width / TWIPS_PER_CM,
        HIGHEST * draft.text_height / TWIPS_PER_CM,
    )
    number = draft.number_drawing()
    relation = add_parts(draft, plot, number)
    return place(plot.measures, relation, number, chart)


def add_parts(draft: Draft, plot: Plot, number: int) -> str:
    package = draft.word.part.package
    assert package is not None
    # Names apart from those of charts that a template's headers may hold.
    sheet_file = PackURI(f"/word/embeddings/report{number}.xlsx")
    sheet = Part(sheet_file, SHEET_TYPE, make_workbook(plot.sheet), package)
    part = Part(PackURI(f"/word/charts/report{number}.xml"), CHART_TYPE, None, package)
    drawn = draw(plot, LOCALES[draft.document.lang], part.relate_to(sheet, f"{RELATION}/package"))
    part._blob = serialize_part_xml(drawn)
    return draft.word.part.relate_to(part, f"{RELATION}/chart")


def place(measures: Measures, relation: str, number: int, chart: Chart) -> Element:
    extent = {"cx": emu(measures.width), "cy": emu(measures.height)}
    chart_ = c("chart")
    chart_.set(name("r:id"), relation)
    title, alt = plain(chart.title), clean(chart.alt)
    inline = wp(
        "inline",
        wp("extent", **extent),
        wp("docPr", id=FIRST_ID + number, name=f"{chart.id} {number}", title=title, descr=alt),
        wp("cNvGraphicFramePr"),
        a("graphic", a("graphicData", chart_, uri=SPACES["c"])),
        distT=0,
        distB=0,
        distL=0,
        distR=0,
    )
    return w("r", w("drawing", inline))


def emu(cm: float) -> int:
    return round(cm * EMU_PER_CM)


def draw(plot: Plot, lang: str, sheet: str) -> Element:
    data = c("externalData", c("autoUpdate", val=0))
    data.set(name("r:id"), sheet)
    area = c(
        "plotArea", plot_layout(plot.measures), bars(plot), category_axis(plot), value_axis(plot)
    )
    legend = draw_legend(plot) if plot.measures.legend else None
    return c(
        "chartSpace",
        c("date1904", val=0),
        c("lang", val=lang),
        c("roundedCorners", val=0),
        c(
            "chart",
            c("autoTitleDeleted", val=1),
            area,
            legend,
            c("plotVisOnly", val=1),
            c("dispBlanksAs", val="gap"),
        ),
        c("spPr", a("noFill"), a("ln", a("noFill"))),
        text_look(palette.INK),
        data,
    )


def bars(plot: Plot) -> Element:
    return c(
        "barChart",
        c("barDir", val="bar"),
        c("grouping", val="stacked" if plot.stacked else "clustered"),
        c("varyColors", val=0),
        *(draw_series(plot, drawn, order) for order, drawn in enumerate(plot.drawn)),
        c("gapWidth", val=plot.measures.gap),
        c("overlap", val=100 if plot.stacked else 0),
        *(c("axId", val=axis) for axis in AXES),
    )


def draw_series(plot: Plot, drawn: Drawn, order: int) -> Element:
    sheet = plot.sheet
    return c(
        "ser",
        c("idx", val=order),
        c("order", val=order),
        c("tx", name_series(plot, drawn)),
        paint(drawn.shade),
        c("invertIfNegative", val=0),
        draw_labels(plot, drawn) if drawn.shade else None,
        draw_intervals(plot, drawn) if drawn.minus else None,
        c("cat", strings(sheet.reference(0), sheet.categories)),
        c("val", numbers(sheet.reference(drawn.column), drawn.values, plot.number_format)),
    )


def name_series(plot: Plot, drawn: Drawn) -> Element:
    """The invisible series is nameless: deleting its legend entry is counted differently by
    different programs, and a wrong one would go.
    """
    if drawn.shade is None:
        return c("v", NAMELESS)
    return strings(plot.sheet.head(drawn.column), [drawn.label])


def strings(reference: str, texts: Iterable[str]) -> Element:
    points = [c("pt", c("v", text), idx=i) for i, text in enumerate(texts)]
    cache = c("strCache", c("ptCount", val=len(points)), *points)
    return c("strRef", c("f", reference), cache)


def numbers(reference: str, values: Values, number_format: str) -> Element:
    """A gap has no point: that is how a chart tells “nothing” from 0."""
    points = [c("pt", c("v", repr(float(v))), idx=i) for i, v in enumerate(values) if v is not None]
    count = c("ptCount", val=len(values))
    cache = c("numCache", c("formatCode", number_format), count, *points)
    return c("numRef", c("f", reference), cache)


def paint(shade: Shade | None) -> Element:
    if shade is None:
        return c("spPr", a("noFill"), a("ln", a("noFill")))
    edge = a("ln", solid(shade.stroke), w=6350) if shade.stroke else a("ln", a("noFill"))
    return c("spPr", solid(shade.fill), edge)


def solid(colour: str) -> Element:
    return a("solidFill", a("srgbClr", val=hue(colour)))


def text_look(colour: str, bold: bool = False) -> Element:
    face = a("defRPr", solid(colour), a("latin", typeface="+mn-lt"), sz=FONT_SIZE, b=int(bold))
    return c("txPr", a("bodyPr"), a("lstStyle"), a("p", a("pPr", face), a("endParaRPr")))


def draw_labels(plot: Plot, drawn: Drawn) -> Element:
    """Labels as Word makes them from the values; a point's own where that would be wrong."""
    own = [label for i in range(len(drawn.values)) for label in own_label(plot, drawn, i)]
    return c("dLbls", *own, *label_look(plot, drawn), no_leaders())


def no_leaders() -> Element:
    """LibreOffice would draw a line from the bar to a label that moved; Word would not."""
    off = c15("showLeaderLines", val=0)
    return c("extLst", c("ext", off, uri=LABEL_EXTENSION))


def label_look(plot: Plot, drawn: Drawn) -> list[Element]:
    assert drawn.shade is not None
    colour = drawn.shade.label if plot.stacked else palette.INK
    return [
        c("numFmt", formatCode=plot.number_format, sourceLinked=0),
        c("spPr", a("noFill"), a("ln", a("noFill"))),
        text_look(colour),
        c("dLblPos", val="ctr" if plot.stacked else "outEnd"),
        *shown_in_label(),
    ]


def shown_in_label() -> list[Element]:
    kinds = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    return [c(f"show{kind}", val=int(kind == "Val")) for kind in kinds]


def own_label(plot: Plot, drawn: Drawn, i: int) -> list[Element]:
    """At most one label: none where it finds no room, beside the interval line, or as text.

    As text where the document's words are not the rounded value (“7 of 12”, or a share rounded
    from exact counts): the document's numbers hold in every format.
    """
    value = drawn.values[i]
    if value is None:
        return []
    index = c("idx", val=i)
    if plot.stacked and is_narrow(plot, value, drawn.texts[i]):
        return [c("dLbl", index, c("delete", val=1))]
    shift = beside_line(plot, drawn, i)
    text = None if says(plot, value, drawn.texts[i]) else rich(plot, drawn, drawn.texts[i])
    if not shift and text is None:
        return []
    layout = c("layout", c("manualLayout", c("x", val=shift), c("y", val=0)) if shift else None)
    return [c("dLbl", index, layout, text, *label_look(plot, drawn))]


def is_narrow(plot: Plot, value: float, text: str) -> bool:
    """Is this part of a stack too narrow for its label? Labels over each other are unreadable."""
    axis = (plot.high or 1) - (plot.low or 0)
    return value / axis * plot.measures.plot_width < len(text) * LABEL_CHARACTER


def beside_line(plot: Plot, drawn: Drawn, i: int) -> float:
    """How far a label moves to stand after the interval line: a share of the chart's width."""
    value, high = drawn.values[i], drawn.highs[i]
    if not drawn.minus or value is None or high is None or not plot.high:
        return 0.0
    share = plot.measures.plot_width / plot.measures.width
    return round((high - value) / plot.high * share + GAP / plot.measures.width, 4)


def says(plot: Plot, value: float, text: str) -> bool:
    """Would Word print the value as the document does? It rounds half up."""
    languages = [lang for lang in FORMATS if format_code(lang) == plot.number_format]
    return bool(languages) and FORMATS[languages[0]].percent(value) == text


def rich(plot: Plot, drawn: Drawn, text: str) -> Element:
    assert drawn.shade is not None
    colour = drawn.shade.label if plot.stacked else palette.INK
    # Twice: Word reads the run's look, LibreOffice the paragraph's.
    face = a("pPr", a("defRPr", solid(colour), sz=FONT_SIZE, b=0))
    look = a("rPr", solid(colour), sz=FONT_SIZE, b=0)
    body = a("p", face, a("r", look, a("t", text)))
    return c("tx", c("rich", a("bodyPr"), a("lstStyle"), body))


def draw_intervals(plot: Plot, drawn: Drawn) -> Element:
    lows, highs = (plot.sheet.columns[at - 1].values for at in (drawn.minus, drawn.plus))
    dark = drawn.shade is not None and drawn.shade.label == palette.PAPER
    line = a("ln", solid(LINE_ON_DARK if dark else palette.INK), w=12700)
    return c(
        "errBars",
        c("errBarType", val="both"),
        c("errValType", val="cust"),
        c("noEndCap", val=1),
        c("plus", numbers(plot.sheet.reference(drawn.plus), highs, "General")),
        c("minus", numbers(plot.sheet.reference(drawn.minus), lows, "General")),
        c("spPr", line),
    )


def category_axis(plot: Plot) -> Element:
    """The first category at the top, its labels at the left and no marks."""
    line = a("ln", a("noFill")) if plot.stacked else a("ln", solid(palette.SOFT), w=6350)
    return c(
        "catAx",
        c("axId", val=AXES[0]),
        c("scaling", c("orientation", val="maxMin")),
        c("delete", val=0),
        c("axPos", val="l"),
        c("numFmt", formatCode="General", sourceLinked=0),
        c("majorTickMark", val="none"),
        c("minorTickMark", val="none"),
        c("tickLblPos", val="low"),
        c("spPr", line),
        text_look(palette.INK),
        c("crossAx", val=AXES[1]),
        c("crosses", val="autoZero"),
        c("auto", val=0),
        c("lblAlgn", val="ctr"),
        c("lblOffset", val=60),
        c("noMultiLvlLbl", val=1),
    )


def value_axis(plot: Plot) -> Element:
    """Not shown: every bar carries its value."""
    ends = [
        c(tag, val=end) for tag, end in (("max", plot.high), ("min", plot.low)) if end is not None
    ]
    return c(
        "valAx",
        c("axId", val=AXES[1]),
        c("scaling", c("orientation", val="minMax"), *ends),
        c("delete", val=1),
        c("axPos", val="t"),
        c("numFmt", formatCode=plot.number_format, sourceLinked=0),
        c("majorTickMark", val="none"),
        c("minorTickMark", val="none"),
        c("tickLblPos", val="nextTo"),
        c("crossAx", val=AXES[0]),
        c("crosses", val="autoZero"),
        c("crossBetween", val="between"),
    )


def plot_layout(m: Measures) -> Element:
    top = m.legend + 0.1
    return fixed(m.plot_left, top, m.plot_width, m.height - top - 0.1, m, inner=True)


def fixed(x: float, y: float, width: float, height: float, m: Measures, inner=False) -> Element:
    """A place in the chart, given in cm and written as shares of it."""
    shares = (
        ("x", x / m.width),
        ("y", y / m.height),
        ("w", width / m.width),
        ("h", height / m.height),
    )
    return c(
        "layout",
        c(
            "manualLayout",
            c("layoutTarget", val="inner") if inner else None,
            c("xMode", val="edge"),
            c("yMode", val="edge"),
            *(c(tag, val=round(share, 4)) for tag, share in shares),
        ),
    )


def draw_legend(plot: Plot) -> Element:
    """Above the bars, in the order of the series.

    Its size is left to Word: LibreOffice turns the order of a legend whose size is given.
    """
    top_left = (c(tag, val=value) for tag, value in MARKS)
    return c(
        "legend",
        c("legendPos", val="t"),
        c("layout", c("manualLayout", *top_left)),
        c("overlay", val=0),
        text_look(palette.INK),
    )
