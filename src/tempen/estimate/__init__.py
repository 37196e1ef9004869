"""Estimates: shares, means, changes, differences and associations with their errors."""

from tempen.estimate.design import Design, Overlap, overlap
from tempen.estimate.engines import ENGINES, find_engine
from tempen.estimate.estimate import estimate_all
from tempen.estimate.estimates import Estimates
from tempen.estimate.estimators import ESTIMATORS
from tempen.estimate.intervals import INTERVALS
from tempen.estimate.multiplicity import ADJUSTMENTS, benjamini_hochberg, holm
from tempen.estimate.printed import least_base

__all__ = [
    "ADJUSTMENTS",
    "ENGINES",
    "ESTIMATORS",
    "INTERVALS",
    "Design",
    "Estimates",
    "Overlap",
    "benjamini_hochberg",
    "estimate_all",
    "find_engine",
    "holm",
    "least_base",
    "overlap",
]
