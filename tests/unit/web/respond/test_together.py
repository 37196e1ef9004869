"""Colleagues in one response: invited to sections, never overwriting each other."""

from __future__ import annotations

import re

import pytest

from tests.unit.web.respond.walk import Walker, invite


def pair() -> tuple[Walker, Walker]:
    """Anna, the contact, and Bo, whom she invited to two sections; both at the same answers."""
    anna = Walker().open(invite("k001", "Anna")).begin()
    anna.post(
        "colleagues/",
        {"name": "Bo", "email": "bo@example.org", "sections": ["direction", "effects"]},
    )
    path = re.search(r"/l/[\w-]+", anna.html)
    assert path
    bo = Walker()
    bo.response = bo.client.post(path.group())
    bo.contact = int(bo.response.headers["Location"].split("/")[2])
    return anna, bo


def test_a_colleague_sees_the_sections_of_the_invitation_alone(on_each_database):
    from tempen.web.respond.models import Unit

    anna, bo = pair()
    assert bo.get("section/direction/").status_code == 200
    assert bo.get("section/services/").status_code == 404
    assert bo.get("colleagues/").status_code == 404
    assert bo.post("send").headers["Location"] == bo.path()
    assert bo.post("decline/", {"what": "declined"}).headers["Location"] == bo.path()
    assert Unit.objects.get(code="k001").disposition == "started"
    assert anna.get("section/services/").status_code == 200


def test_a_colleague_reads_the_answers_of_the_invitation_alone(on_sqlite):
    """On the page that is looked through, in the receipt, and in its PDF."""
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")

    def read(page) -> str:
        found = pdfium.PdfDocument(page.content)
        return "".join(one.get_textpage().get_text_range() for one in found)

    anna, bo = pair()
    anna.save("respondent", comment="between us")
    bo.save("effects", benefit__quality="great")
    for walker, seen in ((anna, True), (bo, False)):
        for tail in ("review/", "section/effects/", "paused/", ""):
            assert ("between us" in walker.get(tail).content.decode()) == (
                seen and tail == "review/"
            )
    assert "Is there anything you would like to add?" not in bo.get("review/").content.decode()
    anna.post("send")
    for walker, seen in ((anna, True), (bo, False)):
        page = walker.get("receipt/").content.decode()
        assert "Your answers are sent in" in page and ("between us" in page) == seen
        assert ("between us" in read(walker.get("receipt.pdf"))) == seen


def test_a_colleague_gets_a_mail_of_their_own_and_only_one(on_sqlite):
    from tempen.web.office.models import Mail

    anna, bo = pair()
    again = {"name": "Bo", "email": "bo@example.org", "sections": ["services"]}
    anna.post("colleagues/", again)
    assert [(m.step, m.contact_id) for m in Mail.objects.all()] == [
        (f"colleague-{bo.contact}", bo.contact)
    ]
    assert bo.get("section/services/").status_code == 200  # invited to one part more


def test_nobody_gets_the_link_of_the_contact_or_of_anothers_colleague(on_sqlite):
    """A link is shown to whoever invites: Bo, who has all parts, can have none of Anna's or Eva's."""
    from tempen.web.respond.models import Contact, Link

    contact = invite("k001", "Anna", "anna@example.org")
    anna = Walker().open(contact).begin()
    every = ["direction", "services", "effects", "obstacles", "collaboration", "respondent"]
    anna.post("colleagues/", {"name": "Bo", "email": "bo@example.org", "sections": every})
    bo = Walker()
    found = re.search(r"/l/[\w-]+", anna.html)
    assert found
    bo.response = bo.client.post(found.group())
    bo.contact = int(bo.response.headers["Location"].split("/")[2])
    anna.post("colleagues/", {"name": "Eva", "email": "eva@example.org", "sections": ["effects"]})
    links = Link.objects.count()
    for email in ("ANNA@example.org", "eva@example.org", "bo@example.org"):
        given = {"name": "X", "email": email, "sections": ["effects"]}
        assert bo.post("colleagues/", given).status_code == 422
        assert "answers already" in bo.html and "/l/" not in bo.html
    assert Link.objects.count() == links
    bo.post("colleagues/", {"name": "Ivar", "email": "ivar@example.org", "sections": ["effects"]})
    ivar = Contact.objects.get(person__email="ivar@example.org")
    bo.post(f"colleagues/{contact.pk}/remove")  # Bo cannot put the contact out, nor Anna's Eva
    bo.post(f"colleagues/{ivar.pk - 1}/remove")
    anna.post(f"colleagues/{ivar.pk}/remove")  # the contact can
    gone = Contact.objects.exclude(removed_at=None).values_list("person__name", flat=True)
    assert list(gone) == ["Ivar"]


def test_whoever_was_removed_can_be_invited_anew_and_no_mail_is_promised_twice(
    on_sqlite, monkeypatch
):
    from tempen.web.respond import colleagues

    monkeypatch.setattr(colleagues, "find_transport", lambda config: object())
    anna, bo = pair()
    given = {"name": "Bo", "email": "bo@example.org", "sections": ["services"]}
    assert (
        "A mail with a link is on its way." not in anna.post("colleagues/", given).content.decode()
    )
    anna.post(f"colleagues/{bo.contact}/remove")
    assert bo.get("section/services/").status_code == 403
    anna.post("colleagues/", given)
    path = re.search(r"/l/[\w-]+", anna.html)
    assert path
    bo.client.post(path.group())
    assert bo.get("section/services/").status_code == 200
    assert bo.get("section/direction/").status_code == 404  # not what he had before


