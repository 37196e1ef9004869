"""study.yaml against itself, the questionnaire and the files of the folder."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

from tempen.errors import Place
from tempen.locale import LANGUAGES, mark
from tempen.study.draft import Draft
from tempen.study.files import DomainKeys, IndexKeys, StudyKeys, WaveKeys, WeightingKeys
from tempen.study.source import Path_
from tempen.study.validate import hint
from tempen.terms.item import Variable


def check_study(draft: Draft) -> None:
    if draft.keys is None:
        return
    check_doubles(draft, draft.keys)
    check_waves(draft, draft.keys)
    check_domains(draft, draft.keys)
    check_weighting(draft, draft.keys)
    check_families(draft, draft.keys)
    check_indices(draft, draft.keys)


def place(draft: Draft, *path: str | int) -> Place:
    return draft.study.place(*path)


def check_doubles(draft: Draft, keys: StudyKeys) -> None:
    check_unique(draft, mark("wave"), "waves", "id", [wave.id for wave in keys.waves])
    check_unique(draft, mark("domain"), "domains", "id", [domain.id for domain in keys.domains])
    check_unique(draft, mark("weighting"), "weighting", "name", [w.name for w in keys.weighting])
    for at, lang in enumerate(keys.languages):
        if lang in keys.languages[:at]:
            where = place(draft, "languages", at)
            draft.faults.add("STUDY-07", where, what=mark("language"), id=lang)
        elif lang not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            draft.faults.add("STUDY-21", place(draft, "languages", at), lang=lang, known=known)


def check_unique(draft: Draft, what: str, list_: str, key: str, ids: Sequence[str]) -> None:
    for at, id in enumerate(ids):
        if id in ids[:at]:
            draft.faults.add("STUDY-07", place(draft, list_, at, key), what=what, id=id)


def check_waves(draft: Draft, keys: StudyKeys) -> None:
    """Waves in order of their first days, each with the files that its status calls for."""
    before: WaveKeys | None = None
    for at, wave in enumerate(keys.waves):
        path: Path_ = ("waves", at)
        if wave.opens and wave.closes and wave.closes < wave.opens:
            draft.faults.add("STUDY-10", place(draft, *path, "closes"), wave=wave.id)
        if before and before.opens and wave.opens and wave.opens < before.opens:
            facts: dict[str, Any] = {"wave": wave.id, "before": before.id}
            draft.faults.add("STUDY-09", place(draft, *path, "opens"), **facts)
        if wave.opens:
            before = wave
        if wave.status in ("closed", "aggregates") and wave.answers is None:
            facts: dict[str, Any] = {"wave": wave.id, "status": wave.status}
            draft.faults.add("STUDY-11", place(draft, *path), **facts)
        for key, file in (("frame", wave.frame), ("answers", wave.answers)):
            if file is not None and not (draft.folder / file).is_file():
                draft.faults.add("FILE-01", place(draft, *path, key), file=file)


def check_domains(draft: Draft, keys: StudyKeys) -> None:
    variables = draft.variables()
    for at, domain in enumerate(keys.domains):
        path: Path_ = ("domains", at)
        if domain.id == "all":
            draft.faults.add("STUDY-20", place(draft, *path, "id"))
        check_unique_levels(draft, path, domain)
        if domain.cross:
            check_crossing(draft, path, domain, keys.domains)
        elif domain.item is not None:
            check_item_domain(draft, path, domain, domain.item, variables)
        elif not domain.levels:
            draft.faults.add("STUDY-15", place(draft, *path), domain=domain.id)


def check_crossing(
    draft: Draft, path: Path_, domain: DomainKeys, domains: Sequence[DomainKeys]
) -> None:
    """A crossing is of two other domains or more, whose levels exclude each other."""
    variables = draft.variables()
    plain = {one.id: one for one in domains if not one.cross}
    known = ", ".join(plain)
    if len(set(domain.cross)) < 2 or domain.item or domain.column:
        draft.faults.add("STUDY-23", place(draft, *path), domain=domain.id)
    for at, name in enumerate(domain.cross):
        where = place(draft, *path, "cross", at)
        if name not in plain:
            draft.faults.add("STUDY-24", where, domain=domain.id, name=name, known=known)
            continue
        variable = variables.get(plain[name].item or "")
        if variable and set(plain[name].levels) & variable.groups.keys():
            draft.faults.add("STUDY-25", where, domain=domain.id, name=name)
    crossed = [levels_in(plain[name], variables) for name in domain.cross if name in plain]
    known = [*map("/".join, product(*crossed))]
    for at, level in enumerate(domain.levels if len(crossed) == len(domain.cross) else ()):
        if level not in known:
            facts: dict[str, Any] = {"domain": domain.id, "level": level}
            facts |= {"item": " × ".join(domain.cross), "known": ", ".join(known)}
            draft.faults.add("STUDY-14", place(draft, *path, "levels", at), **facts)


def levels_in(domain: DomainKeys, variables: dict[str, Variable]) -> Sequence[str]:
    """A domain's levels as declared, or those of its item."""
    item = variables.get(domain.item or "")
    return domain.levels or (item.levels if item else ())


