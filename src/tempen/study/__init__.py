"""Study folders: read, checked and resolved; texts and routing."""

from tempen.study.load import check, load

__all__ = ["check", "load"]
