"""From the link to the receipt, as one person walks it; on SQLite and on PostgreSQL."""

from __future__ import annotations

import re

import pytest

from tests.unit.web.respond.walk import Walker, invite

FULL = {
    "direction": {"strategy": "yes", "owner": "it", "budget": "1 200"},
    "services": {"projects": "several", "services": ["school", "care"], "maturity": "high"},
    "effects": {f"benefit__{row}": "some" for row in ("residents", "quality", "staff", "costs")},
    "obstacles": {"obstacles": ["law", "time"], "priority__people": "1", "priority__data": "2"},
    "collaboration": {
        "collaboration__public": "high",
        "collaboration__companies": "not_applicable",
        "platform": "yes",
    },
    "respondent": {"role": "head", "comment": "<script>alert(1)</script>"},
}


def answer_all(walker: Walker) -> None:
    walker.save("direction", strategy="yes", go="stay")
    for section, answers in FULL.items():
        walker.save(section, **answers)
        assert walker.response.status_code == 303, walker.html


def test_from_link_to_receipt(on_each_database):
    walker = Walker().open(invite("k001", "Anna"))
    assert walker.response.headers["Location"] == walker.path()
    assert "Draksala kommun" in walker.get().content.decode()
    walker.begin()
    assert walker.response.headers["Location"] == walker.path("section/direction/")
    answer_all(walker)
    assert walker.response.headers["Location"] == walker.path("review/")
    walker.get("review/")
    assert "Every question is answered." in walker.html
    walker.post("send")
    walker.get("receipt/")
    assert "Your answers are sent in" in walker.html
    assert re.search(r"Sent in \d+ \w+ 20\d\d \d\d:\d\d by Anna\.", walker.html)
    assert "1,200 thousand crowns" in walker.html.replace("\u00a0", " ")
    assert b"<script>alert(1)" not in walker.response.content


def test_what_is_stored_is_what_a_file_would_hold(on_each_database):
    from tempen.web.respond.models import Answer, Unit

    walker = Walker().open(invite("k001")).begin()
    answer_all(walker)
    stored = dict(Answer.objects.order_by("revision").values_list("item", "value"))
    assert stored["services"] == "school care"
    assert stored["priority"] == "people data"
    assert stored["benefit"] == dict.fromkeys(("residents", "quality", "staff", "costs"), "some")
    assert stored["budget"] == "1200"
    assert Unit.objects.get(code="k001").disposition == "started"
    walker.post("send")
    assert Unit.objects.get(code="k001").disposition == "complete"


def test_a_get_changes_nothing(on_sqlite):
    """Mail programs fetch links before people do."""
    from urllib.parse import urlsplit

    from django.test import Client

    from tempen.web.respond.links import make_link
    from tempen.web.respond.models import Grant, Link, Visit

    address = urlsplit(make_link(invite("k001"))).path
    for _ in range(3):
        assert Client().get(address).status_code == 200
    assert (Visit.objects.count(), Grant.objects.count()) == (0, 0)
    assert Link.objects.get().used_at is None


def test_a_hidden_question_is_shown_when_an_answer_leads_to_it(on_sqlite):
    walker = Walker().open(invite("k001")).begin()
    assert "owner" not in walker.read("direction")
    walker.save("direction", strategy="yes", budget="5")
    assert walker.response.headers["Location"].endswith("section/direction/?more=1#q-owner")
    assert "owner:0" in walker.read("direction")
    walker.save("direction", strategy="yes", owner="it", budget="5")
    assert walker.response.headers["Location"].endswith("section/services/")


def test_a_fault_stands_beside_its_question_and_on_top_and_the_rest_is_saved(on_sqlite):
    from tempen.web.respond.models import Answer

    walker = Walker().open(invite("k001")).begin()
    walker.save("direction", strategy="no", budget="plenty")
    assert walker.response.status_code == 422
    assert walker.html.count("Write a number with digits, such as 12.") == 2
    assert 'value="plenty"' in walker.html and 'aria-invalid="true"' in walker.html
    assert list(Answer.objects.values_list("item", "value")) == [("strategy", "no")]


