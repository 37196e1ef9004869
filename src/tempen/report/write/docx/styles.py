"""The styles of a report. A customer's template keeps its own; only missing ones are added.

Styles that a template adds to take their fonts from the template's Normal: no style here names
a font, and sizes follow from the roles. Names are Word's English ones, which a Word in any
language translates; ids are looked up, since a Swedish Word writes “Rubrik1” for “heading 1”.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document as Word
from docx.oxml.parser import parse_xml

from tempen.report import palette
from tempen.report.write.docx.elements import SPACES, Element, name, w

LOCALES = {"sv": "sv-SE", "en": "en-GB"}


def hue(colour: str) -> str:
    return colour.removeprefix("#")


INK, SOFT, ACCENT = hue(palette.INK), hue(palette.SOFT), hue(palette.ACCENT)
RULE, CAUTION = hue(palette.RULE), hue(palette.CAUTION)


@dataclass(frozen=True)
class Style:
    """A style to be added where it is missing: properties as WordprocessingML, in its order."""

    name: str
    paragraph: str = ""
    run: str = ""
    based: str = "Normal"
    next: str = ""
    kind: str = "paragraph"
    rest: str = ""  # tblPr and tblStylePr of a table style
    priority: int = 99


def size(points: float) -> str:
    return f'<w:sz w:val="{round(2 * points)}"/><w:szCs w:val="{round(2 * points)}"/>'


def space(before: float, after: float, line: float = 0) -> str:
    """Space before and after in points; line spacing as a multiple."""
    lines = f' w:line="{round(240 * line)}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{round(20 * before)}" w:after="{round(20 * after)}"{lines}/>'


def colour(value: str) -> str:
    return f'<w:color w:val="{value}"/>'


BOLD = "<w:b/><w:bCs/>"
KEEP = "<w:keepNext/><w:keepLines/>"
EDGE = "{tabs}" + space(0, 0, 1)  # of a header or footer: one tab, to the right edge


def outline(level: int) -> str:
    return f'<w:outlineLvl w:val="{level}"/>'


def bar(value: str, side: str = "left", eighths: int = 18, gap: int = 10) -> str:
    """A bar beside a paragraph, so many eighths of a point thick, `gap` points away."""
    line = f'w:val="single" w:sz="{eighths}" w:space="{gap}" w:color="{value}"'
    return f"<w:pBdr><w:{side} {line}/></w:pBdr>"


def contents_line(left: int, hanging: int, before: float, bold: bool = False) -> tuple[str, str]:
    """A line of the contents: room for the number, the text, and the page at the right edge."""
    tabs = (
        f'<w:tabs><w:tab w:val="left" w:pos="{left + hanging}"/>'
        '<w:tab w:val="right" w:leader="dot" w:pos="{width}"/></w:tabs>'
    )
    indent = f'<w:ind w:left="{left + hanging}" w:hanging="{hanging}"/>'
    return tabs + space(before, 2) + indent, BOLD if bold else ""


TABLE_LOOK = f"""<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblBorders>
<w:top w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/></w:tblBorders>
<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>
<w:bottom w:w="40" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr>{BOLD}</w:rPr><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders></w:tcPr>
</w:tblStylePr>
<w:tblStylePr w:type="lastRow"><w:rPr>{BOLD}</w:rPr><w:tcPr><w:tcBorders>
<w:top w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders></w:tcPr>
</w:tblStylePr>"""

NORMAL_TABLE = """<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>
<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>
<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>"""

STYLES = (
    Style("Normal", space(0, 6, 1.25), size(10.5) + colour(INK), based="", priority=0),
    Style("Default Paragraph Font", based="", kind="character", priority=1),
    Style("Normal Table", based="", kind="table", rest=NORMAL_TABLE),
    Style("No List", based="", kind="numbering"),
    Style("Body Text", space(0, 8), priority=1),
    Style("Lead", space(0, 10), size(13) + colour(ACCENT), next="Body Text", priority=2),
    Style("Small", space(0, 4), size(9) + colour(SOFT), priority=3),
    Style(
        "Title",
        bar(ACCENT, "top", 48, 20) + space(170, 10, 1.05),
        BOLD + colour(ACCENT) + size(34),
        next="Subtitle",
    ),
    Style("Subtitle", space(0, 18, 1.15), colour(SOFT) + size(17), next="Body Text"),
    Style("Cover", space(0, 3), colour(SOFT) + size(11)),
    Style("Stamp", "<w:keepLines/>" + bar(CAUTION) + space(12, 12), BOLD + colour(CAUTION)),
    Style(
        "heading 1",
        KEEP + space(26, 10, 1.1) + outline(0),
        BOLD + colour(ACCENT) + size(21),
        next="Body Text",
        priority=9,
    ),
    Style(
        "heading 2",
        KEEP + space(20, 6, 1.1) + outline(1),
        BOLD + colour(ACCENT) + size(15),
        next="Body Text",
        priority=9,
    ),
    Style(
        "heading 3",
        KEEP + space(14, 4, 1.1) + outline(2),
        BOLD + colour(ACCENT) + size(12),
        next="Body Text",
        priority=9,
    ),
    Style("TOC Heading", KEEP + space(20, 8), BOLD + colour(ACCENT) + size(17), next="Body Text"),
    Style("toc 1", *contents_line(0, 510, 7, bold=True), priority=39),
    Style("toc 2", *contents_line(510, 624, 0), priority=39),
    Style("toc 3", *contents_line(1134, 794, 0), priority=39),
    Style("table of figures", *contents_line(0, 1247, 0)),
    Style("List Bullet", space(0, 4)),
    Style("List Number", space(0, 4)),
    Style("List Continue", space(0, 4)),
    Style(
        "Quote",
        "<w:keepLines/>" + bar(ACCENT) + space(10, 4) + '<w:ind w:left="340" w:right="340"/>',
        "<w:i/><w:iCs/>" + size(11.5),
        next="Quote source",
    ),
    Style(
        "Quote source",
        "<w:keepLines/>" + bar(ACCENT) + space(0, 12) + '<w:ind w:left="340" w:right="340"/>',
        colour(SOFT) + size(9.5),
        next="Body Text",
    ),
    Style("caption", KEEP + space(14, 5, 1.15), BOLD + size(10.5), next="Body Text"),
    Style("Figure title", based="caption", next="Figure"),
    Style("Table title", based="caption", next="Body Text"),
    Style("Figure", "<w:keepNext/>" + space(0, 2, 1)),
    Style("Note", "<w:keepLines/>" + space(4, 16, 1.15), size(8.5) + colour(SOFT)),
    Style("Table text", space(0, 0, 1.08), size(9)),
    Style("Box title", "<w:keepNext/>" + space(4, 4), BOLD),
    Style("Key figure", "<w:keepNext/>" + space(4, 0, 1), BOLD + colour(ACCENT) + size(26)),
    Style("Key figure label", space(0, 4, 1.1), size(9.5)),
    Style("Spacer", space(0, 0, 0.5), size(8)),
    Style("header", EDGE, colour(SOFT) + size(8.5)),
    Style("footer", EDGE, colour(SOFT) + size(8.5)),
    Style("footnote text", space(0, 2, 1.1), size(8.5)),
    Style(
        "footnote reference",
        run='<w:vertAlign w:val="superscript"/>',
        based="Default Paragraph Font",
        kind="character",
    ),
    Style(
        "Hyperlink",
        run=colour(ACCENT) + '<w:u w:val="single"/>',
        based="Default Paragraph Font",
        kind="character",
    ),
    Style(
        "Mark",
        run=BOLD + colour(CAUTION) + size(8.5),
        based="Default Paragraph Font",
        kind="character",
    ),
    Style("Report table", based="Normal Table", kind="table", rest=TABLE_LOOK),
)
DEFAULT = ("Normal", "Default Paragraph Font", "Normal Table", "No List")


class Styles:
    """Style ids by name (in any case), after those that the file lacks were added."""

    def __init__(self, word: Word, text_width: int) -> None:
        self.root: Element = word.styles.element
        self.ids = {style_name(style).lower(): style_id(style) for style in self._all()}
        self.own = [style.name for style in STYLES if style.name.lower() not in self.ids]
        for style in STYLES:
            if style.name in self.own:
                self._add(style, text_width)

    def __getitem__(self, name: str) -> str:
        return self.ids[name.lower()]

    def element(self, name: str) -> Element:
        return next(style for style in self._all() if style_id(style) == self[name])

    def _all(self) -> list[Element]:
        return self.root.findall(name("w:style"))

    def _add(self, style: Style, text_width: int) -> None:
        taken = set(self.ids.values())
        id = "".join(word[:1].upper() + word[1:] for word in style.name.split())
        id = id if id not in taken else f"Report{id}"
        self.ids[style.name.lower()] = id
        self.root.append(make_style(style, id, self.ids, text_width))


def style_name(style: Element) -> str:
    found = style.find(name("w:name"))
    return "" if found is None else found.get(name("w:val"), "")


def style_id(style: Element) -> str:
    return style.get(name("w:styleId"), "")


def make_style(style: Style, id: str, ids: dict[str, str], text_width: int) -> Element:
    default = 1 if style.name in DEFAULT else None
    following = ids.get(style.next.lower())
    element = w(
        "style",
        w("name", val=style.name),
        w("basedOn", val=ids[style.based.lower()]) if style.based else None,
        w("next", val=following) if following else None,
        w("uiPriority", val=style.priority),
        w("qFormat") if style.kind == "paragraph" else None,
        type=style.kind,
        default=default,
        customStyle=1 if style.name[:1].isupper() and style.name not in BUILT_IN else None,
        styleId=id,
    )
    for tag, xml in (("pPr", style.paragraph), ("rPr", style.run), ("", style.rest)):
        for part in parse_parts(xml, tag, text_width):
            element.append(part)
    return element


BUILT_IN = {
    *DEFAULT,
    *("Body Text", "Title", "Subtitle", "TOC Heading", "List Bullet", "List Number"),
    *("List Continue", "Quote", "Hyperlink"),
}


def parse_parts(xml: str, tag: str, text_width: int) -> list[Element]:
    """The XML of a part of a style, in an element `tag` unless that is ""."""
    if not xml:
        return []
    middle = f'<w:tabs><w:tab w:val="right" w:pos="{text_width}"/></w:tabs>'
    filled = xml.replace("{width}", str(text_width)).replace("{tabs}", middle)
    inner = f"<w:{tag}>{filled}</w:{tag}>" if tag else filled
    parts = list(parse_xml(f'<w:styles xmlns:w="{SPACES["w"]}">{inner}</w:styles>'))
    for part in parts if tag == "rPr" else []:
        part[:] = sorted(part, key=lambda one: RUN_ORDER.index(one.tag))
    return parts


RUN_TAGS = ("b", "bCs", "i", "iCs", "color", "sz", "szCs", "u", "vertAlign")
RUN_ORDER = [name(f"w:{tag}") for tag in RUN_TAGS]


def clear_styles(word: Word) -> None:
    """Begin with no styles but the defaults: for a report without a template."""
    root: Element = word.styles.element
    for child in list(root):
        root.remove(child)
    fonts = w(
        "rFonts",
        asciiTheme="minorHAnsi",
        eastAsiaTheme="minorEastAsia",
        hAnsiTheme="minorHAnsi",
        cstheme="minorBidi",
    )
    root.append(w("docDefaults", w("rPrDefault", w("rPr", fonts)), w("pPrDefault")))


def set_language(word: Word, lang: str) -> None:
    """The language of the whole text: Word hyphenates, spells and reads aloud by it."""
    root: Element = word.styles.element
    defaults = root.find(name("w:docDefaults"))
    if defaults is None:
        defaults = w("docDefaults", w("rPrDefault", w("rPr")))
        root.insert(0, defaults)
    for properties in defaults.iter(name("w:rPr")):
        for old in properties.findall(name("w:lang")):
            properties.remove(old)
        properties.append(w("lang", val=LOCALES.get(lang, lang), eastAsia="en-US", bidi="ar-SA"))
    normal = next((s for s in root.findall(name("w:style")) if style_name(s) == "Normal"), None)
    for old in [] if normal is None else list(normal.iter(name("w:lang"))):
        old.getparent().remove(old)
