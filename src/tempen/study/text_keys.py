"""Which texts a study needs, and which it may have: dotted keys in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tempen.locale import mark
from tempen.study.draft import Draft, ItemDraft
from tempen.study.files import StudyKeys
from tempen.study.mail import MAILS
from tempen.study.texts import level_keys
from tempen.terms.item import Item
from tempen.terms.study import Fieldwork


class Wanted(NamedTuple):
    """One text. The first of `keys` is where it belongs; at any of them it is found.

    required  the study needs it; else it may be there, but then in every language
    forms     languages differ in which of these they have (plurals)
    """

    keys: tuple[str, ...]
    what: str
    required: bool = True
    forms: bool = False


# Shared answers that stand in many studies: unused ones are no fault.
USUAL = ("dont_know", "not_applicable", "none", "yes", "no")


def wanted_texts(draft: Draft) -> Iterator[Wanted]:
    if draft.keys is None:
        return
    yield from study_texts(draft.keys)
    yield from domain_texts(draft, draft.keys)
    for section in draft.sections:
        yield Wanted(
            (f"sections.{section}",), mark("the heading of the section {section}", section=section)
        )
    for found in draft.items:
        yield from item_texts(found, draft.wave_ids())
    for id in USUAL:
        yield Wanted((f"answers.{id}",), mark("an answer that items share"), required=False)


def study_texts(keys: StudyKeys) -> Iterator[Wanted]:
    yield Wanted(("title",), mark("the title of the study"))
    yield Wanted(("subtitle",), mark("the subtitle"), required=False)
    yield Wanted((keys.publisher,), mark("who publishes the report"))
    yield Wanted(("abstract",), mark("the report in two sentences"), required=False)
    for key in ("intro", "definition", "publication", "thanks", "privacy", "contact"):
        yield Wanted((key,), mark("what a respondent reads"), required=False)
    yield Wanted(("stamp",), mark("the stamp on every page and export"), required=keys.stamp)
    for wave in keys.waves:
        where = (f"waves.{wave.id}.label", f"waves.{wave.id}")
        yield Wanted(where, mark("the name of wave {wave}", wave=wave.id))
        if wave.reference:
            yield Wanted((wave.reference,), mark("what wave {wave} says of itself", wave=wave.id))
    for rule in keys.rules:
        if rule.say:
            yield Wanted((rule.say,), mark("the rule {rule}", rule=rule.id))
    for id in keys.outside:
        yield Wanted((f"outside.{id}",), mark("the source of the outside figure {id}", id=id))
    for weighting in keys.weighting:
        what = mark("the name of the weighting {weighting}", weighting=weighting.name)
        yield Wanted((f"weightings.{weighting.name}",), what, required=False)
    for step in keys.fieldwork.mail or Fieldwork().mail:
        for part in ("subject", "body"):
            what = mark("the mail “{step}”", step=step.id)
            yield Wanted((f"mail.{step.id}.{part}",), what, required=step.id not in MAILS)
    for index in keys.indices:
        what = mark("the name of the index {index}", index=index.id)
        yield Wanted((f"indices.{index.id}.label", f"indices.{index.id}"), what)
        what = mark("what the index {index} measures", index=index.id)
        yield Wanted((f"indices.{index.id}.meaning",), what, required=False)
    for family in keys.families:
        yield Wanted((f"families.{family}",), mark("the name of a family"), required=False)


def domain_texts(draft: Draft, keys: StudyKeys) -> Iterator[Wanted]:
    if keys.domains:
        yield Wanted(("domains.all",), mark("the word for everyone"))
    for domain in keys.domains:
        key = f"domains.{domain.id}"
        what = mark("the name of the domain {domain}", domain=domain.id)
        own = domain.item is None and not domain.cross  # else the words come from there
        yield Wanted((f"{key}.label", key), what, required=own)
        for level in domain.levels:
            where = f"{key}.levels.{level}"
            what = mark("the level {level} of the domain {domain}", level=level, domain=domain.id)
            yield Wanted((f"{where}.label", where), what, required=own)
            yield Wanted((f"{where}.plural",), what, required=False, forms=True)


def item_texts(found: ItemDraft, waves: list[str]) -> Iterator[Wanted]:
    item = found.item
    key = f"items.{item.id}"
    yield Wanted((f"{key}.question",), mark("the question of {item}", item=item.id))
    yield Wanted((f"{key}.short",), mark("the short name of {item}", item=item.id), required=False)
    yield Wanted((f"{key}.help",), mark("the help for {item}", item=item.id), required=False)
    for level in said_levels(item):
        own = item.kind != "yesno" or level not in ("yes", "no")
        yield Wanted(
            level_keys(item, level),
            mark("the answer {level} to {item}", level=level, item=item.id),
            required=own,
        )
    for row in item.rows:
        yield Wanted((f"{key}.rows.{row}",), mark("the row {row} of {item}", row=row, item=item.id))
    for group in item.groups:
        yield Wanted(
            (f"{key}.groups.{group}",),
            mark("the group {group} of {item}", group=group, item=item.id),
        )
    if item.unit:
        for form, required in (("many", True), ("one", False)):
            where = (f"{key}.unit.{form}", f"units.{item.unit}.{form}")
            yield Wanted(
                where, mark("the unit of {item}", item=item.id), required, forms=not required
            )
    for wave in waves:
        yield from wave_texts(item, f"{key}.waves.{wave}")


def said_levels(item: Item) -> list[str]:
    """The levels that have a text; a yes-no item's yes and no have words of Tempen's own."""
    levels = [level.id for level in item.levels]
    if item.dont_know and "dont_know" not in levels:
        levels.append("dont_know")
    if item.not_applicable:
        levels.append("not_applicable")
    return levels


def wave_texts(item: Item, key: str) -> Iterator[Wanted]:
    """A wave's own wording, where it differed."""
    what = mark("the wave's own wording of {item}", item=item.id)
    tails = ["question", "help", *(f"rows.{row}" for row in item.rows)]
    tails += [level_keys(item, level)[0].split(".", 2)[2] for level in said_levels(item)]
    for tail in tails:
        yield Wanted((f"{key}.{tail}",), what, required=False)
