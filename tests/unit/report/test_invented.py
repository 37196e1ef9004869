"""What is made up: marked where it is shown, without intervals, never in running prose."""

from __future__ import annotations

from dataclasses import replace

from tempen.report.prose import plain_of
from tempen.terms.document import Chart, Document, Figure, Table, TableBlock
from tempen.terms.estimate import Reliability
from tempen.terms.study import Study
from tests.unit.report.fakes import Fake, compiled, share, tiny

WIDE = Reliability("caution", ("complement",))
DATA = Fake({("strategy", level): share(0.25, reliability=WIDE) for level in ("drafting", "no")})


def inventing(*parts: str, item: str = "strategy") -> Study:
    """The tiny study with an item made up, or some levels or rows of it."""
    whole = {"made_up": not parts, "made_up_parts": parts}
    items = tuple(replace(i, **whole) if i.id == item else i for i in tiny().items)
    return replace(tiny(), items=items)


def inventing_groups() -> Study:
    domains = tuple(replace(d, made_up=d.id == "sector") for d in tiny().domains)
    return replace(tiny(), domains=domains)


def document(block: str, settings: str, study: Study, lang: str = "en") -> Document:
    text = f"```{block}\nid: a\ntitle: A\n{settings}\n```"
    return compiled(text, lang, DATA, study=study).document


def chart(settings: str, study: Study, lang: str = "en") -> Chart:
    (block,) = document("chart", settings, study, lang).blocks
    assert isinstance(block, Figure)
    return block.chart


def table(settings: str, study: Study, lang: str = "en") -> Table:
    (block,) = document("table", settings, study, lang).blocks
    assert isinstance(block, TableBlock)
    return block.table


def ends(made: Chart) -> list[bool]:
    return [p.low is not None or p.high is not None for s in made.series for p in s.points]


def test_a_made_up_item_has_no_intervals():
    made = chart("kind: bars\nitem: strategy", inventing())
    assert not any(ends(made))
    assert not any(point.caution for point in made.series[0].points)
    note = plain_of(made.note)
    assert "The answers are made up." in note
    assert "nterval" not in note


def test_made_up_levels_are_marked_and_only_the_others_have_intervals():
    made = chart("kind: bars\nitem: strategy", inventing("drafting", "no"))
    labels = [label.replace("\u00a0", " ") for label in made.categories]
    assert labels == ["Yes", "One is being drawn up †", "No †", "Don’t know"]
    assert ends(made) == [True, False, False, True]
    assert "† made up in the reconstruction." in plain_of(made.note)
    assert "No (made up): 25%." in made.alt.replace("\u00a0", " ")


def test_made_up_levels_are_marked_in_a_stack():
    made = chart("kind: stacked\nitem: benefit", inventing("some", item="benefit"), "sv")
    assert [s.label for s in made.series if "†" in s.label] == ["Viss\u00a0†"]
    assert "† påhittat i rekonstruktionen." in plain_of(made.note)


def test_made_up_rows_are_marked_as_categories():
    made = chart("kind: stacked\nitem: benefit", inventing("quality", item="benefit"))
    assert made.categories == ("Service to residents", "Quality of the work\u00a0†")


def test_tables_mark_rows_and_print_no_interval_of_them():
    made = table("item: strategy\nshow: [share, interval]", inventing("no"))
    told = {plain_of(r.label): plain_of(r.cells[1].inlines) for r in made.rows}
    assert told["No\u00a0†"] == "–"
    assert told["Yes"] != "–"
    assert "ntervals" in plain_of(made.note)


def test_a_table_of_made_up_answers_explains_no_interval():
    made = table("item: strategy\nshow: [share, interval]", inventing())
    assert {plain_of(row.cells[1].inlines) for row in made.rows} == {"–"}
    assert "nterval" not in plain_of(made.note)


def test_made_up_groups_have_no_intervals():
    made = chart("kind: bars\nitem: strategy\nfilter: sector", inventing_groups())
    points = [[p.low for s in view.series for p in s.points] for view in made.views]
    assert None not in points[0]
    assert set(points[1]) == {None}
    assert "The division into groups is made up." in plain_of(made.note)


def test_the_evidence_says_what_is_made_up_and_has_no_interval():
    made = document("chart", "kind: bars\nitem: strategy\nlevel: no", inventing("no"))
    (evidence,) = made.evidence.values()
    assert (evidence.low, evidence.high) == (None, None)
    assert ("Note", "This figure is made up.") in evidence.facts
    assert "95% interval" not in dict(evidence.facts)
    assert "Reliability" not in dict(evidence.facts)
