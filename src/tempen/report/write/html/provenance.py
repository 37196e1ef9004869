"""Where each number comes from, packed for the page.

Thousands of numbers share questions, bases and methods: every text is stored once and the
facts of a number are places in that list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tempen.terms.document import Evidence


class Provenance:
    """The evidence that a page names, numbered in order of appearance."""

    def __init__(self, evidence: Mapping[str, Evidence]) -> None:
        self.evidence = evidence
        self.places: dict[str, int] = {}
        self.texts: dict[str, int] = {}
        self.facts: list[list[int]] = []

    def refer(self, ids: Iterable[str]) -> str:
        """The places of `ids`, as the page's script reads them; "" where nothing is known."""
        known = dict.fromkeys(id for id in ids if id in self.evidence)
        return " ".join(str(self.place(id)) for id in known)

    def place(self, id: str) -> int:
        if id not in self.places:
            self.places[id] = len(self.facts)
            pairs = self.evidence[id].facts
            self.facts.append([self.text(part) for pair in pairs for part in pair])
        return self.places[id]

    def text(self, words: str) -> int:
        return self.texts.setdefault(words, len(self.texts))

    def packed(self) -> dict[str, object]:
        return {"texts": list(self.texts), "facts": self.facts, "places": self.places}
