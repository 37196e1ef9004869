"""Which columns of a frame a study stands on."""

from __future__ import annotations

from tempen.terms.study import Study


def domain_columns(study: Study) -> dict[str, tuple[str, ...]]:
    """Column -> its levels, for the domains that split the frame."""
    return {d.column or d.id: d.levels for d in study.domains if d.source == "frame"}


def stratum_columns(study: Study) -> tuple[str, ...]:
    """The columns that strata and weighting groups are crossings of; none in an open study."""
    if study.design == "open":
        return ()
    used = [w for w in study.weightings if w.adjusted or w.method == "groups"]
    groups = [c for w in used for c in (*w.groups, *w.columns)]
    return tuple(dict.fromkeys([*study.stratum, *groups]))


def required_columns(study: Study) -> tuple[str, ...]:
    sizes = [weighting.size for weighting in study.weightings if weighting.size]
    columns = ["unit", "name", *domain_columns(study), *stratum_columns(study), *sizes]
    return tuple(dict.fromkeys(columns))


def sector_column(study: Study) -> str | None:
    """The column of the first frame domain: what the study calls its sectors."""
    return next(iter(domain_columns(study)), None)
