"""How wide a text is in Inter, and where it breaks: charts are laid out before they are drawn."""

from __future__ import annotations

from tempen.report.fontfile import read_advances

UNKNOWN = 1000  # a letter of another script: rather too wide than clipped


def measure(text: str, size: float, weight: int = 400) -> float:
    """The width of one line of text, in the unit of `size`."""
    advances = read_advances(weight)
    return sum(advances.get(letter, UNKNOWN) for letter in text) * size / 1000


def wrap(text: str, limit: float, size: float, weight: int = 400) -> list[str]:
    """Lines no wider than `limit`, broken between words; a longer word is cut with a hyphen."""
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure(joined, size, weight) <= limit:
            lines[-1] = joined
        else:
            lines.extend(cut(word, limit, size, weight))
    return lines or [""]


def cut(word: str, limit: float, size: float, weight: int = 400) -> list[str]:
    """A word in pieces no wider than `limit`: at its own hyphens and slashes, or anywhere."""
    pieces = []
    while measure(word, size, weight) > limit and len(word) > 2:
        fits = 1
        while measure(word[: fits + 1] + "-", size, weight) <= limit:
            fits += 1
        marks = [i + 1 for i in range(1, fits) if word[i] in "-/–"]
        at = marks[-1] if marks else fits
        pieces.append(word[:at] if marks else word[:at] + "-")
        word = word[at:]
    return [*pieces, word]
