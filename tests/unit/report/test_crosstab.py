"""Tables by group, drawn: rows the answers, columns the groups, then who answered."""

from __future__ import annotations

from dataclasses import replace

from tempen.report.prose import plain_of
from tempen.terms.document import Table, TableBlock
from tempen.terms.study import Domain, Study
from tests.unit.report.fakes import FEW, WITHHELD, Fake, compiled, share, tiny

DATA = Fake(
    shares={
        ("strategy", "yes", "2023", "all"): share(0.26, 210),
        ("strategy", "yes"): share(0.56),
        ("strategy", "drafting"): share(0.1),
        ("strategy", "no"): share(0.3),
        ("strategy", "dont_know"): share(0.04),
        ("strategy", "yes", "county"): share(7 / 12, 12, reliability=FEW),
        ("strategy", "no", "town"): share(0.4, 9, reliability=WITHHELD),
    },
)


def table(settings: str, fake: Fake = DATA, study: Study | None = None) -> Table:
    text = f"```table\nid: a\ntitle: A\n{settings}\n```"
    (block,) = compiled(text, "en", fake, study=study or tiny()).document.blocks
    assert isinstance(block, TableBlock)
    return block.table


def drawn(made: Table) -> str:
    """The table as text: spanners, heads, and a line a row."""
    lines = [" | ".join(column.spanner for column in made.columns)]
    lines.append(" | ".join([made.stub, *(column.label for column in made.columns)]))
    for row in made.rows:
        cells = [plain_of(cell.inlines) + "*" * cell.caution for cell in row.cells]
        lines.append(" | ".join([plain_of(row.label), *cells]).replace("\u00a0", " "))
    return "\n".join(line for line in lines if line.strip(" |"))


def with_domains(*domains: Domain) -> Study:
    return replace(tiny(), domains=(*tiny().domains, *domains))


def test_answers_by_group():
    assert drawn(table("item: strategy\nby: sector")) == (
        "Answer | All | Town | County\n"
        "Yes | 56% | 50% | 7 of 12*\n"
        "One is being drawn up | 10% | 50% | 50%\n"
        "No | 30% | too few answers | 50%\n"
        "Don’t know | 4% | 50% | 50%\n"
        "Number of answers | 224 | 224 | 12–224"
    )


def test_waves_stand_side_by_side_where_they_fit():
    made = table("item: strategy\nby: sector\nlevels: [yes, no]\nwaves: ['2023', '2025']")
    assert drawn(made) == (
        "spring 2023 | spring 2023 | spring 2023 | spring 2025 | spring 2025 | spring 2025\n"
        "Answer | All | Town | County | All | Town | County\n"
        "Yes | 26% | 50% | 7 of 12* | 56% | 50% | 7 of 12*\n"
        "No | 30% | too few answers | 50% | 30% | too few answers | 50%\n"
        "Number of answers | 210–224 | 224 | 12–224 | 224 | 224 | 12–224"
    )


def test_waves_stand_below_each_other_where_they_do_not_fit():
    size = Domain("size", "frame", ("a", "b", "c"))
    made = table(
        "item: board\nby: [sector, size]\nwaves: ['2023', '2025']", study=with_domains(size)
    )
    assert drawn(made).split("\n")[:5] == [
        " | Sector | Sector | size | size | size",
        "Answer | All | Town | County | a | b | c",
        "spring 2023",
        "Yes | 50% | 50% | 50% | 50% | 50% | 50%",
        "No | 50% | 50% | 50% | 50% | 50% | 50%",
    ]
    assert drawn(made).count("Number of answers | 224") == 1  # it is the same in both


def test_rows_of_a_battery_have_a_base_each_where_they_differ():
    same = drawn(table("item: benefit\nby: sector\nlevels: [great, none]"))
    assert same == (
        "Answer | All | Town | County\n"
        "Service to residents\n"
        "Great | 50% | 50% | 50%\n"
        "None | 50% | 50% | 50%\n"
        "Quality of the work\n"
        "Great | 50% | 50% | 50%\n"
        "None | 50% | 50% | 50%\n"
        "Number of answers | 224 | 224 | 224"
    )
    shares = {("benefit.quality", level): share(0.5, 200) for level in ("great", "none")}
    differ = drawn(table("item: benefit\nby: sector\nlevels: [great, none]", Fake(shares)))
    assert differ.count("Number of answers") == 2
    assert differ.endswith("Number of answers | 200 | 224 | 224")


def test_options_of_a_multiple_choice_share_their_base():
    lines = drawn(table("item: support\nby: sector\nshow: [share]")).split("\n")
    assert [line.partition(" | ")[0] for line in lines] == [
        "Answer",
        "Law",
        "Skills",
        "Money",
        "None of these",
        "Number of answers",
    ]


def test_many_groups_become_rows():
    counties = Domain("county", "frame", tuple("abcdefghij"))
    made = table("item: board\nby: county", study=with_domains(counties))
    assert [column.label for column in made.columns][-1] == "Number of answers"
    assert [plain_of(row.label) for row in made.rows] == ["All", *"abcdefghij"]


def test_counts_where_they_are_asked_for():
    made = table("item: strategy\nby: sector\nlevels: [yes, no]\nshow: [count, n]")
    assert drawn(made).split("\n")[1] == "Yes | 125 | 112 | 7"


def test_every_table_by_group_and_its_wave_in_the_title():
    document = compiled("```all_tables\nby: sector\n```", fake=DATA).document
    tables = {b.table.id: b.table for b in document.blocks if isinstance(b, TableBlock)}
    strategy = tables["all-strategy"]
    assert plain_of(strategy.title) == "Strategy, spring 2025"
    assert "224" not in plain_of(strategy.note)
    assert drawn(tables["all-staff"]) == (
        "Mean | All | Town | County\nStaff, people | 12.4 | 12.4 | 12.4\nNumber of answers | 200 | 200 | 200"
    )


def test_cells_keep_their_evidence_for_the_annex():
    made = table("item: strategy\nby: sector")
    cell = made.rows[0].cells[0]
    assert (cell.value, cell.format, bool(cell.evidence)) == (0.56, "percent", True)
    assert (made.rows[-1].cells[0].value, made.rows[-1].cells[0].format) == (224, "count")
