"""The copy with findings in its margin: whole, escaped, linked both ways, of one file."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from tempen.audit import read
from tempen.audit.write.margin import write
from tests.unit.audit.write.findings import audit_of, finding_at

TEXT = '# A & <b>B</b>\n\nOf `<script>alert(1)</script>` 250 agencies, 45 % answered.\n\n| S | R |\n|---|--:|\n| "x" & y | 75 % |\n'


class Tags(HTMLParser):
    """Checks that what is opened is closed, and keeps ids and links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        for key, value in attrs:
            if key == "id":
                self.ids.append(value)
            if key == "href":
                self.links.append(value)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_words_are_marked_and_linked_to_their_notes():
    reading = read("a<b>.md", TEXT.encode())
    page = write(
        reading, audit_of(reading, finding_at(reading, "45 %"), finding_at(reading, "75 %")), "sv"
    )
    tags = Tags(page)
    assert not tags.open and len(tags.ids) == len(set(tags.ids))
    assert {link[1:] for link in tags.links} <= set(tags.ids)
    assert re.search(
        r'<mark class="error" id="m1">45 %<a href="#n1"><sup>1</sup></a></mark> answered', page
    )
    assert re.search(r'<td><mark class="error" id="m2">75 %', page)
    assert "script" not in tags.names and "a&lt;b&gt;.md" in page
    assert '<html lang="sv">' in page and '<main lang="en">' in page


def test_marks_that_overlap_both_stand():
    reading = read("a.md", b"Of 250 agencies, 100 answered, 45 %.")
    page = write(
        reading,
        audit_of(reading, finding_at(reading, "100 answered, 45 %"), finding_at(reading, "45 %")),
        "en",
    )
    assert not Tags(page).open
    assert page.count("<mark") == 2 and page.count("100 answered, 45 %<a") == 1


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_is_escaped(text):
    reading = read("a.txt", f"Of 250 agencies: {text} 45 %".encode("utf-8", "replace"))
    page = write(reading, audit_of(reading, finding_at(reading, "Of 250")), "en")
    tags = Tags(page)
    assert not tags.open and "script" not in tags.names
