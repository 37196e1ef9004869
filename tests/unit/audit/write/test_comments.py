"""Word comments on exact words; all else is as it was."""

from __future__ import annotations

import io
import zipfile

import docx

from tempen.audit import read
from tempen.audit.write.comments import W, write
from tests.unit.audit.readers.made import add_xml, make_word, part, with_part
from tests.unit.audit.readers.test_word import FOOTNOTES, relate
from tests.unit.audit.write.findings import audit_of, finding_at


def report() -> bytes:
    def fill(document):
        paragraph = document.add_paragraph("Of 250  agen")
        paragraph.add_run("cies, 100 answered").bold = True
        paragraph.add_run(", 45 % or so; 45\u00ad %.")
        add_xml(paragraph, '<w:r><w:footnoteReference w:id="2"/></w:r>')
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ["Sector", "Rate", "Region", "75 %"], strict=True):
            cell.text = text

    return relate(
        with_part(make_word(fill), "word/footnotes.xml", FOOTNOTES),
        "footnotes",
        "footnotes.xml",
        "rIdN",
    )


def commented(data: bytes, *words: str) -> bytes:
    reading = read("a.docx", data)
    return write(
        "a.docx", data, audit_of(reading, *(finding_at(reading, one) for one in words)), "en"
    )


def words_of(data: bytes) -> dict[str, str]:
    """{comment: the words between its marks}."""
    found: dict[str, str] = {}
    open_: set[str] = set()
    body = docx.Document(io.BytesIO(data)).element
    for element in body.iter():
        id = element.get(f"{W}id") or ""
        if element.tag == f"{W}commentRangeStart":
            open_.add(id)
            found[id] = ""
        elif element.tag == f"{W}commentRangeEnd":
            open_.discard(id)
        elif element.tag == f"{W}t":
            for id in open_:
                found[id] += element.text or ""
    assert not open_
    return found


def test_comments_stand_on_the_words_across_runs_and_in_cells():
    data = commented(report(), "agencies, 100", "100 answered, 45", "75 %")
    assert words_of(data) == {"0": "agencies, 100", "1": "100 answered, 45", "2": "75 %"}
    comments = list(docx.Document(io.BytesIO(data)).comments)
    assert [comment.author for comment in comments] == ["Tempen"] * 3
    assert comments[0].text.splitlines()[0] == "Error PART-01"
    assert comments[0].text.splitlines()[-1] == "Stated: agencies, 100. Expected: 45 %."


def test_words_in_a_note_are_commented_at_the_paragraph_it_belongs_to():
    (words,) = words_of(commented(report(), "Counted in May")).values()
    assert words.startswith("Of 250")


def test_everything_else_is_as_it_was():
    data = report()
    done = commented(data, "100 answered")
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(done)) as new:
        changed = {
            name
            for name in new.namelist()
            if name not in old.namelist() or old.read(name) != new.read(name)
        }
    assert changed == {
        "[Content_Types].xml",
        "word/_rels/document.xml.rels",
        "word/comments.xml",
        "word/document.xml",
    }
    before, after = read("a.docx", data), read("a.docx", done)
    assert [block.text.text for block in before.blocks] == [
        block.text.text for block in after.blocks
    ]


def test_comments_of_others_stay_and_nothing_found_changes_nothing():
    first = commented(report(), "250")
    second = commented(first, "75 %")
    assert words_of(second) == {"0": "250", "1": "75 %"}
    assert part(second, "word/_rels/document.xml.rels") == part(
        first, "word/_rels/document.xml.rels"
    )
    assert commented(second) == second
