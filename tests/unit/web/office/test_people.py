"""Contacts from a file, merged organisations, and people's own data."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tempen.errors import TempenError
from tests.unit.web.office.field import answer, contact_of
from tests.unit.web.office.signed import sign_in

FILE = """\
enhet;namn;e-post;telefon;språk
k001;Ada Berg;ADA@draksala.example;070-1;svenska
k002;Bo Ek;bo@dimsala.example;;English
k003;;;;
k004;Cy;cy at korpsala;;
k999;Di;di@x.example;;
k001;Ed;ed@draksala.example;;
"""


def read(tmp_path, text):
    from tempen.web.office.contacts import read_contacts
    from tempen.web.respond.fieldwork import current

    path = tmp_path / "contacts.csv"
    path.write_text(text, "utf-8")
    return read_contacts(path, "contacts.csv", current(), ("sv", "en"))


def apply(rows):
    from tempen.web.office import contacts
    from tempen.web.respond.fieldwork import current

    return contacts.apply(current(), rows, timezone.now())


def test_what_a_file_would_do_is_told_row_by_row_before_it_is_done(on_sqlite, tmp_path):
    from tempen.web.respond.models import Contact

    rows = read(tmp_path, FILE)
    assert [(row.row, row.unit, row.verdict) for row in rows] == [
        (2, "k001", "new"),
        (3, "k002", "new"),
        (4, "k003", "no_address"),
        (5, "k004", "bad_address"),
        (6, "k999", "unknown"),
        (7, "k001", "twice"),
    ]
    assert not Contact.objects.exists()
    assert apply(rows)["new"] == 2
    ada = Contact.objects.get(unit__code="k001").person
    assert (ada.name, ada.email, ada.lang) == ("Ada Berg", "ada@draksala.example", "sv")
    assert {row.verdict for row in read(tmp_path, FILE)[:2]} == {"same"}


def test_another_person_takes_the_links_of_the_one_before(on_sqlite, tmp_path):
    from tempen.web.respond.links import make_link
    from tempen.web.respond.models import Contact, Link

    apply(read(tmp_path, FILE))
    make_link(Contact.objects.get(unit__code="k001"))
    later = "unit,email\nk001,eva@draksala.example\nk002,eva@draksala.example\n"
    assert apply(read(tmp_path, later)) == {"replaced": 2}
    assert Link.objects.get().revoked_at is not None
    mine = Contact.objects.filter(removed_at=None)
    assert sorted(c.unit.code for c in mine) == ["k001", "k002"]
    assert mine[0].person == mine[1].person  # one person may answer for several organisations


def test_a_file_without_the_columns_is_told_as_any_file_is(on_sqlite, tmp_path):
    with pytest.raises(TempenError) as found:
        read(tmp_path, "unit;phone\nk001;1\n")
    assert [fault.code for fault in found.value.faults] == ["OFFICE-02"]


def test_a_file_goes_through_the_pages(on_sqlite):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tempen.web.respond.models import Contact

    client = sign_in("assistant")
    file = SimpleUploadedFile("kontakter.csv", FILE.encode("cp1252"))
    assert client.post("/office/contacts/upload/", {"file": file}).status_code == 302
    assert b"New contacts: 2" in client.get("/office/contacts/").content
    client.post("/office/contacts/apply/", {})
    assert Contact.objects.count() == 2
    assert "2 contacts are taken in." in client.get("/office/contacts/").content.decode()
    assert "are taken in." not in client.get("/office/contacts/").content.decode()  # told once


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [("x.exe", 2, "STORE-01"), ("x", 2, "STORE-01"), ("contacts.csv", 5_000_001, "OFFICE-03")],
)
def test_a_file_that_cannot_be_one_of_contacts_is_not_read(on_sqlite, name, size, why):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = sign_in("assistant")
    sent = client.post("/office/contacts/upload/", {"file": SimpleUploadedFile(name, b"M" * size)})
    assert sent.status_code == 400 and why in sent.content.decode()


def test_who_is_replaced_and_whose_language_is_unknown_is_told_before_it_is_done(on_sqlite):
    from django.core.files.uploadedfile import SimpleUploadedFile

    contact_of("k001", "old@draksala.example")
    client, lines = sign_in("assistant"), "unit;email;lang\nk001;new@draksala.example;de\n"
    file = SimpleUploadedFile("contacts.csv", lines.encode())
    page = client.post("/office/contacts/upload/", {"file": file}, follow=True).content.decode()
    assert "Another person than now: 1" in page and "k001: new@draksala.example" in page
    assert "1 row asks for a language that the study does not have" in page


def test_missing_and_doubtful_contacts_are_listed(on_sqlite):
    from tempen.web.office.contacts import without_contact
    from tempen.web.respond.fieldwork import current
    from tempen.web.respond.models import Contact

    contact_of("k001")
    Contact.objects.filter(pk=contact_of("k002").pk).update(doubt="bounced: 550")
    found = set(without_contact(current()).values_list("code", flat=True))
    assert "k001" not in found and {"k002", "k003"} <= found


def test_a_merged_organisation_leaves_the_population_and_its_links_end(on_sqlite):
    from tempen.web.office.contacts import merge
    from tempen.web.respond.links import make_link
    from tempen.web.respond.models import Link, Unit

    make_link(contact_of("k001"))
    answer("k003", {"strategy": "yes"})
    one, two, three = (Unit.objects.get(code=code) for code in ("k001", "k002", "k003"))
    assert merge(one, two, timezone.now()) == ""
    one.refresh_from_db()
    assert (one.disposition, one.merged_into) == ("not_eligible", two)
    assert Link.objects.get().revoked_at is not None
    assert merge(two, one, timezone.now()) == "merged"
    assert merge(three, two, timezone.now()) == "answered"
    assert merge(two, two, timezone.now()) == "itself"


def test_everything_about_one_person_and_nothing_about_others(on_sqlite):
    from tempen.web.respond.models import Person

    ada, bo = contact_of("k001", name="Ada"), contact_of("k002", name="Bo")
    answer("k001", {"strategy": "yes"}, contact=ada)
    answer("k002", {"strategy": "drafting"}, contact=bo)
    client = sign_in("lead")
    told = json.loads(client.get(f"/office/people/{ada.person_id}.json").content)
    assert told["person"]["name"] == "Ada"
    assert [a["value"] for a in told["contacts"][0]["answers"]] == ["yes"]
    assert "Bo" not in json.dumps(told) and "drafting" not in json.dumps(told)
    client.post(f"/office/people/{ada.person_id}/erase/")
    assert Person.objects.get(pk=ada.person_id).email == ""


def test_erasing_a_person_keeps_the_organisations_answers(on_sqlite):
    from tempen.web.office.people import erase_person
    from tempen.web.respond.links import make_link
    from tempen.web.respond.models import Answer, Link, Person

    ada = contact_of("k001", "ada@draksala.example", name="Ada", phone="070-1")
    make_link(ada)
    answer("k001", {"strategy": "yes"}, contact=ada)
    erase_person(ada.person, timezone.now())
    kept = Answer.objects.get()
    assert (kept.value, kept.contact) == ("yes", None)
    assert not Link.objects.exists()
    left = str(Person.objects.values().get())
    assert "Ada" not in left and "draksala" not in left and "070" not in left


def test_people_are_erased_on_the_day_that_the_study_says(on_sqlite):
    """A year after closing, and not a day before."""
    from tempen.web.office.people import erase_due
    from tempen.web.respond.fieldwork import current
    from tempen.web.respond.models import Person

    contact_of("k001", name="Ada")
    fieldwork, now = current(), timezone.now()
    fieldwork.status, fieldwork.closed_at = "closed", now - timedelta(days=364)
    fieldwork.save()
    assert erase_due(fieldwork, now) == 0
    assert erase_due(fieldwork, now + timedelta(days=2)) == 1
    assert erase_due(fieldwork, now + timedelta(days=3)) == 0
    assert Person.objects.get().name == ""
