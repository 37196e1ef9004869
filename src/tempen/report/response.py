"""The table of who was asked and who answered, by sector and in all."""

from __future__ import annotations

from tempen.report.charts import as_text
from tempen.report.references import Teller
from tempen.study import texts
from tempen.terms.document import Cell, Column, Inlines, Number, Row, Table, Text
from tempen.terms.estimate import ALL, ResponseRate


def build_response(
    teller: Teller, wave: str, *, id: str, number: int, title: Inlines, note: Inlines
) -> Table:
    """A row for each level of the rates, then the total; a note of answers of unknown sector."""
    rates = [rate for rate in teller.response if rate.wave == wave]
    domain = domain_of(teller, rates)
    parts = [rate for rate in rates if rate.domain_level != ALL]
    total = [rate for rate in rates if rate.domain_level == ALL]
    rows = [row(teller, rate, domain, "body") for rate in parts]
    rows += [row(teller, rate, domain, "total") for rate in total]
    say = teller.say
    columns = (Column(say("Invited")), Column(say("Answered")), Column(say("Response rate")))
    made = as_text(" ".join(said_of(teller, parts, total)))
    whole = (*made, Text(" "), *note) if made and note else made or note
    stub = teller.label(texts.domain_label, domain) if domain else say("Group")
    return Table(id, number, title, stub, columns, tuple(rows), whole)


def domain_of(teller: Teller, rates: list[ResponseRate]) -> str:
    """The domain whose levels the rates are given by."""
    levels = {rate.domain_level for rate in rates} - {ALL}
    for domain in teller.study.domains:
        if levels and levels & set(domain.levels):
            return domain.id
    return ""


def row(teller: Teller, rate: ResponseRate, domain: str, kind) -> Row:
    f = teller.format
    evidence = teller.witness.of_response(rate, domain or ALL).id
    whole = rate.domain_level == ALL
    label = teller.say("Total") if whole else label_of(teller, rate, domain)
    share = "–" if rate.rate is None else f.percent(rate.rate)
    invited = counted(f.number(rate.invited), rate.invited, evidence)
    if not rate.invited:  # answers of units that nobody can place
        invited = Cell(as_text("–"))
    cells = (
        invited,
        counted(f.number(rate.answered), rate.answered, evidence),
        Cell((Number(share, evidence),), rate.rate, "percent", evidence),
    )
    return Row(as_text(label), cells, kind)


def label_of(teller: Teller, rate: ResponseRate, domain: str) -> str:
    if domain and rate.domain_level in teller.study.domain(domain).levels:
        return teller.label(texts.domain_level_label, domain, rate.domain_level)
    return teller.say("Not stated")


def counted(text: str, number: int, evidence: str) -> Cell:
    return Cell((Number(text, evidence),), number, "count", evidence)


def said_of(teller: Teller, parts: list[ResponseRate], total: list[ResponseRate]) -> list[str]:
    """Answers of no known sector, partial answers, and what a response rate is."""
    f, said = teller.format, []
    if total and parts:
        unknown = total[0].answered - sum(rate.answered for rate in parts)
        if unknown > 0:
            text = teller.say("Answers without a known group: {n}; they count in the total.")
            said.append(text.format(n=f.number(unknown)))
    if total and total[0].partial:
        text = teller.say("Partial answers: {n}; they count in the response rate.")
        said.append(text.format(n=f.number(total[0].partial)))
    if total and total[0].eligible != total[0].invited:
        text = teller.say("The response rate is of {n} eligible units.")
        said.append(text.format(n=f.number(total[0].eligible)))
    return said
