"""Contacts from a file: who answers for which unit. What a file would do is shown before it does
it; what cannot be used is listed, row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import Exists, OuterRef

from tempen.errors import Faults, Place
from tempen.store import read_table
from tempen.study.mail import one_line
from tempen.terms.table import Table
from tempen.web.office.post import is_address
from tempen.web.respond.links import revoke_links
from tempen.web.respond.models import Contact, Disposition, Event, Fieldwork, Person, Unit
from tempen.web.transact import at_once

NAMES = {
    "unit": ("unit", "enhet", "id", "kod", "code"),
    "name": ("name", "contact", "namn", "kontakt", "kontaktperson"),
    "email": ("email", "e-mail", "mail", "epost", "e-post", "e-postadress", "mejl"),
    "phone": ("phone", "telephone", "telefon", "tel"),
    "lang": ("lang", "language", "språk"),
}
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
LANGUAGES = {"svenska": "sv", "swedish": "sv", "engelska": "en", "english": "en"}


@dataclass(frozen=True)
class Row:
    """A row of the file.

    lang     one of the study's languages, or "" where the file asks for none of them (`asked`)
    verdict  new, same, changed (the same person under other words), replaced (another person),
             or why it is not used: unknown (no such unit), twice, no_address, bad_address
    """

    row: int
    unit: str
    name: str
    email: str
    phone: str
    lang: str
    verdict: str
    asked: str = ""


USED = ("new", "changed", "replaced")


def read_contacts(path: Path, file: str, fieldwork: Fieldwork, languages: tuple[str, ...]):
    """The rows of a file with what each would do.

    raises  OFFICE-02 a column is missing; and what reading the file raises
    """
    table = read_table(path, file=file)
    columns = find_columns(table)
    units = {u.code: u for u in Unit.objects.filter(fieldwork=fieldwork)}
    main = {
        contact.unit.code: contact
        for contact in main_contacts(fieldwork).select_related("unit", "person")
    }
    cells = {
        key: table.data[column].fill_null("").to_list() if column else [""] * table.data.height
        for key, column in columns.items()
    }
    seen: Counter[str] = Counter()
    rows = []
    for at in range(table.data.height):
        given = {key: one_line(values[at]) for key, values in cells.items()}
        given["email"] = given["email"].lower()
        lang = LANGUAGES.get(given["lang"].lower(), given["lang"].lower()[:2])
        asked, given["lang"] = given["lang"], lang if lang in languages else ""
        seen[given["unit"]] += 1
        verdict = judge(given, units, main, seen)
        rows.append(Row(row=int(table.rows[at]), verdict=verdict, asked=asked, **given))
    return rows


def find_columns(table: Table) -> dict[str, str]:
    """Our names -> the file's columns; "" for one that may be left out and is."""
    there = {column.strip().lower(): column for column in table.data.columns}
    found = {
        key: next((there[name] for name in names if name in there), "")
        for key, names in NAMES.items()
    }
    faults = Faults()
    for key in ("unit", "email"):
        if not found[key]:
            facts = {"column": key, "known": ", ".join(table.data.columns)}
            faults.add("OFFICE-02", Place(table.file, 1), **facts)
    faults.stop()
    return found


def judge(
    given: dict[str, str], units: dict[str, Unit], main: dict[str, Contact], seen: Counter[str]
) -> str:
    if given["unit"] not in units:
        return "unknown"
    if seen[given["unit"]] > 1:
        return "twice"
    if not is_address(given["email"]):
        return "bad_address" if given["email"] else "no_address"
    now = main.get(given["unit"])
    if now is None:
        return "new"
    if str(now.person.email).lower() != given["email"]:
        return "replaced"
    told = [given[key] for key in ("name", "phone", "lang")]
    kept = [now.person.name, now.person.phone, now.person.lang]
    same = all(not new or new == old for new, old in zip(told, kept, strict=True))
    return "same" if same and not now.doubt else "changed"


