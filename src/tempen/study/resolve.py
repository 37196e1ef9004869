"""A draft without faults becomes the Study."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from tempen.locale import curl
from tempen.study.check_texts import flatten
from tempen.study.draft import Draft
from tempen.study.files import (
    DisclosureKeys,
    DomainKeys,
    FieldworkKeys,
    IndexKeys,
    StudyKeys,
    WaveKeys,
    WeightingKeys,
)
from tempen.terms.item import Item
from tempen.terms.study import (
    Disclosure,
    Domain,
    Fieldwork,
    Index,
    Limits,
    MailStep,
    OutsideFact,
    Rule,
    Study,
    Texts,
    Wave,
    Weighting,
)


def resolve(draft: Draft) -> Study:
    keys = draft.keys
    if keys is None:
        raise ValueError("a draft with faults cannot become a study")
    families = find_families(draft, keys)
    texts = {
        lang: Texts(lang, {key: curl(text) for key, text in flatten(source.value).items()})
        for lang, source in draft.texts.items()
    }
    return Study(
        id=keys.id,
        folder=draft.folder,
        languages=tuple(keys.languages),
        design=keys.design,
        waves=tuple(make_wave(draft, at, wave) for at, wave in enumerate(keys.waves)),
        sections=tuple(draft.sections),
        items=tuple(with_family(found.item, families) for found in draft.items),
        variables=tuple(draft.variables().values()),
        domains=make_domains(draft, keys.domains),
        weightings=make_weightings(keys),
        texts=texts,
        outside=make_outside(keys, texts),
        limits=Limits(**keys.limits.model_dump()),
        disclosure=make_disclosure(draft, keys.disclosure),
        rules=tuple(
            Rule(rule.id, rule.condition or "", rule.then, rule.say or "", rule.action)
            for rule in keys.rules
        ),
        resolve=keys.resolve,
        stratum=make_strata(keys),
        stamp=keys.stamp,
        fictitious=keys.fictitious,
        families=families,
        indices=tuple(make_index(draft, index) for index in keys.indices),
        adjust=keys.adjust,
        publisher=keys.publisher,
        date=keys.date,
        fieldwork=make_fieldwork(keys.fieldwork),
    )


def make_wave(draft: Draft, at: int, keys: WaveKeys) -> Wave:
    return Wave(
        id=keys.id,
        status=keys.status,
        place=draft.study.place("waves", at),
        opens=keys.opens,
        closes=keys.closes,
        frame=keys.frame,
        answers=keys.answers,
        reference=keys.reference,
        unit_column=keys.unit,
        submitted_column=keys.submitted,
        constants=dict(keys.constants),
        unlinked=keys.unlinked,
        comparable=keys.comparable,
        format=keys.format.model_dump(exclude_none=True),
    )


def make_domains(draft: Draft, keys: list[DomainKeys]) -> tuple[Domain, ...]:
    """Every domain in its place; crossings are made of the others."""
    plain = {one.id: make_domain(draft, one) for one in keys if not one.cross}
    return tuple(plain[one.id] if not one.cross else make_crossing(one, plain) for one in keys)


def make_crossing(keys: DomainKeys, plain: dict[str, Domain]) -> Domain:
    parts = tuple(plain[name] for name in keys.cross)
    levels = keys.levels or map("/".join, product(*(part.levels for part in parts)))
    made_up = keys.made_up or any(part.made_up for part in parts)
    return Domain(keys.id, "crossing", tuple(levels), made_up, parts=parts)


def make_index(draft: Draft, keys: IndexKeys) -> Index:
    """An index with its items spelt out: a battery stands for its rows."""
    members = members_of(draft, keys.items)
    return Index(
        id=keys.id,
        members=members,
        points=dict(keys.recode),
        reverse=members_of(draft, keys.reverse),
        least=keys.least or len(members),
        decimals=keys.decimals,
    )


def members_of(draft: Draft, names: list[str]) -> tuple[str, ...]:
    variables = draft.variables().values()
    found = (v.id for name in names for v in variables if name in (v.id, v.item))
    return tuple(dict.fromkeys(found))


def make_domain(draft: Draft, keys: DomainKeys) -> Domain:
    """A domain of the frame or of a variable; the levels of an item stand in the item."""
    if keys.item is None:
        column = keys.column or keys.id
        return Domain(keys.id, "frame", tuple(keys.levels), keys.made_up, column)
    levels = tuple(keys.levels) or draft.variables()[keys.item].levels
    return Domain(keys.id, "item", levels, keys.made_up, keys.item)


def make_weightings(keys: StudyKeys) -> tuple[Weighting, ...]:
    """The weightings as declared; plain percentages where none is."""
    if not keys.weighting:
        return (Weighting("none", "none"),)
    return tuple(make_weighting(weighting) for weighting in keys.weighting)


def make_weighting(keys: WeightingKeys) -> Weighting:
    return Weighting(
        name=keys.name,
        method=keys.method,
        groups=tuple(keys.groups),
        collapse=dict(keys.collapse),
        least=keys.least,
        unknown=keys.unknown,
        margins=tuple(keys.margins),
        sums=tuple(keys.sums),
        totals=dict(keys.totals),
        distance=keys.distance,
        bounds=keys.bounds,
        trim=keys.trim,
        size=keys.size or "",
        of=dict(keys.of),
    )


def make_strata(keys: StudyKeys) -> tuple[str, ...]:
    """The strata as declared; else the sector, where the frame has one."""
    if keys.strata is not None:
        return tuple(keys.strata)
    return ("sector",) if any(d.id == "sector" and d.item is None for d in keys.domains) else ()


def make_disclosure(draft: Draft, keys: DisclosureKeys) -> Disclosure:
    """The statement with `all` written out; what is public is not protected."""
    items = [found.item.id for found in draft.items] if keys.protect == "all" else keys.protect
    return Disclosure(
        least=keys.least,
        protect=tuple(item for item in items if item not in keys.public),
        public=tuple(keys.public),
        whole_groups=keys.whole_groups,
        dominance=(keys.dominance.n, keys.dominance.share) if keys.dominance else None,
        p_percent=keys.p_percent,
    )


def make_fieldwork(keys: FieldworkKeys) -> Fieldwork:
    usual = Fieldwork()
    steps = None if keys.mail is None else (MailStep(m.id, m.day, m.to) for m in keys.mail)
    return Fieldwork(
        mail=usual.mail if steps is None else tuple(steps),
        target=keys.target,
        targets={domain: dict(levels) for domain, levels in keys.targets.items()},
        minutes=keys.minutes,
        last_answers=keys.last_answers,
        erase_after=None if keys.erase_after == "never" else keys.erase_after,
    )


def make_outside(keys: StudyKeys, texts: dict[str, Texts]) -> dict[str, OutsideFact]:
    return {
        id: OutsideFact(
            id, {lang: found.get(f"outside.{id}") for lang, found in texts.items()}, fact.link or ""
        )
        for id, fact in keys.outside.items()
    }


def find_families(draft: Draft, keys: StudyKeys) -> dict[str, tuple[str, ...]]:
    """Families that the study declares, and those that items name."""
    families = {name: list(items) for name, items in keys.families.items()}
    for found in draft.items:
        name = found.keys.family
        if name and found.item.id not in families.setdefault(name, []):
            families[name].append(found.item.id)
    return {name: tuple(items) for name, items in families.items()}


def with_family(item: Item, families: dict[str, tuple[str, ...]]) -> Item:
    name = next((name for name, items in families.items() if item.id in items), item.id)
    return replace(item, family=name)
