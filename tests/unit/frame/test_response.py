"""Who answered of whom was asked: counts, and AAPOR's rates."""

from dataclasses import replace

import polars as pl

from tempen.frame import note_dispositions, response_rates
from tempen.terms.cases import Account, Cases
from tempen.terms.item import Variable
from tests.unit.frame.drawn import frame_of, study_of, wave_of

STUDY = replace(
    study_of("town", "county"),
    variables=tuple(Variable(id, id, None, "levels", ("yes", "no")) for id in ("a", "b", "c")),
)
WAVE = wave_of("2024")
FRAME = """
    unit | name | sector | disposition
    t1   | A    | town   |
    t2   | B    | town   |
    t3   | C    | town   | declined
    c1   | D    | county |
    c2   | E    | county | not_eligible
    """


def cases_of(*rows: tuple, accounts=()) -> Cases:
    schema = {"wave": pl.String, "unit": pl.String, "sector": pl.String} | dict.fromkeys(
        "abc", pl.Int16
    )
    return Cases(pl.DataFrame(rows, schema=schema, orient="row"), accounts)


def rates(cases: Cases, study=STUDY):
    frame = note_dispositions(frame_of(study, FRAME), cases.accounts)
    found = response_rates(study, WAVE, frame, cases)
    return {
        r.domain_level: (r.invited, r.eligible, r.answered, r.partial, r.declined) for r in found
    }


def test_counts_by_sector_not_stated_and_in_all():
    """t2 reached two items (the third was routed past) and answered neither: partial."""
    cases = cases_of(
        ("2024", "t1", "town", 0, 1, 0),
        ("2024", "t2", "town", -3, -3, -2),
        ("2024", "unlinked-1", None, 0, 0, 0),
        ("2018", "c1", "county", 0, 0, 0),
    )
    assert rates(cases) == {
        "town": (3, 3, 2, 1, 1),
        "county": (2, 1, 0, 0, 0),
        "not_stated": (0, 0, 1, 0, 0),
        "all": (5, 4, 3, 1, 1),
    }


def test_answers_may_say_that_a_unit_declined():
    account = Account("2024", "a.csv", 1, 0, dispositions={"t2": "declined", "c1": "not_eligible"})
    assert rates(cases_of(accounts=(account,))) == {
        "town": (3, 3, 0, 0, 2),
        "county": (2, 0, 0, 0, 0),
        "all": (5, 3, 0, 0, 2),
    }


def test_an_answer_of_a_unit_that_was_not_eligible_counts_nowhere():
    cases = cases_of(("2024", "c1", "county", 0, 0, 0), ("2024", "c2", "county", 0, 0, 0))
    assert rates(cases)["county"] == (2, 1, 1, 0, 0)


def test_the_rates_of_the_printed_table():
    """Published: 574 asked, 224 answered, 3 of them without a sector."""
    printed = {"agency": (263, 102), "region": (21, 12), "municipality": (290, 107)}
    study = study_of(*printed)
    units = [(f"{s}{i}", f"{s} {i}", s) for s, (sent, _) in printed.items() for i in range(sent)]
    lines = "\n".join(" | ".join(unit) for unit in units)
    frame = frame_of(study, "unit | name | sector\n" + lines)
    answers = [("2024", f"{s}{i}", s, 0, 0, 0) for s, (_, n) in printed.items() for i in range(n)]
    answers += [("2024", f"unlinked-{i}", None, 0, 0, 0) for i in range(3)]
    found = {r.domain_level: r for r in response_rates(study, WAVE, frame, cases_of(*answers))}
    assert [(level, r.invited, r.answered) for level, r in found.items()] == [
        ("agency", 263, 102),
        ("region", 21, 12),
        ("municipality", 290, 107),
        ("not_stated", 0, 3),
        ("all", 574, 224),
    ]
    assert found["all"].rate == 224 / 574
    assert found["not_stated"].rate is None