def check_unique_levels(draft: Draft, path: Path_, domain: DomainKeys) -> None:
    for at, level in enumerate(domain.levels):
        if level in domain.levels[:at]:
            where = place(draft, *path, "levels", at)
            draft.faults.add("STUDY-07", where, what=mark("level"), id=level)
        if "/" in level and not domain.cross:
            where = place(draft, *path, "levels", at)
            draft.faults.add("STUDY-23", where, domain=domain.id)


def check_item_domain(
    draft: Draft, path: Path_, domain: DomainKeys, item: str, variables: dict[str, Variable]
) -> None:
    """A domain that is an item: the item exists, has levels, and has these."""
    where = place(draft, *path, "item")
    variable = variables.get(item)
    if variable is None:
        whole = any(found.item.id == item for found in draft.items)
        if whole:
            draft.faults.add("STUDY-13", where, item=item)
        elif draft.items and item.partition(".")[0] not in draft.lost:
            facts: dict[str, Any] = {
                "domain": domain.id,
                "item": item,
                "hint": hint(item, list(variables)),
            }
            draft.faults.add("STUDY-12", where, **facts)
    elif not variable.levels:
        draft.faults.add("STUDY-13", where, item=item)
    else:
        known = [*variable.levels, *variable.groups]
        for at, level in enumerate(domain.levels):
            if level not in known:
                facts: dict[str, Any] = {"domain": domain.id, "level": level, "item": item}
                where = place(draft, *path, "levels", at)
                draft.faults.add("STUDY-14", where, **facts, known=", ".join(known))


def frame_domains(keys: StudyKeys) -> dict[str, list[str]]:
    """The domains that are columns of the frame, with their levels."""
    own = (domain for domain in keys.domains if domain.item is None and not domain.cross)
    return {domain.id: domain.levels for domain in own}


def check_weighting(draft: Draft, keys: StudyKeys) -> None:
    """Strata and response groups are domains of the frame; only their levels can be collapsed."""
    frame = frame_domains(keys)
    for at, name in enumerate(keys.strata or ()):
        check_frame_domain(draft, ("strata", at), name, list(frame), mark("the strata"))
    for at, weighting in enumerate(keys.weighting):
        path: Path_ = ("weighting", at)
        for n, name in enumerate(weighting.groups):
            what = mark("the weighting “{weighting}”", weighting=weighting.name)
            check_frame_domain(draft, (*path, "groups", n), name, list(frame), what)
        check_collapse(draft, path, weighting, frame)
        if weighting.method == "groups" and not weighting.groups:
            draft.faults.add("STUDY-17", place(draft, *path), weighting=weighting.name)
        check_margins(draft, path, weighting, keys)
        check_size(draft, path, weighting, keys)


def check_collapse(
    draft: Draft, path: Path_, weighting: WeightingKeys, frame: dict[str, list[str]]
) -> None:
    """Only groups that there are can be collapsed: crossings of levels, or where others went."""
    levels = [frame.get(name, []) for name in weighting.groups]
    if not all(levels):
        return
    known = {*map("/".join, product(*levels)), *weighting.collapse.values()}
    for group in weighting.collapse.keys() - known:
        facts: dict[str, Any] = {"group": group, "hint": hint(group, sorted(known))}
        draft.faults.add("STUDY-22", place(draft, *path, "collapse", group), **facts)


def check_margins(draft: Draft, path: Path_, weighting: WeightingKeys, keys: StudyKeys) -> None:
    """Margins are crossings of frame domains; totals are of waves and margins that there are."""
    frame = list(frame_domains(keys))
    what = mark("the weighting “{weighting}”", weighting=weighting.name)
    for at, margin in enumerate(weighting.margins):
        for part in margin.split("/"):
            check_frame_domain(draft, (*path, "margins", at), part, frame, what)
    if weighting.method in ("rake", "calibrate") and not (weighting.margins or weighting.sums):
        facts: dict[str, Any] = {"weighting": weighting.name, "method": weighting.method}
        draft.faults.add("WEIGHT-14", place(draft, *path), **facts)
    for wave, given in weighting.totals.items():
        where = (*path, "totals", wave)
        check_known(draft, where, wave, [one.id for one in keys.waves])
        for margin in given:
            known = [*weighting.margins, *weighting.sums]
            check_known(draft, (*where, margin), margin, known)