def test_answers_to_different_questions_are_both_kept(on_each_database):
    from tempen.web.respond.models import Answer

    anna, bo = pair()
    one, two = anna.read("direction"), bo.read("direction")
    anna.save("direction", one, strategy="no")
    bo.save("direction", two, budget="7")
    assert bo.response.status_code == 303
    assert set(Answer.objects.values_list("item", "value")) == {("strategy", "no"), ("budget", "7")}


def test_a_conflict_shows_both_answers_who_and_when_and_overwrites_nothing(on_each_database):
    from tempen.web.respond.models import Answer

    anna, bo = pair()
    one, two = anna.read("direction"), bo.read("direction")
    anna.save("direction", one, strategy="no")
    bo.save("direction", two, strategy="drafting")
    assert bo.response.status_code == 422
    assert re.search(r"Anna changed this answer at \d\d:\d\d", bo.html)
    assert "Theirs:" in bo.html and "Mine, as it stands below:" in bo.html
    assert list(Answer.objects.values_list("value", flat=True)) == ["no"]


def test_two_windows_of_one_person_are_told_apart_from_a_colleague(on_sqlite):
    anna = Walker().open(invite("k001", "Anna")).begin()
    one = two = anna.read("direction")
    anna.save("direction", one, strategy="no")
    assert anna.save("direction", two, strategy="drafting").status_code == 422
    assert "You changed this answer at" in anna.html and "Anna changed" not in anna.html


def test_a_conflict_is_resolved_by_choice(on_sqlite):
    from tempen.web.respond.models import Answer

    for choice, holds in (("theirs", ["no"]), ("mine", ["no", "drafting"])):
        Answer.objects.all().delete()
        anna, bo = pair()
        one, two = anna.read("direction"), bo.read("direction")
        anna.save("direction", one, strategy="no")
        bo.save("direction", two, strategy="drafting")
        shown = re.search(r'name="shown" value="([^"]*)"', bo.html).group(1)
        bo.choose("direction", shown, {"strategy": choice}, strategy="drafting")
        assert bo.response.status_code == 303
        stored = Answer.objects.order_by("revision").values_list("value", flat=True)
        assert list(stored) == holds


def test_to_send_a_conflict_again_is_not_to_choose(on_sqlite):
    """Neither the button nor the script decides for whoever has not: Anna's answer stands."""
    from tempen.web.respond.models import Answer

    anna, bo = pair()
    one, two = anna.read("direction"), bo.read("direction")
    anna.save("direction", one, strategy="no")
    bo.save("direction", two, strategy="drafting")
    page = bo.fields() | {"q.strategy": "drafting", "q.budget": "7"}
    told = bo.post("section/direction/", page, headers={"X-Autosave": "1"}).json()
    assert told["waiting"] == {"strategy": "Two answers: choose which holds."}
    assert bo.post("section/direction/", page | {"go": "next"}).status_code == 422
    assert set(Answer.objects.values_list("item", "value")) == {("strategy", "no"), ("budget", "7")}
    assert bo.post("section/direction/", page | {"choose.strategy": "mine"}).status_code == 303
    assert Answer.objects.filter(item="strategy").order_by("revision").last().value == "drafting"


def test_a_choice_between_two_answers_is_none_about_a_third(on_sqlite):
    """While Bo chose, Anna changed hers once more: he is asked again."""
    from tempen.web.respond.models import Answer

    anna, bo = pair()
    one, two = anna.read("direction"), bo.read("direction")
    anna.save("direction", one, strategy="no")
    bo.save("direction", two, strategy="drafting")
    page = bo.fields() | {"q.strategy": "drafting", "choose.strategy": "mine"}
    anna.save("direction", strategy="yes")
    assert bo.post("section/direction/", page).status_code == 422
    assert Answer.objects.order_by("revision").last().value == "yes"


def test_rows_of_a_matrix_are_merged(on_sqlite):
    from tempen.web.respond.models import Answer

    anna, bo = pair()
    one, two = anna.read("effects"), bo.read("effects")
    anna.save("effects", one, benefit__quality="some")
    bo.save("effects", two, benefit__costs="none")
    last = Answer.objects.order_by("revision").last()
    assert last.value == {"quality": "some", "costs": "none"}


def test_an_autosave_never_takes_a_colleagues_change_for_its_own(on_sqlite):
    """Bo's open page still shows the old answer; his script saves something else twice."""
    from tempen.web.respond.models import Answer

    anna, bo = pair()
    anna.save("direction", strategy="no")
    shown = bo.read("direction")
    anna.save("direction", strategy="drafting")
    told = bo.save("direction", shown, strategy="no", budget="1", headers={"X-Autosave": "1"})
    revisions = told.json()["shown"]
    again = " ".join(
        f"{item}:{revisions.get(item, old)}"
        for item, old in (pair.split(":") for pair in shown.split())
    )
    bo.save("direction", again, strategy="no", budget="12")
    held = Answer.objects.filter(item="strategy").order_by("revision")
    assert held.last().value == "drafting"


def test_a_colleague_who_was_removed_is_out_and_the_answers_stay(on_sqlite):
    from tempen.web.respond.models import Answer

    anna, bo = pair()
    bo.save("direction", strategy="no")
    anna.post(f"colleagues/{bo.contact}/remove")
    assert bo.get("section/direction/").status_code == 403
    assert Answer.objects.count() == 1
