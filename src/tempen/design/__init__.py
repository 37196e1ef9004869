"""Estimates of any microdata, without a study folder: say how they were sampled, then ask.

    design = tempen.Design(data, strata="sector", weights="w", fpc="N")
    design.share("strategy", by="size")

Every question gives a Polars table; `.to_pandas()` and `.to_arrow()` are Polars' own.
"""

from tempen.design.survey import Design
from tempen.design.trends import trend

__all__ = ["Design", "trend"]
