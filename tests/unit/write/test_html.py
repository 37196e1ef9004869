"""The web page: its structure, what a hostile text can do in it, and what it may load."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from tempen.report.write import html
from tempen.report.write.html.bundle import load_bundle
from tempen.report.write.html.page import hash_source
from tempen.terms.document import (
    Claim,
    CrossReference,
    Heading,
    Link,
    Number,
    Paragraph,
    Text,
)
from tests.documents import sample

EVIL = "</script><script>alert(1)</script><!-- \u2028 \"'><img src=x onerror=alert(1)>"
VOID = {"meta", "link", "br", "img", "input", "hr", "col"}


class Reader(HTMLParser):
    """Every start tag with its attributes, and the text inside each script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self.unbalanced: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append((given, ""))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            given, before = self.scripts[-1]
            self.scripts[-1] = (given, before + data)

    def every(self, *names: str) -> list[dict[str, str]]:
        return [given for tag, given in self.tags if tag in names]

    def data(self) -> dict:
        return next(json.loads(s) for given, s in self.scripts if given.get("id") == "t-data")


@pytest.fixture(scope="module")
def page() -> str:
    return html.render(sample())


@pytest.fixture(scope="module")
def read(page) -> Reader:
    return Reader(page)


def body(*inlines) -> str:
    """A report of one paragraph."""
    return html.render(replace(sample(), blocks=(Paragraph(inlines),)))


