"""Charts: exactly as wide as asked, nothing clipped, every number and reason on them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from PIL import ImageFont

from tempen.report import palette
from tempen.report.fontfile import FILES, read_advances, spell
from tempen.report.measure import cut, measure, wrap
from tempen.report.plots.parts import choose_end, choose_step
from tempen.report.sketch import SIZE
from tempen.report.svg import chart_svg
from tempen.report.vega import vega_lite
from tempen.terms.document import Chart, Point, Series, Text, View
from tests.documents import bars, diverging, dumbbell, point, stacked

SAMPLES = {"bars": bars(), "diverging": diverging(), "dumbbell": dumbbell(), "stacked": stacked()}
LONG = "Utveckling av medarbetarnas kunskaper om artificiell intelligens inom område"


def showing(chart: Chart, *series: Series) -> Chart:
    return replace(chart, views=(View("all", "Alla", series),))


def without_values(chart: Chart) -> Chart:
    gap = Point(None, "för få svar")
    return showing(chart, *(replace(one, points=(gap,) * len(one.points)) for one in chart.series))


def long_chart(series: int = 5, rows: int = 12) -> Chart:
    roles = ("accent", "muted", "grey", "accent", "accent")
    names = ("Statliga myndigheter", "Regioner", "Kommuner", "Bolag", "Stiftelser och föreningar")
    shown = (
        Series(name, name, role, tuple(point((i * 7 + k * 13) % 100 / 100) for i in range(rows)))
        for k, (name, role) in enumerate(list(zip(names, roles, strict=True))[:series])
    )
    chart = replace(bars(), categories=tuple(f"{LONG} {i}" for i in range(rows)))
    return showing(chart, *shown)


def with_outside() -> Chart:
    chart = diverging()
    levels = [
        replace(
            one,
            points=tuple(point(0.9 * p.value, caution=i == 1) for i, p in enumerate(one.points)),
        )
        for one in chart.series
    ]
    return showing(chart, *levels, Series("dk", "Vet inte", "outside", (point(0.1), point(0.1))))


def with_gaps() -> Chart:
    old, new = dumbbell().series
    gap = Point(None, "ej frågat 2018")
    old = replace(old, points=(old.points[0], gap, old.points[2], gap))
    new = replace(
        new, points=(*new.points[:2], point(0.74, caution=True), Point(None, "för få svar"))
    )
    return showing(dumbbell(), old, new)


CHARTS = {
    **SAMPLES,
    **{f"{name} without values": without_values(chart) for name, chart in SAMPLES.items()},
    "long": long_chart(),
    "outside": with_outside(),
    "gaps": with_gaps(),
    "one series": long_chart(1, 3),
}


def texts(svg: str) -> list[tuple[str, float, float, float]]:
    """(text, left, right, middle) in pixels of every text in a picture."""
    found = []

    def walk(node: ET.Element, x: float, y: float) -> None:
        moved = re.match(r"translate\(([-\d.e]+),([-\d.e]+)\)", node.get("transform", ""))
        if moved:
            x, y = x + float(moved[1]), y + float(moved[2])
        if node.tag.endswith("}text") and node.text:
            size = float(node.get("font-size", "0px")[:-2])
            long = measure(node.text, size, int(node.get("font-weight", 400)))
            left = {"start": x, "middle": x - long / 2, "end": x - long}[
                node.get("text-anchor", "")
            ]
            found.append((node.text, left, left + long, y - size / 3))
        for child in node:
            walk(child, x, y)

    walk(ET.fromstring(svg), 0, 0)
    return found


def drawn(chart: Chart, lang: str = "sv", **options) -> list[str]:
    return [text for text, *_ in texts(chart_svg(chart, lang, **options))]


# --- nothing clipped, nothing upon another ----------------------------------------------------


@pytest.mark.parametrize("width", [480, 640])
@pytest.mark.parametrize("name", CHARTS)
def test_every_text_lies_within_the_picture(name, width):
    svg = chart_svg(CHARTS[name], "sv", width)
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    assert size and float(size[1]) == pytest.approx(width, abs=0.5)
    for text, left, right, middle in texts(svg):
        assert left >= -1 and right <= width + 1, text
        assert SIZE / 2 - 2 <= middle <= float(size[2]) - 4, text


@pytest.mark.parametrize("width", [480, 640])
@pytest.mark.parametrize("name", CHARTS)
def test_no_text_lies_upon_another(name, width):
    placed = texts(chart_svg(CHARTS[name], "sv", width))
    for i, (text, left, right, middle) in enumerate(placed):
        for other, left2, right2, middle2 in placed[i + 1 :]:
            if abs(middle - middle2) < 8:
                assert right <= left2 + 0.5 or right2 <= left + 0.5, (text, other)


# --- what is on it ----------------------------------------------------------------------------


def test_bars_carry_values_reasons_and_the_names_of_waves():
    assert drawn(bars()).count("ej tryckt") == 3
    assert {"5\u00a0%", "38\u00a0%", "2018", "2024", "En håller på att tas fram"} <= set(
        drawn(bars())
    )


def test_the_axis_follows_the_language():
    assert {"0\u00a0%", "20\u00a0%", "50\u00a0%"} <= set(drawn(bars(), "sv"))
    assert {"0%", "20%", "50%"} <= set(drawn(bars(), "en"))


def test_options_keep_their_own_order():
    shown = [text for text in drawn(bars()) if text in bars().categories]
    assert shown == list(bars().categories)


def test_few_answers_are_marked_and_explained():
    found = drawn(bars(), view="region")
    assert "58\u00a0%*" in found
    assert "* Få svar: tolka med försiktighet" in found
    fills = [bar["colour"] for bar in data(vega_lite(bars(), "sv", view="region"), "bar")]
    assert set(fills) == {palette.lighten(palette.ACCENT, 0.72)}


def test_levels_are_named_over_the_first_row_or_in_a_key_in_their_order():
    assert [t for t in drawn(stacked()) if t in ("Hög", "Varken eller", "Låg")] == [
        "Hög",
        "Varken eller",
        "Låg",
    ]
    assert not data(vega_lite(stacked(), "sv"), "square")
    key = data(vega_lite(diverging(), "sv"), "square")
    assert [one["colour"] for one in key] == [
        palette.shade(one.role).fill for one in diverging().series
    ]


def test_diverging_rows_are_centred_on_the_middle_level():
    middles = [
        bar for bar in data(vega_lite(diverging(), "sv"), "bar") if bar["series"] == "Varken eller"
    ]
    assert all(bar["x"] == pytest.approx(-bar["x2"]) for bar in middles)


def test_levels_outside_the_scale_stand_apart_and_do_not_move_the_centre():
    found = data(vega_lite(with_outside(), "sv"), "bar")
    middle = next(bar for bar in found if bar["series"] == "Varken eller")
    last, outside = (next(b for b in found if b["series"] == s) for s in ("Mycket hög", "Vet inte"))
    assert middle["x"] == pytest.approx(-middle["x2"])
    assert outside["x"] > last["x2"]


def test_numbers_of_segments_too_narrow_at_an_end_stand_beside_the_row():
    assert "6\u00a0% · 1\u00a0%" in drawn(diverging())


def test_a_row_that_is_withheld_says_why_and_draws_nothing():
    chart = stacked()
    gap = Point(None, "för få svar")
    rows = (replace(one, points=(one.points[0], gap, one.points[2])) for one in chart.series)
    spec = vega_lite(showing(chart, *rows), "sv")
    assert {bar["category"] for bar in data(spec, "bar")} == {"Kommuner", "Statliga myndigheter"}


# --- the specification ------------------------------------------------------------------------


def data(spec: dict, mark: str) -> list[dict]:
    return [
        row for one in spec["layer"] if one["mark"]["type"] == mark for row in one["data"]["values"]
    ]


def test_the_specification_holds_the_values():
    found = data(vega_lite(bars(), "sv"), "bar")
    assert [(bar["category"], bar["series"], bar["value"]) for bar in found][:2] == [
        ("Ja", "2018", 0.05),
        ("Ja", "2024", 0.38),
    ]
    assert found[1]["evidence"] == "e1" and found[1]["n"] == 224


def test_pointing_at_a_mark_shows_its_facts():
    spec = vega_lite(bars(), "sv", interactive=True)
    layer = next(one for one in spec["layer"] if one["mark"]["type"] == "bar")
    assert layer["mark"]["tooltip"] == {"expr": "datum.facts"}
    assert layer["data"]["values"][1]["facts"] == {
        "title": "Ja",
        "2024": "38\u00a0%",
        "95\u00a0% intervall": "32–44\u00a0%",
        "Svar": "224",
    }


def test_a_view_that_is_not_there_is_a_bug():
    with pytest.raises(StopIteration):
        vega_lite(bars(), "sv", view="nowhere")


def test_pictures_are_drawn_once(tmp_path, monkeypatch):
    kept: dict[str, str] = {}
    first = chart_svg(bars(), "sv", drawn=kept, folder=tmp_path)
    monkeypatch.setattr("tempen.report.svg.convert", lambda spec: pytest.fail("drawn again"))
    assert chart_svg(bars(), "sv", drawn=kept) == first
    assert chart_svg(bars(), "sv", folder=tmp_path) == first
    assert len(kept) == 1


def test_a_unit_other_than_percent_and_decimals():
    chart = replace(
        showing(
            bars(),
            Series(
                "a",
                "a",
                "accent",
                tuple(Point(v, f"{v}", v - 0.5, v + 0.5) for v in (1.5, 2, 7.25, 0)),
            ),
        ),
        unit="kronor",
    )
    assert {"0", "2", "4", "6", "8"} <= set(drawn(chart, "sv"))


def test_repeated_roles_get_colours_of_their_own():
    shades = palette.shade_series(long_chart().series)
    assert len({shade.fill for shade in shades}) == 5
    assert shades == palette.shade_series(long_chart().series)


# --- measures ---------------------------------------------------------------------------------


@pytest.mark.parametrize("weight", FILES)
def test_advances_are_those_of_the_font(weight):
    file = str(palette.FONTS / FILES[weight])
    font = ImageFont.truetype(file, 1000, layout_engine=ImageFont.Layout.BASIC)
    advances = read_advances(weight)
    assert len(advances) > 1000
    for letter in "aåMW%1–\u00a0−Ö€":
        assert advances[letter] == pytest.approx(font.getlength(letter), abs=2)


def test_wrap_breaks_between_words_and_cuts_only_what_is_too_long():
    lines = wrap(f"{LONG} kommunikationsverksamhetsutveckling", 120, SIZE)
    assert all(measure(line, SIZE) <= 120 for line in lines)
    assert lines[0].startswith("Utveckling av")
    assert wrap("a b", 1000, SIZE) == ["a b"]
    assert wrap("", 10, SIZE) == [""]
    assert cut("sol-och-vår", measure("sol-och--", SIZE), SIZE) == ["sol-och-", "vår"]


def test_spell_keeps_what_the_fonts_hold():
    assert spell("Åse – 5\u00a0%") == "Åse – 5\u00a0%"
    assert spell("\U0001f642") == "□"


@pytest.mark.parametrize(
    ("most", "end"), [(0.44, 0.5), (0.64, 0.8), (0.05, 0.1), (0.0, 0.1), (0.83, 1.0), (0.6, 0.6)]
)
def test_a_scale_ends_at_a_whole_step(most, end):
    assert choose_end([most], "percent") == pytest.approx(end)
    assert end / choose_step(end) == pytest.approx(round(end / choose_step(end)))


def test_title_and_note_are_not_in_the_picture():
    chart = replace(bars(), title=(Text("Rubrik"),), note=(Text("Noten"),))
    assert not {"Rubrik", "Noten"} & set(drawn(chart))
