"""Tables of measures: nets, medians, totals, indices, transitions; each row a reference without its
braces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tempen.errors import Faults
from tempen.locale import mark
from tempen.report import nodes
from tempen.report.bind import Request, bind, waves_asked
from tempen.report.calls import parse_call
from tempen.report.charts import as_text
from tempen.report.figures import is_few, why_missing, why_withheld
from tempen.report.invented import is_made_up
from tempen.report.measured import PERCENT, check_weights, measure_of, writing
from tempen.report.naming import name_measure, weighting_of
from tempen.report.references import exact_share
from tempen.report.selection import EVERYONE, Part, parts_of
from tempen.report.teller import TOO_FEW, Teller
from tempen.study import texts
from tempen.terms.document import Cell, Column, Inlines, Number, Row, Table, Text
from tempen.terms.estimate import ALL, Estimate, Measure
from tempen.terms.study import Study

ROWS = (
    "share", "mean", "net", "median", "quantile", "total", "ratio", "index", "alpha", "transition",
)  # fmt: skip
USUAL = ("value", "interval", "n")
LABELS = mark(
    {
        "value": "Estimate",
        "interval": "95% interval",
        "n": "Answers",
        "base": "Weighted base",
        "effective": "Effective answers",
    }
)


@dataclass(frozen=True)
class Asked:
    """What a block of measures asks for: rows, waves, groups, and what is shown of each."""

    rows: tuple[tuple[Request, Measure], ...]
    waves: tuple[str, ...]
    parts: tuple[Part, ...]
    show: tuple[str, ...]


def ask(fence: nodes.Fence, study: Study, faults: Faults) -> Asked | None:
    """The block settled against the study, or None with its faults told."""
    before = len(faults.found)
    rows = [row for call in listed(fence, "rows") for row in ask_row(fence, call, study, faults)]
    domains = [ask_domain(fence, name, study, faults) for name in listed(fence, "by")]
    named = listed(fence, "waves") or listed(fence, "wave")
    known = [wave.id for wave in study.waves]
    for name in named:
        if name not in known:
            place, ids = fence.place_of("waves"), ", ".join(known)
            faults.add("REF-09", place, kind=mark("wave"), name=name, known=ids, guess="")
    if len(faults.found) > before or not rows:
        return None
    items = [study.item(study.variable(m.variables[0]).item) for _, m in rows]
    asked = [w for w in known if any(w in waves_asked(study, item) for item in items)]
    waves = [wave for wave in known if wave in named] or asked[-1:]
    parts = (EVERYONE, *(part for domain in domains for part in parts_of(study, domain)))
    return Asked(tuple(rows), tuple(waves), parts, tuple(listed(fence, "show")) or USUAL)


def listed(fence: nodes.Fence, name: str) -> list[str]:
    value = fence.settings.get(name) or []
    return [str(one) for one in (value if isinstance(value, list) else [value])]


def ask_row(
    fence: nodes.Fence, text: str, study: Study, faults: Faults
) -> Iterable[tuple[Request, Measure]]:
    """One row; a reference that is no measure, or that compares, has no place here."""
    call = parse_call(text, fence.place_of("rows"), faults)
    request = call and bind(call, study, faults)
    if request is None:
        return
    compares = request.than or (request.earlier and request.name != "transition")
    if request.name not in ROWS or compares or request.show:
        faults.add("REF-39", fence.place_of("rows"), name=text, known=", ".join(ROWS))
        return
    yield request, measure_of(study, request)


def ask_domain(fence: nodes.Fence, name: str, study: Study, faults: Faults) -> str:
    known = [domain.id for domain in study.domains]
    if name not in known:
        place = fence.place_of("by")
        faults.add("REF-16", place, name=name, known=", ".join(known), guess="")
    return name


# --- the table --------------------------------------------------------------------------------


def build_measures(
    teller: Teller, asked: Asked, *, id: str, number: int, title: Inlines, annex_only: bool
) -> Table:
    """Rows of measures, by group under a heading each; a column for what is shown of each wave.

    raises  UntellableError for a row that cannot be had of the study, such as a total of
            unweighted answers
    """
    for request, _ in asked.rows:
        check_weights(teller, request)
    rows = [row for one in asked.rows for row in rows_of(teller, asked, *one)]
    several = len(asked.waves) > 1
    columns = tuple(
        Column(
            teller.say(LABELS[shown]),
            spanner=teller.label(texts.wave_label, wave) if several else "",
        )
        for wave in asked.waves
        for shown in asked.show
    )
    stub = teller.say("Measure" if len(asked.parts) == 1 or len(asked.rows) > 1 else "Group")
    return Table(id, number, title, stub, columns, tuple(rows), annex_only=annex_only)


def rows_of(teller: Teller, asked: Asked, request: Request, measure: Measure) -> Iterable[Row]:
    name = name_measure(teller, measure, request.weighting)
    if measure.kind == "net":
        name = f"{name} ({teller.say('percentage points')})"
    if len(asked.parts) == 1:
        own = Part(request.domain, request.domain_level)
        yield Row(as_text(name), cells_of(teller, asked, request, measure, own))
        return
    if len(asked.rows) > 1:
        yield Row(as_text(name), (), "group")
    for part in asked.parts:
        label = (
            teller.label(texts.domain_label, ALL)
            if part == EVERYONE
            else teller.label(texts.domain_level_label, part.domain, part.level)
        )
        yield Row(as_text(label), cells_of(teller, asked, request, measure, part))


def cells_of(
    teller: Teller, asked: Asked, request: Request, measure: Measure, part: Part
) -> tuple[Cell, ...]:
    return tuple(
        cell
        for wave in asked.waves
        for cell in cells_in(teller, asked.show, request, measure, part, wave)
    )


def cells_in(
    teller: Teller,
    show: tuple[str, ...],
    request: Request,
    measure: Measure,
    part: Part,
    wave: str,
) -> list[Cell]:
    """What is shown of one estimate; words where there is none."""
    items = [teller.study.item(teller.study.variable(v).item) for v in measure.variables]
    if not all(item.asked_in(wave) for item in items):
        return words(show, teller.say("not asked"))
    found = find(teller, request, measure, part, wave)
    if found is None:
        return words(show, "–")
    if found.reliability.status == "withheld":
        return words(show, teller.say(why_withheld(found)))
    if found.value is None:
        return words(show, teller.say(why_missing(teller, wave)))
    return [make_cell(teller, shown, request, measure, found) for shown in show]


def find(
    teller: Teller, request: Request, measure: Measure, part: Part, wave: str
) -> Estimate | None:
    """The estimate; None for a transition to a wave that is not after the one it starts from."""
    group = (part.domain, part.level, request.weighting)
    if measure.kind != "transition":
        return teller.estimates.measure(measure, wave, *group)
    order = [one.id for one in teller.study.waves]
    if order.index(wave) <= order.index(request.earlier):
        return None
    return teller.estimates.transition(measure, wave, request.earlier, *group)


def words(show: tuple[str, ...], text: str) -> list[Cell]:
    return [Cell((Text(text if shown == "value" else "–"),)) for shown in show]


def make_cell(
    teller: Teller, shown: str, request: Request, measure: Measure, found: Estimate
) -> Cell:
    evidence = teller.witness.of_estimate(found).id
    caution = found.reliability.status == "caution"
    if shown in ("n", "base", "effective"):
        count = {"n": found.n, "base": found.base, "effective": found.n_eff}[shown]
        if count is None:
            return Cell((Text("–"),))
        return Cell((Number(teller.format.number(count), evidence),), count, "count", evidence)
    if too_few(teller, measure, found):
        return few_cell(teller, shown, found, evidence)
    how = writing(teller, measure, request.decimals, moved=False)
    if shown == "interval":
        if found.low is None or found.high is None:
            return Cell((Text("–"),))
        low, high = found.low, found.high
        text = how.between(low, high) if measure.kind != "net" else points(teller, low, high)
        return Cell((Number(text, evidence),), evidence=evidence)
    value = found.value or 0.0
    if measure.kind == "net":
        text = teller.format.number(100 * value, request.decimals or 0, sign=True)
        return Cell((Number(text, evidence),), value, "points", evidence, caution)
    if measure.kind in ("share", "transition"):
        text = teller.format.percent(exact_share(found), request.decimals or 0)
        return Cell((Number(text, evidence),), value, "percent", evidence, caution)
    kind = "count" if measure.kind == "total" else "decimal"
    text = how.text(value, sign=False)
    return Cell((Number(text, evidence),), value, kind, evidence, caution)


def points(teller: Teller, low: float, high: float) -> str:
    f = teller.format
    return f.between(f.number(100 * low), f.number(100 * high))


def too_few(teller: Teller, measure: Measure, found: Estimate) -> bool:
    """Whether it is a small part of the frame, of which no per cent may be told."""
    domain = found.key.domain
    frame = domain != ALL and teller.study.domain(domain).of_frame
    few = bool(set(found.reliability.reasons) & set(TOO_FEW))
    return measure.kind in PERCENT and frame and few and found.reliability.status == "caution"


def few_cell(teller: Teller, shown: str, found: Estimate, evidence: str) -> Cell:
    """A share as a count of its base; of a net nothing can be told so."""
    sized = weighting_of(teller.study, found.key.weighting)
    if shown != "value" or not is_few(teller, found) or (sized and sized.size):
        return Cell((Text("–" if shown != "value" else teller.say("too few answers")),))
    text = teller.format.count_of(found.count or 0, found.n or 0)
    return Cell((Number(text, evidence),), found.value, "percent", evidence, caution=True)


# --- the note ---------------------------------------------------------------------------------


def note_measures(teller: Teller, asked: Asked) -> str:
    """What a reader needs: the questions, what indices are made of, weights, intervals."""
    said = dict.fromkeys(one for _, m in asked.rows for one in say_items(teller, asked, m))
    weightings = dict.fromkeys(request.weighting for request, _ in asked.rows)
    sized = [weighting_of(teller.study, name) for name in weightings]
    of = [w.of.get(teller.lang, "") for w in sized if w is not None and w.size]
    if of:
        said[teller.say("Some figures are shares of {of}.").format(of=", ".join(of))] = None
    if teller.study.design == "open":
        said[teller.say("Anyone could answer: the figures have no intervals.")] = None
    elif "interval" in asked.show:
        said[teller.say("The confidence level of the intervals is 95%.")] = None
    if any(is_made_up(teller.study, m) for _, m in asked.rows):
        said[teller.say("The answers are made up.")] = None
    return " ".join(said)


def say_items(teller: Teller, asked: Asked, measure: Measure) -> Iterable[str]:
    study, say = teller.study, teller.say
    for id in measure.variables:
        item = study.item(study.variable(id).item)
        if item.kind != "index":
            words = teller.label(texts.question, item.id, asked.waves[-1])
            yield say("Question: “{question}”").format(question=words)
            continue
        own = study.index(id).members
        members = [teller.label(texts.variable_label, member, full=True) for member in own]
        yield say("{index} is made of: {members}.").format(
            index=teller.label(texts.item_label, item.id), members=", ".join(members)
        )
