"""What can be estimated. An estimator adds a file here and a line in ESTIMATORS.

An estimator makes a `Score` of answers: columns y over a base, all ratios of two totals or plain
totals; `variance` does the rest, so that a new one cannot have errors of its own making. What is
not made of sums, a quantile or Cronbach's alpha, has its own protocol in its file.
"""

from __future__ import annotations

from collections.abc import Callable

from tempen.estimate.estimators import (
    index,
    mean,
    multiple,
    net,
    quantile,
    ranking,
    ratio,
    share,
    top_box,
    total,
)
from tempen.estimate.score import Score

Estimator = Callable[..., Score]

ESTIMATORS: dict[str, Estimator] = {
    "share": share.score,
    "top_box": top_box.score,
    "net": net.score,
    "mean": mean.score,
    "total": total.score,
    "ratio": ratio.score,
    "index": index.score,
    "multiple": multiple.score,
    "ranking": ranking.score,
}
QUANTILE = quantile.estimate_quantiles  # its own protocol: it inverts a share
ALPHA = index.estimate_alpha  # its own protocol: it is made of variances
