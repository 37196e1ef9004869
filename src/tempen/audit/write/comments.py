"""The same Word file with a comment on the words of each finding.

Only the text, its comments and what must name them are written anew; every other part of the
file is copied byte for byte.
"""

from __future__ import annotations

import copy
import io
import posixpath
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from tempen.audit.readers.clean import BLANK, INVISIBLE
from tempen.audit.readers.divide import divide_long
from tempen.audit.readers.limits import Budget
from tempen.audit.readers.package import OFFICE, RELS, Element, Package
from tempen.audit.readers.word import Piece, W, WordCell, WordDraft, read_package
from tempen.audit.write.told import name as name_of
from tempen.locale import speak
from tempen.terms.finding import Audit, Finding, Passage

NAME = "comments"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
KIND = f"{OFFICE}/comments"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
WORD = W[1:-1]
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
AUTHOR = "Tempen"


def write(name: str, data: bytes, audit: Audit, lang: str) -> bytes:
    """The bytes of the commented file.

    data    the file that was audited, unchanged since
    raises  AUDIT-04 the file cannot be read
    """
    if not audit.findings:
        return data
    package = Package(name, data)
    main = package.main()
    document = package.parse(main)
    read_again = divide_long(read_package(package, document, Budget(name)).drafts)
    drafts = [cast(WordDraft, one) for one in read_again if one.text or one.cells]
    comments, part = find_comments(package, main)
    first = next_id(comments)
    cuts = [list(find_cuts(drafts, finding.passage)) for finding in audit.findings]
    runs = divide_runs(cuts)
    for id, (finding, found) in enumerate(zip(audit.findings, cuts, strict=True), first):
        comments.append(comment(id, finding, lang))
        if found:
            enclose(
                runs[found[0].element, found[0].start], runs[found[-1].element, -found[-1].end], id
            )
        else:
            enclose_paragraph(drafts[finding.passage.block].host, id, document)
    changed = {main: to_bytes(document), part: to_bytes(comments)}
    if part not in package.names:
        changed |= name_comments(package, main, part)
    return rewrite(data, changed)


# --- comments ---------------------------------------------------------------------------------


def find_comments(package: Package, main: str) -> tuple[Element, str]:
    """The part that holds the file's comments, or a new one."""
    for kind, target in package.relations(main).values():
        if kind == NAME and target in package.names:
            return package.parse(target), target
    root = etree.Element(f"{W}comments", nsmap={"w": WORD})
    part = posixpath.join(posixpath.dirname(main), "comments.xml")
    while part in package.names:
        part = part.removesuffix(".xml") + "x.xml"
    return root, part


def next_id(comments: Element) -> int:
    ids = [one.get(f"{W}id") or "" for one in comments.iter(f"{W}comment")]
    return max((int(id) for id in ids if id.isdigit()), default=-1) + 1


def comment(id: int, finding: Finding, lang: str) -> Element:
    """A finding as Word shows it in the margin: what it is, why, and what follows instead."""
    say = speak(lang)
    made = etree.Element(f"{W}comment", nsmap={"w": WORD})
    made.set(f"{W}id", str(id))
    made.set(f"{W}author", AUTHOR)
    made.set(f"{W}initials", "T")
    lines = [f"{name_of(finding, say)} {finding.code}", finding.explanation.said(say)]
    if finding.expected:
        told = say("Stated: {stated}. Expected: {expected}.")
        lines.append(told.format(stated=finding.stated, expected=finding.expected))
    for line in lines:
        text = etree.SubElement(etree.SubElement(etree.SubElement(made, f"{W}p"), f"{W}r"), f"{W}t")
        text.text = INVISIBLE.sub("", line)
        text.set(SPACE, "preserve")
    return made


# --- where they stand -------------------------------------------------------------------------


@dataclass(frozen=True)
class Cut:
    """The letters start..end of a text element that a comment is about."""

    element: Element
    start: int
    end: int


Runs = dict[tuple[Element, int], Element]


def find_cuts(drafts: list[WordDraft], passage: Passage) -> Iterator[Cut]:
    """The parts of text elements that a passage came from; none in notes, boxes and charts."""
    for piece in pieces_of(drafts[passage.block], passage):
        letters = origins(piece.element.text or "", piece.spaced)
        low = max(passage.start - piece.start, 0)
        high = min(passage.end - piece.start, len(letters))
        if low < high:
            yield Cut(piece.element, letters[low], letters[high - 1] + 1)


def pieces_of(draft: WordDraft, passage: Passage) -> list[Piece]:
    if passage.row < 0:
        return draft.pieces
    for cell in draft.cells:
        if (cell.row, cell.column) == (passage.row, passage.column):
            return cell.pieces if isinstance(cell, WordCell) else []
    return []


