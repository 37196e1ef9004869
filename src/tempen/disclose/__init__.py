"""Disclosure control: what may not leave the house, whatever its precision."""

from tempen.disclose.release import release
from tempen.disclose.withheld import count_withheld

__all__ = ["count_withheld", "release"]
