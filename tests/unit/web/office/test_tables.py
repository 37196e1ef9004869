"""Tables that are taken away, and pages with what a stranger may have written."""

from __future__ import annotations

from tests.unit.web.office.field import answer, contact_of
from tests.unit.web.office.signed import sign_in


def test_a_cell_that_a_spreadsheet_would_take_for_a_formula_is_made_harmless(on_sqlite):
    contact_of("k001", name="=HYPERLINK(1)", phone="+46 70")
    client = sign_in("assistant")
    text = client.get("/office/contacts/list.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text and "'+46 70" in text


def test_the_tables_add_up_and_readers_see_no_people(on_sqlite):
    contact_of("k003", "secret@draksala.example", name="Ada", phone="070")
    answer("k001", {"strategy": "yes"}, minutes=7)
    answer("k002", {"strategy": "yes"}, sent=False)
    reader = sign_in("reader")

    def table(name):
        page = reader.get(f"/office/tables/{name}.csv")
        lines = page.content.decode("utf-8-sig").split("\r\n")[:-1]
        return [line.split(",") for line in lines]

    rates = {row[1]: row for row in table("rates") if row[0] == "sector"}
    assert rates["all"][3:7] == ["180", "180", "1", "1"]
    assert int(rates["municipality"][3]) == 121
    assert sum(int(row[-1]) for row in table("dispositions")[1:]) == 180
    assert table("stops")[1:] == [["direction", "Direction", "1"]]
    assert table("minutes")[1:] == [["7", "1"]]
    days = [row for row in table("curve")[1:] if row[0] == "2028"]
    assert days[-1][2] == "1"
    assert "secret@" not in str(table("calls"))
    assert "secret@" not in reader.get("/office/").content.decode()


def test_minutes_are_counted_alike_by_both_databases(on_each_database):
    """7 minutes and 59 seconds are seven; who lay over, or whose clock went back, is left out."""
    from datetime import timedelta

    from django.utils import timezone

    from tempen.web.office.overview import count_minutes
    from tempen.web.respond.fieldwork import current
    from tempen.web.respond.models import Response

    now = timezone.now().replace(microsecond=0)
    lengths = {"k001": 479, "k002": 480, "k003": 7 * 60, "k004": 86_400, "k005": -61}
    for code, seconds in lengths.items():
        response = answer(code, {"strategy": "yes"})
        began = now - timedelta(seconds=seconds)
        Response.objects.filter(pk=response.pk).update(started_at=began, submitted_at=now)
    assert count_minutes(current()) == {7: 2, 8: 1}
    assert count_minutes(current(), 500) == {7: 2, 8: 1}


def test_what_people_write_is_text_on_every_page(on_sqlite):
    evil = "<script>alert(1)</script>"
    contact = contact_of("k001", name=evil)
    contact.unit.name = evil
    contact.unit.save()
    client = sign_in("lead")
    client.post(
        f"/office/units/{contact.unit_id}/settle/", {"disposition": "declined", "note": evil}
    )
    for path in (
        "",
        "units/",
        f"units/{contact.unit_id}/",
        "people/?search=script",
        "log/",
        "mail/",
    ):
        page = client.get(f"/office/{path}").content.decode()
        assert "<script>" not in page, path