def origins(text: str, spaced: bool) -> list[int]:
    """For each letter that was read of an element's text, where it stands in the element."""
    found: list[int] = []
    for i, letter in enumerate(text):
        if INVISIBLE.match(letter):
            continue
        blank = BLANK.match(letter) is not None
        if not (blank and spaced):
            found.append(i)
        spaced = blank
    return found


def divide_runs(cuts: Iterable[list[Cut]]) -> Runs:
    """Divide runs where comments begin and end.

    returns  {(text element, where a cut starts): the run that begins there} and
             {(text element, minus where it ends): the run that ends there}
    """
    points: dict[Element, set[int]] = {}
    for found in cuts:
        for cut in found:
            points.setdefault(cut.element, set()).update((cut.start, cut.end))
    runs: Runs = {}
    for run in {run_of(element): None for element in points}:
        divide(run, points, runs)
    return runs


def run_of(element: Element) -> Element:
    return next(element.iterancestors(f"{W}r"))


def divide(run: Element, points: dict[Element, set[int]], runs: Runs) -> None:
    """Give every part of a run, and every piece of its cut texts, a run of its own."""
    look = run.find(f"{W}rPr")
    last = run
    for child in [one for one in run if one is not look]:
        if child not in points:
            last = add_run(last, look, child)
            continue
        text = child.text or ""
        edges = sorted({0, len(text), *points[child]})
        for start, end in pairwise(edges):
            piece = etree.Element(f"{W}t")
            piece.text = text[start:end]
            piece.set(SPACE, "preserve")
            last = add_run(last, look, piece)
            runs[child, start] = runs[child, -end] = last
    run.getparent().remove(run)


def add_run(after: Element, look: Element | None, child: Element) -> Element:
    made = etree.Element(f"{W}r")
    if look is not None:
        made.append(copy.deepcopy(look))
    made.append(child)
    after.addnext(made)
    return made


def enclose(first: Element, last: Element, id: int) -> None:
    """Put the marks of a comment before one run and after another."""
    first.addprevious(mark_of("commentRangeStart", id))
    end = mark_of("commentRangeEnd", id)
    last.addnext(end)
    end.addnext(reference(id))


def enclose_paragraph(host: Element | None, id: int, document: Element) -> None:
    """A comment on words outside the text's flow stands at the paragraph they belong to."""
    paragraph = host if host is not None and host.tag == f"{W}p" else None
    if paragraph is None:
        paragraph = next((host if host is not None else document).iter(f"{W}p"), None)
    if paragraph is None:
        return
    look = paragraph.find(f"{W}pPr")
    start = mark_of("commentRangeStart", id)
    if look is None:
        paragraph.insert(0, start)
    else:
        look.addnext(start)
    paragraph.append(mark_of("commentRangeEnd", id))
    paragraph.append(reference(id))


def mark_of(kind: str, id: int) -> Element:
    made = etree.Element(f"{W}{kind}")
    made.set(f"{W}id", str(id))
    return made


def reference(id: int) -> Element:
    run = etree.Element(f"{W}r")
    run.append(mark_of("commentReference", id))
    return run


# --- the file ---------------------------------------------------------------------------------


def name_comments(package: Package, main: str, part: str) -> dict[str, bytes]:
    """The parts that tell of a new part with comments: its type and who refers to it."""
    types = package.parse("[Content_Types].xml")
    made = etree.SubElement(types, f"{TYPES}Override")
    made.set("PartName", f"/{part}")
    made.set("ContentType", TYPE)
    folder, file = posixpath.split(main)
    name = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
    if name in package.names:
        relations = package.parse(name)
    else:
        relations = etree.Element(f"{{{RELS}}}Relationships", nsmap={None: RELS})
    taken = {one.get("Id") for one in relations}
    relation = etree.SubElement(relations, f"{{{RELS}}}Relationship")
    relation.set("Id", next(id for n in range(1, 1_000_000) if (id := f"rIdA{n}") not in taken))
    relation.set("Type", KIND)
    relation.set("Target", posixpath.relpath(part, folder or "."))
    return {"[Content_Types].xml": to_bytes(types), name: to_bytes(relations)}


def to_bytes(root: Element) -> bytes:
    return etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )


def rewrite(data: bytes, changed: dict[str, bytes]) -> bytes:
    """The package with some parts replaced or added; the others as they were."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = changed.pop(info.filename, None)
            new.writestr(info, old.read(info) if content is None else content)
        for name, content in changed.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return out.getvalue()
