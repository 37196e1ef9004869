"""Numbers that Word itself counts: of headings, appendices and lists.

Word's numbers must equal the document's. So this counts along as Word will; where the given
number is not the next one, a list of its own begins there, and where no list could give it
(“1 b”), the number is written as text.
"""

from __future__ import annotations

import re

from docx.document import Document as Word

from tempen.report.write.docx.elements import Element, name, w
from tempen.report.write.docx.styles import Styles

LEVELS = 3
NUMBER = re.compile(r"(?P<first>[1-9]\d*|[A-Z])(?P<rest>(\.[1-9]\d*)*)")
INDENTS = (680, 794, 964)  # twips: room for “1”, “1.1”, “1.1.1”


class Numbering:
    """The lists of one document: at first one for chapters and one for appendices."""

    def __init__(self, word: Word, styles: Styles) -> None:
        self.styles = styles
        self.root: Element = word.part.numbering_part.element
        self.next_abstract = 1 + max(self._ids("w:abstractNum", "w:abstractNumId"), default=0)
        self.next_list = 1 + max(self._ids("w:num", "w:numId"), default=0)
        self.lists: dict[bool, int] = {}  # is it lettered: the list that goes on
        self.counts: dict[int, list[int]] = {}  # list: the last number of each level
        self.starts: dict[int, list[int]] = {}  # list: the first number of each level
        self.lists[False] = self._add_heading_list([1, 1, 1], lettered=False, linked=True)
        self._link_styles(self.lists[False])
        self.bullets = self._add_bullets()
        self.ordered = self._add_abstract([ordered_level(i) for i in range(LEVELS)])

    def _ids(self, tag: str, attribute: str) -> list[int]:
        return [int(one.get(name(attribute))) for one in self.root.findall(name(tag))]

    def number_heading(self, number: str, level: int) -> tuple[Element | None, bool]:
        """numPr for a heading, and whether its number must be written as text.

        None leaves the numbering to the heading's style.
        """
        parts = read_number(number)
        if not number or parts is None or len(parts) != level or level > LEVELS:
            return properties(0, 0), bool(number)
        lettered = number[0].isalpha()
        going_on = self.lists.get(lettered)
        if going_on is None or not self._count(going_on, parts):
            going_on = self._add_heading_list(parts, lettered)
            self.lists[lettered] = going_on
            self.counts[going_on] = parts
        by_style = going_on == self.first_list
        return (None if by_style else properties(level - 1, going_on)), False

    def _count(self, of: int, parts: list[int]) -> bool:
        """Count one heading as Word will; True if that gives the wanted number."""
        last = self.counts[of]
        above, level = parts[:-1], len(parts)
        following = last[level - 1] + 1 if len(last) >= level else self.starts[of][level - 1]
        fits = last[: level - 1] == above and parts[-1] == following
        if fits:
            self.counts[of] = parts
        return fits

    def begin_list(self, ordered: bool) -> int:
        """The list for a run of entries; a numbered one begins at 1 each time."""
        if not ordered:
            return self.bullets
        restarts = (
            w("lvlOverride", w("startOverride", val=1), ilvl=level) for level in range(LEVELS)
        )
        return self._add_list(self.ordered, *restarts)

    def _add_heading_list(self, start: list[int], lettered: bool, linked: bool = False) -> int:
        starts = [*start, 1, 1, 1][:LEVELS]
        styles = [self.styles[f"heading {i + 1}"] if linked else None for i in range(LEVELS)]
        levels = [heading_level(i, starts[i], lettered, styles[i]) for i in range(LEVELS)]
        number = self._add_list(self._add_abstract(levels))
        self.counts[number], self.starts[number] = [], starts
        if linked:
            self.first_list = number
        return number

    def _link_styles(self, number: int) -> None:
        """A heading style counts by itself, so that a reader's new headings are numbered too."""
        for level in range(LEVELS):
            style = self.styles.element(f"heading {level + 1}")
            style_properties = style.get_or_add_pPr()  # pyright: ignore[reportAttributeAccessIssue]
            for old in style_properties.findall(name("w:numPr")):
                style_properties.remove(old)
            style_properties._insert_numPr(properties(level, number))

    def _add_bullets(self) -> int:
        return self._add_list(self._add_abstract([bullet_level(i) for i in range(LEVELS)]))

    def _add_abstract(self, levels: list[Element]) -> int:
        number = self.next_abstract
        self.next_abstract += 1
        kind = w("multiLevelType", val="multilevel")
        abstract = w("abstractNum", kind, *levels, abstractNumId=number)
        lists = self.root.findall(name("w:num"))  # which the schema wants after all of these
        lists[0].addprevious(abstract) if lists else self.root.append(abstract)
        return number

    def _add_list(self, abstract: int, *overrides: Element) -> int:
        number = self.next_list
        self.next_list += 1
        one = w("num", w("abstractNumId", val=abstract), *overrides, numId=number)
        lists = self.root.findall(name("w:num"))
        lists[-1].addnext(one) if lists else self.root.append(one)
        return number


def properties(level: int, number: int) -> Element:
    return w("numPr", w("ilvl", val=level), w("numId", val=number))


def read_number(number: str) -> list[int] | None:
    """[1, 2] for “1.2” and for “A.2”; None for what no list can count."""
    match = NUMBER.fullmatch(number)
    if match is None:
        return None
    first = match["first"]
    head = int(first) if first.isdigit() else ord(first) - ord("A") + 1
    return [head, *(int(part) for part in match["rest"].split(".") if part)]


def heading_level(level: int, start: int, lettered: bool, style: str | None) -> Element:
    indent = INDENTS[level]
    return w(
        "lvl",
        w("start", val=start),
        w("numFmt", val="upperLetter" if lettered and level == 0 else "decimal"),
        w("pStyle", val=style) if style else None,
        w("lvlText", val=".".join(f"%{i + 1}" for i in range(level + 1))),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=indent, hanging=indent)),
        ilvl=level,
    )


def ordered_level(level: int) -> Element:
    kind = ("decimal", "lowerLetter", "lowerRoman")[level]
    return list_level(level, kind, f"%{level + 1}.")


def bullet_level(level: int) -> Element:
    return list_level(level, "bullet", "•–•"[level])


def list_level(level: int, kind: str, text: str) -> Element:
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=kind),
        w("lvlText", val=text),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=list_indent(level), hanging=340)),
        ilvl=level,
    )


def list_indent(level: int) -> int:
    return 340 * (level + 1)
