"""The front page, on both databases."""

from __future__ import annotations


def test_without_a_link_the_front_page_says_where_to_begin(on_each_database):
    from django.test import Client

    page = Client().get("/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "personal link" in page.content.decode()
    assert "script-src 'nonce-" in page.headers["Content-Security-Policy"]


def test_the_frame_of_the_wave_is_in_the_database(on_each_database):
    from tempen.web.respond.models import Unit

    assert Unit.objects.count() == 180
    assert Unit.objects.get(code="k001").cell.startswith("municipality|small|ugglemark")
