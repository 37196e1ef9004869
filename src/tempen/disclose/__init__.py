"""Disclosure control: what may not leave the house, whatever its precision."""

from tempen.disclose.release import release

__all__ = ["release"]