def test_writes_a_file(tmp_path: Path, page):
    html.write(sample(), tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text("utf-8") == page


def test_two_builds_are_the_same_bytes(page):
    assert html.render(sample()) == page


def test_every_element_is_closed(read):
    assert (read.unbalanced, read.open) == ([], [])


def test_ids_are_unique_and_internal_links_arrive(read):
    ids = Counter(given["id"] for _, given in read.tags if "id" in given)
    assert [id for id, n in ids.items() if n > 1] == []
    targets = {given["href"][1:] for given in read.every("a") if given["href"].startswith("#")}
    named = {given.get("aria-labelledby") or given.get("for") for _, given in read.tags}
    assert (targets | named - {None}) - set(ids) == set()


def test_nothing_is_loaded_from_elsewhere(page, read):
    sources = [v for _, given in read.tags for k, v in given.items() if k in ("src", "srcset")]
    links = [given["href"] for given in read.every("link")]
    outside = [given["href"] for given in read.every("a") if not given["href"].startswith("#")]
    assert (sources, links, outside) == ([], ["data:,"], ["https://www.digg.se"])
    assert re.findall(r"url\((?!data:)", page.partition("</style>")[0]) == []


def test_language_title_description_and_headings(page, read):
    assert read.tags[0] == ("html", {"lang": "sv"})
    assert "<title>AI i offentlig sektor</title>" in page
    assert {"name": "description", "content": "Ett dokument med ett av varje."} in read.every(
        "meta"
    )
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_pictures_have_words_and_stand_without_the_script(read):
    charts = [given for given in read.every("div") if given.get("class") == "chart"]
    assert [given["role"] for given in charts] == ["img"] * 4
    assert charts[0]["aria-label"].startswith("Liggande staplar. Ja: 38 %")
    pictures = read.every("svg")
    assert len(pictures) == 8  # each for a wide and for a narrow column
    assert all(given["aria-hidden"] == "true" for given in pictures)


def test_every_header_cell_says_what_it_heads(read):
    scopes = Counter(given.get("scope") for given in read.every("th"))
    assert set(scopes) == {"col", "row", "colgroup", "rowgroup"}
    assert len(read.every("caption")) == len(read.every("table")) == 7


def test_chart_has_a_table_of_each_view(page):
    tables = re.findall(r'<details class="values[^>]*data-view="(\w+)".*?</details>', page)
    assert tables == ["all", "region", "all", "all", "all"]
    first = re.search(r'<details class="values chosen" data-view="all">.*?</details>', page)
    assert first
    assert "32–44\u00a0%" in first[0]  # the interval of 38 %
    assert '<td class="right">224</td>' in first[0]  # the answers
    assert '<td class="right gap">ej tryckt</td>' in first[0]


def test_few_answers_are_marked_in_text(page):
    region = re.search(r'<details class="values" data-view="region">.*?</details>', page)
    assert region
    assert '<span class="unseen"> (få svar)</span>' in region[0]
    assert "Få svar: tolka med försiktighet." in region[0]


def test_every_number_leads_to_its_facts(read):
    data = read.data()
    facts = [data["texts"][place] for place in data["facts"][data["places"]["e1"]]]
    assert facts[:4] == ["Fråga", "Har ni en strategi för ert arbete med AI?", "Svar", "Ja"]
    numbers = [given for given in read.every("span") if given.get("class") == "num"]
    # 3 key figures, 1 in prose, 12 + 8 cells, points of four charts with their views
    assert len(numbers) == 3 + 1 + 12 + 8 + (4 + 4) + 10 + 4 + 9
    assert all(int(given["data-e"]) < len(data["facts"]) for given in numbers)


def test_claim_carries_its_condition_and_no_button_inside(page):
    assert '<span class="claim" data-e="0" data-claim="change">Den har <strong>' in page
    made = body(Claim((Text("ökat till "), Number("38 %", "e1")), (), "change > 0"))
    assert '<span class="claim" data-e="0" data-claim="change &gt; 0">ökat till 38 %</span>' in made


def test_link_inside_a_claim_stays_a_link_beside_it():
    claim = Claim((Text("mer "), CrossReference("figur 1", "t-main"), Text(" än")), ("e1",))
    parts = re.search(r"<p>(<span.*?)</p>", body(claim))
    assert parts and parts[1] == (
        '<span class="claim" data-e="0">mer </span><a class="ref" href="#t-main">figur 1</a>'
        '<span class="claim" data-e="0"> än</span>'
    )


def test_number_without_evidence_is_plain_text():
    assert "<p>38 %</p>" in body(Number("38 %", "no-such"))


def test_footnote_and_its_way_back(page):
    assert 'id="t-ref-1" href="#t-note-1" role="doc-noteref"' in page
    assert 'href="#t-ref-1" role="doc-backlink"' in page


def test_stamp_and_preliminary_stand_first(page):
    assert '<aside class="stamp" aria-label="Rapportens status"><p>Rekonstruerad ur' in page
    made = html.render(replace(sample(""), stamp="Preliminär", preliminary=True))
    assert "<p>Preliminär</p></aside>" in made
    assert "Preliminär · Preliminär" not in made
    assert '<aside class="stamp"' not in html.render(sample(""))


def test_hostile_texts_are_inert():
    document = sample(EVIL)
    evidence = replace(document.evidence["e1"], facts=((EVIL, EVIL),))
    figure = next(b for b in document.blocks if hasattr(b, "chart"))
    chart = replace(figure.chart, alt=EVIL, title=(Text(EVIL),), categories=(EVIL,) * 4)
    hostile = replace(
        document,
        title=EVIL,
        subtitle=EVIL,
        abstract=EVIL,
        publisher=EVIL,
        evidence={"e1": evidence},
        blocks=(
            Heading("h", 1, (Text(EVIL),), EVIL),
            Paragraph((Number(EVIL, "e1"), Claim((Text(EVIL),), (), EVIL))),
            Paragraph((Link((Text("x"),), f"https://example.org/{EVIL}"),)),
            replace(figure, chart=chart),
        ),
    )
    read = Reader(html.render(hostile))
    assert (read.unbalanced, read.open, read.every("img")) == ([], [], [])
    assert sum("type" not in given for given, _ in read.scripts) == 2  # the page's own
    assert read.data()["texts"] == [EVIL]


@pytest.mark.parametrize("url", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x"])
def test_links_that_run_something_are_not_links(url):
    assert "<p>words</p>" in body(Link((Text("words"),), url))


def test_policy_names_each_script_by_its_hash_and_no_eval(page, read):
    policy = next(g["content"] for g in read.every("meta") if "http-equiv" in g)
    assert policy.startswith("default-src 'none';")
    assert "unsafe-eval" not in policy and "connect-src" not in policy
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    run = [script for given, script in read.scripts if "type" not in given]
    run += [script for given, script in read.scripts if given.get("id") == "t-vega"]
    assert len(run) == 3
    assert all(hash_source(script) in policy for script in run)
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert hash_source(style) in policy


def test_only_a_live_page_may_speak_to_its_server(page):
    live = html.render(sample(), live=True)
    assert "connect-src 'self'" in live and "EventSource" in live
    assert "new EventSource" not in page


def test_specifications_of_every_view_are_packed_once(read):
    packed = next(s for given, s in read.scripts if given.get("id") == "t-specs")
    specs = json.loads(gzip.decompress(b64decode(packed)))
    assert list(specs) == ["strategy", "collaboration", "benefit", "knowledge"]
    assert list(specs["strategy"]) == ["all", "region"]
    assert specs["strategy"]["region"]["wide"]["$schema"].startswith("https://vega.github.io")


def test_page_without_charts_ships_no_vega_and_no_italics():
    made = body(Text("Bara ord."))
    assert 'id="t-vega"' not in made and "font-style:italic" not in made
    assert len(made) < 150_000


def test_page_is_small_enough_to_mail(page):
    assert len(page.encode()) < 1_500_000


def test_bundle_is_made_once_and_survives_in_a_script_element():
    bundle = load_bundle()
    assert not re.search(r"</script|<!--|\r", bundle)
    assert load_bundle() is bundle


def test_english_page_speaks_english():
    read = html.render(replace(sample(), lang="en"))
    assert '<html lang="en">' in read
    assert "Skip to the content" in read and "Show as table" in read
    assert "4 May 2026" in read
