"""`tempen response` and its Python twin: who answered, in tables, JSON and CSV; what is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tempen
from tempen.cli.response import PARTS, Wanted, print_response
from tempen.errors import TempenError
from tests.unit.study.drawn import TINY, copy_tiny

FIKTIVA = TINY.parent / "fiktiva-kommuner"


@pytest.fixture(scope="module")
def fiktiva():
    return tempen.open(FIKTIVA, lang="en")


def codes(ask, *args, **named) -> list[str]:
    with pytest.raises(TempenError) as caught:
        ask(*args, **named)
    assert all("{" not in fault.say(lang) for fault in caught.value.faults for lang in ("sv", "en"))
    return [fault.code for fault in caught.value.faults]


def test_everything_is_told_part_by_part(fiktiva, capsys):
    print_response(fiktiva, Wanted(item="strategy", level="yes"), [], "table")
    told = capsys.readouterr().out
    headings = ("Response rates", "R-indicator", "Weights", "Early answers", "If those who did not")
    assert [heading for heading in headings if heading not in told] == []
    assert "nan" not in told.lower() and "None" not in told


def test_json_has_a_key_for_each_part_and_csv_one_table(fiktiva, capsys):
    print_response(fiktiva, Wanted(item="strategy"), [], "json")
    told = json.loads(capsys.readouterr().out)
    assert list(told) == list(PARTS)
    assert told["margins"][0]["domain_level"] == "agency"
    print_response(fiktiva, Wanted(), ["weights"], "csv")
    assert capsys.readouterr().out.startswith("name,n,total,design_effect")


def test_the_range_is_that_of_the_response_rate(fiktiva):
    """133 of 180 eligible units answered: 10 points move the share of everyone by 10 · 47 / 180."""
    row = fiktiva.nonresponse.sensitivity("strategy", "yes", differ=0.1).row(0, named=True)
    assert row["known"] == pytest.approx(133 / 180)
    assert row["range_high"] - row["share"] == pytest.approx(0.1 * 47 / 180)
    small = fiktiva.nonresponse.sensitivity("strategy", "yes", by="size", differ=0.1)
    assert small["known"][0] == pytest.approx(53 / 82)


def test_weights_before_and_after_agree_with_the_frame(fiktiva):
    table = fiktiva.nonresponse.margins().filter(domain="sector")
    assert table["weighted"].to_list() == pytest.approx(table["frame_share"].to_list())
    assert fiktiva.nonresponse.propensity().filter(domain_level="all")["units"].unique()[0] == 180


def test_what_cannot_be_asked(fiktiva):
    ask = fiktiva.nonresponse
    assert codes(fiktiva.response, "2028") == ["ASK-10"]
    assert codes(ask.propensity, "2028") == ["ASK-10"]
    assert codes(ask.sensitivity, "strategy", differ=1.5) == ["ASK-12"]
    assert codes(ask.sensitivity, "strategy", by="strategy") == ["ASK-03"]
    assert codes(ask.arrival, "budget_of_nobody") == ["ASK-02"]


def test_a_replica_says_why_it_has_no_indicator(capsys):
    """Its sectors' answers are made up, and nothing says when they came."""
    replica = tempen.open(TINY.parent / "ai-offentlig-sektor", lang="sv")
    assert codes(replica.nonresponse.representativity) == ["ASK-11"]
    assert codes(replica.response, "2018") == ["ASK-10"]
    print_response(replica, Wanted(), ["rates", "arrival"], "table")
    assert "Svaren säger inte vilken dag de kom in." in capsys.readouterr().out


def test_of_an_open_study_nothing_is_told_of_those_who_did_not_answer(tmp_path: Path, capsys):
    folder = copy_tiny(tmp_path)
    study = (folder / "study.yaml").read_text("utf-8")
    (folder / "study.yaml").write_text(study.replace("design: census", "design: open"), "utf-8")
    opened = tempen.open(folder, lang="en")
    ask = opened.nonresponse
    for question in (ask.weights, ask.margins, ask.propensity, ask.arrival):
        assert codes(question) == ["ASK-11"]
    assert codes(ask.sensitivity, "strategy") == ["ASK-11"]
    print_response(opened, Wanted(), [], "json")
    assert "anyone could answer" in json.loads(capsys.readouterr().out)["weights"]["why"].lower()