def test_a_save_by_the_script_tells_what_it_could_not_keep(on_sqlite):
    from tempen.web.respond.models import Answer

    walker = Walker().open(invite("k001")).begin()
    page = {"strategy": "no", "budget": "plenty", "headers": {"X-Autosave": "1"}}
    told = walker.save("direction", **page).json()
    assert told["waiting"] == {"budget": "Write a number with digits, such as 12."}
    assert told["told"].endswith("1 answer is not saved: see above.")
    assert list(Answer.objects.values_list("item", "value")) == [("strategy", "no")]
    told = walker.save("direction", **page | {"budget": "12"}).json()
    assert told["waiting"] == {} and "not saved" not in told["told"]


def test_an_answer_that_was_given_can_be_taken_away(on_each_database):
    """A radio button cannot be unticked: a button beside it takes the answer away, and says so in
    the answers' history; what else the page holds is saved."""
    from tempen.web.respond.models import Answer

    walker = Walker().open(invite("k001")).begin()
    walker.save("direction", strategy="no")
    page = {"q.strategy": "no", "q.budget": "5", "clear": "strategy"}
    walker.post("section/direction/", page | {"shown": walker.read("direction")})
    assert walker.response.headers["Location"].endswith("section/direction/#q-strategy")
    history = Answer.objects.order_by("item", "revision").values_list("item", "value")
    assert list(history) == [("budget", "5"), ("strategy", "no"), ("strategy", None)]
    walker.save("effects", **FULL["effects"])
    page = {f"q.benefit.{row}": "some" for row in ("residents", "quality", "staff", "costs")}
    page |= {"clear": "benefit", "shown": walker.read("effects")}
    walker.post("section/effects/", page)
    assert Answer.objects.filter(item="benefit").order_by("revision").last().value is None


def test_saving_twice_and_going_back_add_nothing(on_sqlite):
    from tempen.web.respond.models import Answer

    walker = Walker().open(invite("k001")).begin()
    shown = walker.read("direction")
    for _ in range(3):  # double click, back button and again
        walker.save("direction", shown, strategy="no")
        assert walker.response.status_code == 303
    assert Answer.objects.count() == 1


def test_sending_twice_gives_one_receipt(on_sqlite):
    from tempen.web.respond.models import Event

    walker = Walker().open(invite("k001")).begin()
    for _ in range(2):
        walker.post("send")
        assert walker.response.headers["Location"].endswith("/receipt/")
    assert Event.objects.filter(kind="submitted").count() == 1


def test_after_sending_in_a_page_is_refused_and_says_so(on_sqlite):
    walker = Walker().open(invite("k001")).begin()
    shown = walker.read("direction")
    walker.post("send")
    walker.save("direction", shown, strategy="no")
    assert walker.response.status_code == 409
    assert "This page was not saved" in walker.html
    assert "This is what you wrote" in walker.html  # nobody has to remember it


def test_an_answer_may_be_taken_away_again(on_sqlite):
    from tempen.web.respond.models import Answer

    walker = Walker().open(invite("k001")).begin()
    walker.save("direction", strategy="no", budget="7")
    walker.save("direction", strategy="no", budget="")
    held = Answer.objects.filter(item="budget").order_by("revision").values_list("value", flat=True)
    assert list(held) == ["7", None]


def test_the_script_saves_without_leaving_the_page(on_sqlite):
    walker = Walker().open(invite("k001")).begin()
    shown = walker.read("direction")
    told = walker.save("direction", shown, strategy="yes", headers={"X-Autosave": "1"}).json()
    assert told["told"].startswith("Saved at")
    assert told["shown"] == {"strategy": 1, "budget": 0}
    assert "owner" in told["reached"]


@pytest.mark.parametrize(
    ("what", "disposition"), [("declined", "declined"), ("not_ours", "not_eligible")]
)
def test_declining_is_an_outcome_and_may_be_taken_back(on_sqlite, what, disposition):
    from tempen.web.respond.models import Unit

    walker = Walker().open(invite("k001"))
    walker.post("decline/", {"what": what, "why": "No time"})
    unit = Unit.objects.get(code="k001")
    assert (unit.disposition, unit.disposition_note) == (disposition, "No time")
    walker.begin()
    assert Unit.objects.get(code="k001").disposition in ("started", "not_started")


