"""How wide a text is in Inter, and where it breaks: charts are laid out before they are drawn.

Advances were read from the font files; tests/unit/write/test_vega.py measures them again.
"""

from __future__ import annotations

import unicodedata

# thousandths of an em: characters of that width (accented letters count as their base letter)
REGULAR = {
    190: "\u202f\u2009", 240: "ijlı", 262: "I‘’", 280: " \u00a0!,.:·", 300: "';", 325: "`tŧ",
    340: "|", 365: "()/[\\]f‐", 385: "r", 405: "1", 425: "{}", 445: "“”", 465: '"-_', 485: "^",
    505: "*–", 525: "?s", 545: "k", 565: "7Lavyz", 585: "Jce«»ç", 610: "25EFhnouø",
    625: "3689bdgpqð", 645: "#$&04PRSTZ", 670: "+<=>~−€≥≤×±", 690: "AKVXY", 725: "D",
    745: "CGHUÇ", 765: "NOQØ",
    825: "w", 860: "…", 885: "m", 905: "M", 965: "@æ", 985: "%W", 1000: "ÆŒœ—",
}  # fmt: skip
SEMIBOLD = {
    180: "\u202f\u2009", 265: "ijl ı\u00a0", 285: "I", 300: "‘’", 325: "!',.:;·", 365: "`t|ŧ",
    385: "()/[\\]f", 405: "r", 425: "1‐", 465: "-_{}", 490: "^", 505: "–“”", 525: '"', 545: "*?s",
    565: "Lkxz", 585: "7FJacvyç", 605: "Eeoø", 630: "25bdghnpquðß",
    650: "#$3689PS«»", 665: "&04BRTZ", 685: "+<=>~−€≥≤×±", 705: "K",
    725: "ADVXY", 745: "CGHUÇ", 765: "NOØ", 785: "Q", 845: "w",
    885: "m", 925: "Mæ", 965: "…", 1000: "%@œ—", 1020: "WÆŒ",
}  # fmt: skip
UNKNOWN = 700  # a letter of another script: rather too wide than clipped

ADVANCES = {
    weight: {letter: width for width, letters in table.items() for letter in letters}
    for weight, table in ((400, REGULAR), (600, SEMIBOLD))
}


def measure(text: str, size: float, weight: int = 400) -> float:
    """The width of one line of text, in the unit of `size`."""
    advances = ADVANCES[weight]
    total = 0
    for letter in text:
        if letter not in advances:
            letter = unicodedata.normalize("NFD", letter)[0]
        total += advances.get(letter, UNKNOWN)
    return total * size / 1000


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
