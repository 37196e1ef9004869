"""What the data show, ranked: changes, differences, associations and extremes in one scan."""

from tempen.insights.rank import rank_insights

__all__ = ["rank_insights"]