def test_one_person_answers_for_two_organisations(on_sqlite):
    walker = Walker().open(invite("k001", email="it@example.org"))
    first = walker.contact
    walker.open(invite("k002", email="it@example.org"))
    home = walker.client.get("/").content.decode()
    assert "Draksala kommun" in home and "Dimsala kommun" in home
    assert walker.client.get(f"/r/{first}/").status_code == 200


def test_both_languages_are_whole(on_sqlite):
    walker = Walker("sv").open(invite("k001")).begin()
    walker.read("direction")
    assert "Har er organisation en strategi" in walker.html or "strategi" in walker.html
    walker.client.post("/language/", {"lang": "en", "next": walker.path()})
    walker.read("direction")
    assert "Does your organisation have a strategy" in walker.html
    assert '<html lang="en">' in walker.html


def test_the_pages_begin_in_the_language_of_the_letter(on_sqlite):
    contact = invite("k001")
    contact.person.lang = "sv"
    contact.person.save()
    walker = Walker("en").open(contact)
    walker.get()
    assert '<html lang="sv">' in walker.html


def test_a_service_that_fails_keeps_what_was_sent_on_its_page(on_sqlite):
    from unittest import mock

    from django.db import OperationalError

    from tempen.web.respond import answers
    from tempen.web.respond.models import Answer

    walker = Walker().open(invite("k001")).begin()
    shown = walker.read("direction")
    walker.client.raise_request_exception = False
    with mock.patch.object(answers, "load_answers", side_effect=OperationalError("disk full")):
        walker.save("direction", shown, strategy="no")
    assert walker.response.status_code == 500
    assert 'name="q.strategy" value="no"' in walker.html and "Send it again" in walker.html
    assert Answer.objects.count() == 0


def test_papers_are_tagged_pdfs(on_sqlite):
    walker = Walker().open(invite("k001")).begin()
    for tail in ("questionnaire.pdf", "receipt.pdf"):
        if tail.startswith("receipt"):
            walker.post("send")
        walker.get(tail)
        assert walker.response.headers["Content-Type"] == "application/pdf"
        assert walker.response.content.startswith(b"%PDF")
        assert b"pdfuaid" in walker.response.content


def test_a_page_that_arrives_as_the_wave_closes_is_refused_and_says_so(on_each_database):
    """The seat was found before the closing, the save comes after it."""
    from unittest import mock

    from tempen.web.respond import pages
    from tempen.web.respond.models import Answer, Fieldwork
    from tempen.web.respond.visits import find_seat

    def find_and_close(request, contact):
        seat = find_seat(request, contact)
        Fieldwork.objects.update(status=Fieldwork.CLOSED)
        return seat

    walker = Walker().open(invite("k001")).begin()
    shown = walker.read("direction")
    with mock.patch.object(pages, "find_seat", find_and_close):
        walker.save("direction", shown, strategy="no")
    assert walker.response.status_code == 409
    assert Answer.objects.count() == 0


def test_a_page_says_when_its_answers_were_saved(on_each_database):
    walker = Walker().open(invite("k001")).begin()
    walker.save("direction", strategy="no")
    walker.read("services")
    assert "Saved " in walker.html


def test_choosing_the_language_in_mid_page_keeps_what_was_typed(on_each_database):
    walker = Walker().open(invite("k001")).begin()
    walker.save("direction", strategy="drafting", go="lang:sv")
    assert walker.response.headers["Location"] == walker.path("section/direction/")
    walker.get("section/direction/")
    assert 'lang="sv"' in walker.html and "Spara och fortsätt" in walker.html
    assert re.search(r'value="drafting"[^>]* checked', walker.html)
    walker.save("direction", budget="many", go="lang:en")  # what is wrong is said in English
    assert walker.response.status_code == 422 and "1 answer needs you" in walker.html
    assert 'value="many"' in walker.html
