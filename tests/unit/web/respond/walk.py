"""Somebody who answers, in tests: opens links, fills pages in, follows redirects as a browser."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from django.test import Client

from tempen.web.respond.links import make_link
from tempen.web.respond.models import Contact, Person, Unit

LINE = re.compile(r'name="shown" value="([^"]*)"')


def invite(code: str, name: str = "", email: str = "", **own) -> Contact:
    """A contact of a unit of the frame."""
    unit = Unit.objects.get(code=code)
    person = Person.objects.create(name=name, email=email or f"{code}@example.org")
    return Contact.objects.create(unit=unit, person=person, **own)


class Walker:
    """A browser with one person at it."""

    def __init__(self, lang: str = "en") -> None:
        self.client = Client(headers={"Accept-Language": lang})
        self.contact = 0
        self.html = ""

    def open(self, contact: Contact) -> Walker:
        """Press “Open” on the contact's page of a new link."""
        address = urlsplit(make_link(contact)).path
        self.client.get(address)
        self.response = self.client.post(address)
        self.contact = contact.pk
        return self

    def begin(self) -> Walker:
        self.post("begin")
        return self

    def path(self, tail: str = "") -> str:
        return f"/r/{self.contact}/{tail}"

    def get(self, tail: str = "", **more):
        self.response = self.client.get(self.path(tail), **more)
        self.html = unescape(self.response.content.decode(errors="replace"))
        return self.response

    def post(self, tail: str, data: dict | None = None, **more):
        self.response = self.client.post(self.path(tail), data or {}, **more)
        self.html = unescape(self.response.content.decode(errors="replace"))
        return self.response

    def read(self, section: str) -> str:
        """Look at a section; what it showed, to be sent with its answers."""
        self.get(f"section/{section}/")
        found = LINE.search(self.html)
        assert found, self.html
        return found.group(1)

    def save(self, section: str, shown: str = "", go: str = "next", headers=None, **answers):
        """Send a section in; fields are named without their `q.`, `__` for the dot."""
        shown = shown or self.read(section)
        fields = {f"q.{name.replace('__', '.')}": value for name, value in answers.items()}
        data = {"shown": shown, "go": go, **fields}
        return self.post(f"section/{section}/", data, headers=headers or {})

    def fields(self) -> dict[str, str]:
        """The hidden fields of the page that is shown, as its form would send them."""
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.html)
        return {name: value for name, value in found if name not in ("csrfmiddlewaretoken", "next")}

    def choose(self, section: str, shown: str, choice: dict[str, str], **answers):
        fields = {f"q.{name.replace('__', '.')}": value for name, value in answers.items()}
        data = {"shown": shown, "go": "next", **fields}
        data |= {f"choose.{item}": whose for item, whose in choice.items()}
        return self.post(f"section/{section}/", data)
