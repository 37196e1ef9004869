"""Running text with its references resolved and its claims decided."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tempen.errors import Fault, Faults
from tempen.locale import curl
from tempen.report import nodes
from tempen.report.bind import CONDITIONS_ONLY, NOT_IN_CONDITIONS, Request, bind
from tempen.report.calls import Call, Test, calls_in, parse_call, parse_test
from tempen.report.guards import UnjudgeableError, Verdict, judge
from tempen.report.numbering import Numbering
from tempen.report.references import Teller, UntellableError, Value, evaluate
from tempen.terms import document as doc
from tempen.terms.study import Study

STARTS = re.compile(r"(^|[.!?…]\s+)$")
# What more answers to the wave may change: withheld, no figure yet, few answers, no interval, a
# shared rank, too few waves with figures, no finite value, no value.
PENDING = ("REF-21", "REF-22", "REF-23", "REF-24", "REF-28", "REF-35", "REF-36", "REF-37")


class UnsettledError(Exception):
    """A reference that a preliminary build cannot print yet."""


@dataclass
class Prose:
    """Turns source inlines into the document's, and collects what goes wrong.

    invented  made-up answers may be told (inside a stamped figure or a caution box)
    replaced  (place, words, neutral words) of what a preliminary build put aside: claims that
              do not hold, numbers on too few answers
    """

    teller: Teller
    faults: Faults
    preliminary: bool = False
    invented: bool = False
    replaced: list[tuple[str, str, str]] = field(default_factory=list)
    written: str = ""  # the sentence so far: a reference that opens one is capitalised

    @contextmanager
    def inventing(self, allowed: bool) -> Iterator[None]:
        before, self.invented = self.invented, self.invented or allowed
        yield
        self.invented = before

    def write(self, inlines: nodes.Inlines) -> doc.Inlines:
        """One run of text: a paragraph, a title, a note."""
        self.written = ""
        return self.write_part(inlines)

    def write_part(self, inlines: nodes.Inlines) -> doc.Inlines:
        return tuple(made for inline in inlines for made in self.write_one(inline))

    def write_one(self, inline: nodes.Inline) -> doc.Inlines:
        match inline:
            case nodes.Words():
                return self.words(inline.text)
            case nodes.Name():
                return self.words(inline.text)
            case nodes.Styled():
                inner = self.write_part(inline.inlines)
                return (doc.Strong(inner) if inline.style == "strong" else doc.Emphasis(inner),)
            case nodes.Hyperlink():
                return (doc.Link(self.write_part(inline.inlines), inline.url),)
            case nodes.FootNote():
                before, note = self.written, doc.Note(self.write(inline.inlines))
                self.written = before
                return (note,)
            case nodes.Outside():
                return self.outside(inline)
            case nodes.Reference():
                return self.reference(inline)
            case nodes.Guard():
                return self.guard(inline)

    def words(self, text: str) -> doc.Inlines:
        text = curl(text.replace("\n", " "))
        self.written += text
        return (doc.Text(text),)

    def outside(self, mark: nodes.Outside) -> doc.Inlines:
        """A figure of others: its source becomes a footnote."""
        fact = self.teller.study.outside.get(mark.source)
        if fact is None:
            return self.words(mark.text)
        source: doc.Inlines = (doc.Text(fact.source.get(self.teller.lang, mark.source)),)
        note = doc.Note((doc.Link(source, fact.link),) if fact.link else source)
        return (*(self.words(mark.text) if mark.text else ()), note)

    # --- references ---------------------------------------------------------------------------

    def reference(self, reference: nodes.Reference) -> doc.Inlines:
        try:
            value = self.value_of(parse_call(reference.text, reference.place, self.faults))
        except UnsettledError:
            return self.unsettled(reference)
        if value is None:
            return self.words("–")
        text = value.text
        if STARTS.search(self.written):
            text = text[:1].upper() + text[1:]
        self.written += text
        if value.target:
            return (doc.CrossReference(text, value.target),)
        if value.evidence is None:
            return (doc.Text(text),)
        return (doc.Number(text, value.evidence.id),)

    def value_of(self, call: Call | None) -> Value | None:
        request = call and bind(call, self.teller.study, self.faults)
        if not request:
            return None
        if request.name in CONDITIONS_ONLY:
            self.faults.add("REF-14", request.place, name=request.name)
            return None
        return self.evaluate(request)

    def evaluate(self, request: Request) -> Value | None:
        try:
            return evaluate(self.teller, request, invented=self.invented)
        except UntellableError as error:
            latest = request.wave == self.teller.study.latest.id
            if self.preliminary and latest and error.fault.code in PENDING:
                raise UnsettledError from error
            self.add(error.fault)
            return None

    def unsettled(self, reference: nodes.Reference) -> doc.Inlines:
        made = self.words(self.teller.say("[awaiting answers]"))
        written, neutral = plain((reference,)), plain_of(made)
        self.replaced.append((str(reference.place), written, neutral))
        facts = {"reference": reference.text, "neutral": neutral}
        self.add(Fault("CLAIM-09", reference.place, facts, "warning"))
        return made

    def add(self, fault: Fault) -> None:
        if fault not in self.faults.found:
            self.faults.found.append(fault)

    # --- guards -------------------------------------------------------------------------------

    def guard(self, guard: nodes.Guard) -> doc.Inlines:
        try:
            values = self.values(guard)
        except UnsettledError:
            return self.neutral(guard)
        if values is None:
            return self.write_part(guard.words)
        test, by_call = values
        try:
            verdict = judge(test, by_call, self.teller.say)
        except UnjudgeableError as error:
            return self.unjudged(guard, error)
        if verdict.holds:
            evidence = dict.fromkeys(v.evidence.id for v in by_call.values() if v.evidence)
            words = self.write_part(guard.words)
            return (doc.Claim(words, tuple(evidence), guard.condition),)
        return self.refute(guard, verdict)

    def values(self, guard: nodes.Guard) -> tuple[Test, dict[str, Value]] | None:
        """The condition and the value of each of its references; None with faults told."""
        test = parse_test(guard.condition, guard.condition_place, self.faults)
        if test is None:
            return None
        calls = list(calls_in(test.condition))
        found = {call.text: self.number_of(call) for call in calls}
        told = {text: value for text, value in found.items() if value is not None}
        return (test, told) if len(told) == len(found) else None

    def number_of(self, call: Call) -> Value | None:
        request = bind(call, self.teller.study, self.faults)
        if request is None:
            return None
        if request.name in NOT_IN_CONDITIONS:
            self.faults.add("CLAIM-07", request.place, name=request.name)
            return None
        return self.evaluate(request)

    def unjudged(self, guard: nodes.Guard, error: UnjudgeableError) -> doc.Inlines:
        if self.preliminary and error.code == "CLAIM-02":
            return self.neutral(guard)
        facts = {"words": plain(guard.words), "condition": guard.condition, **error.facts}
        self.add(Fault(error.code, guard.place, facts))
        return self.write_part(guard.words)

    def refute(self, guard: nodes.Guard, verdict: Verdict) -> doc.Inlines:
        if self.preliminary:
            return self.neutral(guard)
        facts = {"words": plain(guard.words), "condition": guard.condition, "says": verdict.says}
        self.add(Fault("CLAIM-01", guard.place, facts))
        return self.write_part(guard.words)

    def neutral(self, guard: nodes.Guard) -> doc.Inlines:
        """The author's neutral words, else the language's own."""
        if guard.neutral is not None:
            made = self.write_part(guard.neutral)
        else:
            made = self.words(self.teller.say("[awaiting answers]"))
        words, neutral = plain(guard.words), plain_of(made)
        self.replaced.append((str(guard.place), words, neutral))
        facts = {"words": words, "condition": guard.condition, "neutral": neutral}
        self.add(Fault("CLAIM-08", guard.place, facts, "warning"))
        return made


def plain(inlines: nodes.Inlines) -> str:
    """The words of source inlines; a reference as it was written."""
    parts: list[str] = []
    for inline in nodes.walk_inlines(inlines):
        match inline:
            case nodes.Words() | nodes.Name() | nodes.Outside():
                parts.append(inline.text)
            case nodes.Reference():
                parts.append("{{ " + inline.text + " }}")
    return "".join(parts).replace("\n", " ").strip()


def plain_of(inlines: doc.Inlines) -> str:
    """The words of document inlines."""
    parts: list[str] = []
    for inline in inlines:
        match inline:
            case doc.Text() | doc.Number() | doc.CrossReference():
                parts.append(inline.text)
            case doc.Strong() | doc.Emphasis() | doc.Link() | doc.Claim():
                parts.append(plain_of(inline.inlines))
    return "".join(parts)


def check_inlines(
    study: Study, inlines: nodes.Inlines, numbering: Numbering, faults: Faults
) -> None:
    """What can be told of references and guards before there are data."""
    for inline in nodes.walk_inlines(inlines):
        match inline:
            case nodes.Reference():
                check_reference(study, inline, numbering, faults)
            case nodes.Guard():
                check_condition(study, inline, faults)
            case nodes.Outside():
                if inline.source not in study.outside:
                    known = ", ".join(study.outside) or "–"
                    faults.add("REPORT-15", inline.place, source=inline.source, known=known)


def check_reference(
    study: Study, reference: nodes.Reference, numbering: Numbering, faults: Faults
) -> None:
    call = parse_call(reference.text, reference.place, faults)
    request = call and bind(call, study, faults)
    if request and request.name in CONDITIONS_ONLY:
        faults.add("REF-14", request.place, name=request.name)
    if request and request.name in ("figure", "table"):
        numbers = numbering.figures if request.name == "figure" else numbering.tables
        if request.id not in numbers:
            known = ", ".join(numbers) or "–"
            faults.add("REF-29", request.place, call=request.call.text, known=known)


def check_condition(study: Study, guard: nodes.Guard, faults: Faults) -> None:
    test = parse_test(guard.condition, guard.condition_place, faults)
    for call in calls_in(test.condition) if test else ():
        request = bind(call, study, faults)
        if request and request.name in NOT_IN_CONDITIONS:
            faults.add("CLAIM-07", request.place, name=request.name)