def check_size(draft: Draft, path: Path_, weighting: WeightingKeys, keys: StudyKeys) -> None:
    """A size goes with response groups or plain counts, and is called something in each language.

    Of calibrated weights the residuals are those of units, not of what units hold; an open study
    has no frame that its answers stand for.
    """
    told: dict[str, Any] = {"weighting": weighting.name}
    if weighting.size and (weighting.method in ("rake", "calibrate") or keys.design == "open"):
        draft.faults.add("WEIGHT-24", place(draft, *path, "size"), **told)
    for lang in keys.languages if weighting.size or weighting.of else ():
        if not weighting.size or lang not in weighting.of:
            draft.faults.add("WEIGHT-25", place(draft, *path), lang=lang, **told)
            return


def check_known(draft: Draft, path: Path_, name: str, known: Sequence[str]) -> None:
    if name not in known:
        place_ = place(draft, *path)
        draft.faults.add("WEIGHT-20", place_, name=name, known=", ".join(known) or mark("none"))


def check_frame_domain(
    draft: Draft, path: Path_, name: str, known: Sequence[str], what: str
) -> None:
    if name not in known:
        facts: dict[str, Any] = {
            "name": name,
            "what": what,
            "known": ", ".join(known) or mark("none"),
        }
        draft.faults.add("STUDY-16", place(draft, *path), **facts)


def check_families(draft: Draft, keys: StudyKeys) -> None:
    """A family names items that exist, and an item is in one family."""
    items = [found.item.id for found in draft.items]
    family: dict[str, str] = {}
    for name, members in keys.families.items():
        for at, item in enumerate(members):
            where = place(draft, "families", name, at)
            if item not in items and item not in draft.lost:
                facts: dict[str, Any] = {"family": name, "item": item, "hint": hint(item, items)}
                draft.faults.add("STUDY-18", where, **facts)
            elif family.setdefault(item, name) != name:
                facts: dict[str, Any] = {"item": item, "first": family[item], "second": name}
                draft.faults.add("STUDY-19", where, **facts)
    for found in draft.items:
        own, declared = found.keys.family, family.get(found.item.id)
        if own and declared and own != declared:
            facts: dict[str, Any] = {"item": found.item.id, "first": declared, "second": own}
            draft.faults.add("STUDY-19", draft.place(found, "family"), **facts)


def check_indices(draft: Draft, keys: StudyKeys) -> None:
    """An index has an id of its own, and is made of variables that have points."""
    check_unique(draft, mark("index"), "indices", "id", [index.id for index in keys.indices])
    variables = draft.variables()
    taken = {*variables, *(found.item.id for found in draft.items), *(d.id for d in keys.domains)}
    for at, index in enumerate(keys.indices):
        path: Path_ = ("indices", at)
        if index.id in taken:
            where = place(draft, *path, "id")
            draft.faults.add("STUDY-07", where, what=mark("index"), id=index.id)
        members = check_members(draft, (*path, "items"), index.id, index.items, variables)
        check_members(draft, (*path, "reverse"), index.id, index.reverse, members)
        for variable in members.values():
            check_points(draft, path, index, variable)
        most = len(members)
        if members and (most < 2 or (index.least or 1) > most):
            draft.faults.add("STUDY-27", place(draft, *path), index=index.id, most=most)


def check_members(
    draft: Draft, path: Path_, index: str, names: Sequence[str], variables: dict[str, Variable]
) -> dict[str, Variable]:
    """The variables that the names stand for; STUDY-26 for a name that is none."""
    members: dict[str, Variable] = {}
    for at, name in enumerate(names):
        found = {v.id: v for v in variables.values() if name in (v.id, v.item)}
        if not found and name.partition(".")[0] not in draft.lost:
            facts: dict[str, Any] = {"index": index, "item": name, "hint": hint(name, [*variables])}
            draft.faults.add("STUDY-26", place(draft, *path, at), **facts)
        members |= found
    return members


def check_points(draft: Draft, path: Path_, index: IndexKeys, variable: Variable) -> None:
    """STUDY-28 a member without points: a level has one by `recode` or by the item's scores."""
    scored = any(score is not None for score in variable.scores)
    recoded = bool(index.recode.keys() & {*variable.levels})
    if variable.scale != "number" and not scored and not recoded:
        facts: dict[str, Any] = {"index": index.id, "item": variable.id}
        draft.faults.add("STUDY-28", place(draft, *path), **facts)