def main_contacts(fieldwork: Fieldwork):
    return Contact.objects.filter(unit__fieldwork=fieldwork, main=True, removed_at=None)


def apply(fieldwork: Fieldwork, rows: list[Row], at: datetime) -> Counter[str]:
    """Do what the rows say; how many of each verdict."""
    done: Counter[str] = Counter()
    with at_once():
        units = {u.code: u for u in Unit.objects.filter(fieldwork=fieldwork)}
        for row in rows:
            done[row.verdict] += 1
            if row.verdict in USED and row.unit in units:
                set_contact(units[row.unit], asdict(row), at)
    return done


def set_contact(unit: Unit, given: dict[str, str], at: datetime) -> Contact:
    """The unit's main contact from now on; the one before loses their links.

    Whoever already answers for another unit of the wave is the same person.
    """
    email = given["email"].strip().lower()
    with at_once():
        others = Contact.objects.filter(unit=unit, main=True, removed_at=None)
        for old in others.exclude(person__email__iexact=email).select_related("person"):
            remove_contact(old, at)
        people = Person.objects.filter(email=email, contacts__unit__fieldwork_id=unit.fieldwork_id)
        person = people.first() or Person(email=email)
        for key in ("name", "phone", "lang"):
            if given.get(key):
                setattr(person, key, one_line(given[key])[:200])
        person.save()
        contact, _ = Contact.objects.update_or_create(
            unit=unit, person=person, defaults={"main": True, "removed_at": None, "doubt": ""}
        )
        Unit.objects.filter(pk=unit.pk, disposition=Disposition.UNREACHED).update(
            disposition=Disposition.NOT_STARTED, disposition_at=at
        )
        log_contact(contact, "contact_set", at)
    return contact


def remove_contact(contact: Contact, at: datetime) -> None:
    revoke_links(contact, at)
    Contact.objects.filter(pk=contact.pk).update(removed_at=at)
    log_contact(contact, "contact_removed", at)


def log_contact(contact: Contact, kind: str, at: datetime) -> None:
    unit = contact.unit
    Event.objects.create(
        fieldwork_id=unit.fieldwork_id, unit=unit, contact=contact, kind=kind, at=at
    )


def without_contact(fieldwork: Fieldwork):
    """Units still to be asked that nobody can be written to for: missing and doubtful contacts."""
    good = Contact.objects.filter(unit=OuterRef("pk"), main=True, removed_at=None, doubt="")
    states = (Disposition.NOT_STARTED, Disposition.STARTED, Disposition.UNREACHED)
    asked = Unit.objects.filter(fieldwork=fieldwork, disposition__in=states)
    return asked.exclude(Exists(good.exclude(person__email="")))


def merge(unit: Unit, into: Unit, at: datetime) -> str:
    """A unit that another has taken over during fieldwork leaves the target population; "" when it
    is done, else why not: itself, merged (one of them already is), answered.

    Its contacts lose their links; the other unit's contact answers for both.
    """
    from tempen.web.respond.models import Response

    if unit.pk == into.pk or unit.fieldwork_id != into.fieldwork_id:
        return "itself"
    if unit.merged_into_id or into.merged_into_id:
        return "merged"
    if Response.objects.filter(unit=unit, status=Response.SUBMITTED).exists():
        return "answered"
    with at_once():
        for contact in Contact.objects.filter(unit=unit, removed_at=None).select_related("unit"):
            remove_contact(contact, at)
        Unit.objects.filter(pk=unit.pk).update(
            merged_into=into,
            disposition=Disposition.NOT_ELIGIBLE,
            disposition_at=at,
            disposition_note=f"merged into {into.code}",
        )
        facts = {"into": into.code}
        Event.objects.create(
            fieldwork_id=unit.fieldwork_id, unit=unit, kind="merged", at=at, facts=facts
        )
    return ""
