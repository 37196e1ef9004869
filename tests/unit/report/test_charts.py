"""Charts and tables made from settings: what is a row, a series, a role, a gap, a note."""

from __future__ import annotations

from tempen.report.prose import plain_of
from tempen.terms.document import Chart, Figure, Table, TableBlock
from tests.unit.report.fakes import FEW, WITHHELD, Fake, change, compiled, share

DATA = Fake(
    shares={
        ("strategy", "yes", "2023", "all"): share(0.26),
        ("strategy", "yes"): share(0.56),
        ("strategy", "drafting"): share(0.1),
        ("strategy", "no"): share(0.3),
        ("strategy", "dont_know"): share(0.04),
        ("strategy", "yes", "county"): share(7 / 12, 12, reliability=FEW),
        ("strategy", "no", "town"): share(0.4, 9, reliability=WITHHELD),
        ("benefit.service", "great", "2023", "all"): share(None, None),
    },
    changes={("strategy", "yes"): change(0.3, significant=True)},
)


def chart(settings: str, lang: str = "en", fake: Fake = DATA) -> Chart:
    text = f"```chart\nid: a\ntitle: A\n{settings}\n```"
    (block,) = compiled(text, lang, fake).document.blocks
    assert isinstance(block, Figure)
    return block.chart


def table(settings: str, lang: str = "en", fake: Fake = DATA) -> Table:
    text = f"```table\nid: a\ntitle: A\n{settings}\n```"
    (block,) = compiled(text, lang, fake).document.blocks
    assert isinstance(block, TableBlock)
    return block.table


def texts(made: Chart, view: int = 0) -> dict[str, list[str]]:
    series = made.views[view].series
    return {s.id: [p.text.replace("\u00a0", " ") for p in s.points] for s in series}


def rows(made: Table) -> list[list[str]]:
    return [
        [plain_of(row.label), *(plain_of(c.inlines).replace("\u00a0", " ") for c in row.cells)]
        for row in made.rows
    ]


def test_bars_by_wave():
    made = chart("kind: bars\nitem: strategy\nby: wave")
    assert made.categories == ("Yes", "One is being drawn up", "No", "Don’t know")
    assert [(s.id, s.role) for s in made.series] == [("2023", "grey"), ("2025", "accent")]
    assert texts(made) == {
        "2023": ["26%", "10%", "30%", "4%"],
        "2025": ["56%", "10%", "30%", "4%"],
    }


def test_sorted_bars_keep_dont_know_last():
    made = chart("kind: bars\nitem: strategy\nsort: value")
    assert made.categories == ("Yes", "No", "One is being drawn up", "Don’t know")


def test_bars_of_a_multiple_choice():
    made = chart("kind: bars\nitem: support")
    assert made.categories == ("Law", "Skills", "Money", "None of these")


def test_views_of_a_filter_withhold_and_count():
    made = chart("kind: bars\nitem: strategy\nfilter: sector")
    assert [(v.id, v.label) for v in made.views] == [
        ("all", "All"),
        ("town", "Town"),
        ("county", "County"),
    ]
    assert texts(made, 1)["2025"][2] == "too few answers"
    assert made.views[1].series[0].points[2].value is None
    assert texts(made, 2)["2025"][0] == "7 of 12"
    assert made.views[2].series[0].points[0].caution
    assert "read with caution" in made.views[2].note


def test_stacked_rows_of_a_battery():
    made = chart("kind: stacked\nitem: benefit")
    assert made.categories == ("Service to residents", "Quality of the work")
    assert [(s.id, s.role) for s in made.series] == [
        ("great", "high2"),
        ("some", "high1"),
        ("little", "low1"),
        ("none", "low2"),
        ("dont_know", "outside"),
    ]


def test_diverging_goes_from_low_to_high():
    made = chart("kind: diverging\nitem: trust")
    assert [(s.id, s.role) for s in made.series] == [
        ("very_low", "low2"),
        ("low", "low1"),
        ("neither", "middle"),
        ("high", "high1"),
        ("very_high", "high2"),
    ]


def test_stacked_by_group():
    made = chart("kind: stacked\nitem: strategy\nby: sector")
    assert made.categories == ("Town", "County")
    assert texts(made)["yes"] == ["50%", "7 of 12"]


def test_dumbbell_with_a_gap():
    made = chart("kind: dumbbell\nitem: benefit\nlevel: great")
    assert [s.id for s in made.series] == ["2023", "2025"]
    assert texts(made)["2023"] == ["no answers", "50%"]


