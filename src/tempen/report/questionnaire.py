"""The questionnaire as one wave asked it: texts, options, routing in words, limits, base."""

from __future__ import annotations

from collections.abc import Iterator

from tempen.locale import mark
from tempen.report.charts import as_text
from tempen.report.references import Teller
from tempen.report.routing import say_routing
from tempen.study import expression, texts
from tempen.terms.document import Block, ItemList, Paragraph, Strong
from tempen.terms.item import Item
from tempen.terms.study import Rule, Study

KINDS = mark(
    {
        "single": "One answer.",
        "yesno": "One answer.",
        "multiple": "Several answers possible.",
        "scale": "One answer on a scale.",
        "battery": "One answer for each row.",
        "ranking": "Put in order.",
        "number": "A number.",
        "text": "In your own words.",
    }
)


def questions_of(teller: Teller, wave: str, section: str) -> Iterator[Item]:
    for item in teller.study.items:
        if item.section == section and item.asked_in(wave):
            yield item


def say_item(teller: Teller, item: Item, wave: str) -> list[Block]:
    """Question, help, rows, options and a line of what applies to it."""
    study, lang = teller.study, teller.lang
    question = (Strong(as_text(teller.label(texts.question, item.id, wave))),)
    blocks: list[Block] = [Paragraph(question)]
    if help := texts.help_text(study, lang, item, wave):
        blocks.append(Paragraph(as_text(help)))
    rows = [texts.row_label(study, lang, item, row, wave) for row in item.rows]
    if rows:
        blocks.append(listing(rows))
    if levels := levels_of(teller, item, wave):
        blocks.append(listing(levels) if not rows else answers_line(teller, levels))
    blocks.append(Paragraph(as_text(" ".join(filter(None, terms_of(teller, item, wave)))), "small"))
    return blocks


def levels_of(teller: Teller, item: Item, wave: str) -> list[str]:
    offered = item.waves[wave].levels if wave in item.waves else ()
    known = [level.id for level in item.levels if not offered or level.id in offered]
    known = [level for level in known if level not in item.rows]
    return [texts.level_label(teller.study, teller.lang, item, id, wave) for id in known]


def listing(entries: list[str]) -> ItemList:
    return ItemList(tuple((Paragraph(as_text(entry)),) for entry in entries))


def answers_line(teller: Teller, levels: list[str]) -> Paragraph:
    text = teller.say("Answers: {answers}.").format(answers=", ".join(levels))
    return Paragraph(as_text(text))


def terms_of(teller: Teller, item: Item, wave: str) -> Iterator[str]:
    """How it is answered, its limits, who got it, who is in its base, and what is made up."""
    yield teller.say(KINDS[item.kind])
    if item.cap:
        yield teller.say("At most {n} answers.").format(n=item.cap)
    yield from limits_of(teller, item)
    yield say_routing(teller, item, wave)
    for rule in rules_of(teller.study, item):
        text = teller.study.texts[teller.lang].get(rule.say)
        yield teller.say("Consistency check: {rule}").format(rule=text)
    if item.base == "all":
        yield teller.say("Base: everyone who was asked.")
    asked = item.waves.get(wave)
    if asked and asked.comparable != "same":
        note = asked.note.get(teller.lang, "")
        changed = mark(
            {
                "changed": "Changed since the wave before.",
                "not_known": "Not known whether it is the same as in the wave before.",
            }
        )
        yield f"{teller.say(changed[asked.comparable])} {note}".rstrip()
    if item.made_up:
        yield teller.say("The answers to this question are made up.")


def rules_of(study: Study, item: Item) -> Iterator[Rule]:
    """The rules with a text of their own that the item ends: the last one that they ask about."""
    for rule in study.rules:
        conditions = [expression.parse(part) for part in (rule.condition, rule.then) if part]
        nodes = [node for one in conditions for node in expression.walk(one)]
        names = {node.id.partition(".")[0] for node in nodes if isinstance(node, expression.Name)}
        asked = [one.id for one in study.items if one.id in names]
        if rule.say and asked[-1:] == [item.id]:
            yield rule


def limits_of(teller: Teller, item: Item) -> Iterator[str]:
    f, unit = teller.format, teller.label(texts.unit_label, item)
    if item.minimum is not None and item.maximum is not None:
        span = f.between(f.number(item.minimum), f.number(item.maximum))
        yield f"{span} {unit}".rstrip() + "."
    elif unit:
        yield f"{unit}.".capitalize()