def test_one_answer_by_wave_has_the_waves_as_rows():
    made = chart("kind: bars\nitem: strategy\nlevel: yes\nby: wave")
    assert made.categories == ("spring 2023", "spring 2025")
    assert [(s.id, s.label, s.role) for s in made.series] == [("yes", "Yes", "accent")]
    assert texts(made) == {"yes": ["26%", "56%"]}
    assert made.alt.endswith("spring 2023: 26%. spring 2025: 56%.")


def test_one_answer_by_group_has_the_groups_as_rows():
    made = chart("kind: bars\nitem: strategy\nlevel: yes\nby: sector")
    assert made.categories == ("Town", "County")
    assert texts(made) == {"yes": ["50%", "7 of 12"]}


def test_one_answer_by_group_over_waves():
    made = chart("kind: bars\nitem: strategy\nlevel: yes\nby: sector\nwaves: ['2023', '2025']")
    assert made.categories == ("Town", "County")
    assert [(s.id, s.role) for s in made.series] == [("2023", "grey"), ("2025", "accent")]


def test_where_limits_to_one_level():
    made = chart("kind: bars\nitem: strategy\nlevel: yes\nwhere: {sector: county}")
    assert texts(made) == {"2025": ["7 of 12"]}
    assert "County, spring 2025: 12 answers." in plain_of(made.note)


def test_numbers_have_their_unit():
    made = chart("kind: bars\nitem: staff")
    assert (made.unit, texts(made)) == ("people", {"2025": ["12.4"]})


def test_the_note_says_what_a_reader_needs():
    note = plain_of(chart("kind: bars\nitem: strategy\nby: wave\nnote: And more.").note)
    assert note == (
        "Question: “Do you have a strategy for digital tools?” Spring 2023: 224 answers; "
        "spring 2025: 224 answers. The question was changed in spring 2025. The word plan was "
        "dropped. The confidence level of the intervals is 95%. And more."
    )


def test_the_alt_text_says_the_values():
    made = chart("kind: bars\nitem: strategy", "sv")
    assert made.alt.replace("\u00a0", " ") == (
        "Stapeldiagram. Högst är Ja med 56 % och lägst är En håller på att tas fram med 10 %. Ja: 56 %. "
        "En håller på att tas fram: 10 %. Nej: 30 %. Vet inte: 4 %."
    )


def test_table_of_one_answer_by_group_and_wave():
    made = table("item: strategy\nlevel: yes\nby: sector\nwaves: ['2023', '2025']")
    assert made.stub == "Sector"
    assert [(c.spanner, c.label) for c in made.columns][:3] == [
        ("spring 2023", "Share"),
        ("spring 2023", "95% interval"),
        ("spring 2023", "Answers"),
    ]
    assert rows(made)[0] == ["All", "26%", "20–32%", "224", "56%", "50–62%", "224"]
    assert rows(made)[2] == ["County", "7 of 12", "–", "12", "7 of 12", "–", "12"]


def test_table_of_one_answer_to_each_row_by_group_keeps_its_intervals():
    made = table("item: benefit\nlevel: at_least_some\nby: sector")
    assert [(row.kind, plain_of(row.label)) for row in made.rows][:2] == [
        ("group", "Service to residents"),
        ("body", "All"),
    ]


def test_change_column():
    made = table("item: strategy\nlevel: yes\nwaves: ['2023', '2025']\nshow: [share, change]")
    assert rows(made) == [["Yes", "26%", "56%", "+30*"]]
    cell = made.rows[0].cells[-1]
    assert (cell.value, cell.format) == (0.3, "points")
    assert "percentage points" in plain_of(made.note)


def test_cells_carry_numbers_for_the_annex():
    made = table("item: strategy\nlevel: yes\nshow: [share, count, n]")
    cells = made.rows[0].cells
    assert [(c.value, c.format) for c in cells] == [
        (0.56, "percent"),
        (125, "count"),
        (224, "count"),
    ]
    assert all(cell.evidence for cell in cells)


def test_all_tables_in_the_annex_only():
    document = compiled("```all_tables\nannex_only: true\n```", fake=DATA).document
    assert document.blocks == ()
    assert [t.id for t in document.annex][:2] == ["all-strategy", "all-board"]
    assert all(t.annex_only for t in document.annex)


def test_the_response_table():
    (block,) = compiled("```response\n```", "sv").document.blocks
    assert isinstance(block, TableBlock)
    assert rows(block.table) == [
        ["Stad", "290", "107", "37 %"],
        ["Län", "21", "12", "57 %"],
        ["Totalt", "574", "224", "39 %"],
    ]
    assert plain_of(block.table.note) == "Svar utan känd grupp: 105. De räknas i totalen."
