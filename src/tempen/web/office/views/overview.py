"""The front page: how the fieldwork stands; each of its tables as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tempen.frame.progress import AAPOR, ALL, CODES, Standing, Tally
from tempen.locale import speak, speak_number
from tempen.study import texts
from tempen.web.office import make_believe
from tempen.web.office import overview as count
from tempen.web.office.access import note, tell
from tempen.web.office.curve import draw_curve
from tempen.web.office.models import Mail, MailState
from tempen.web.office.tables import send_csv
from tempen.web.office.words import say_share
from tempen.web.respond.fieldwork import current
from tempen.web.respond.models import Fieldwork, Unit
from tempen.web.study import served

LISTED = 8
MADE_UP = 60  # organisations that answer at a time in a demonstration


def overview(request: HttpRequest) -> HttpResponse:
    lang, study = request.lang, served().study  # type: ignore[attr-defined]
    fieldwork = current()
    tallies = count.count_cells(fieldwork)
    domains = count.frame_domains(study)
    domain = chosen_domain(request, [one.id for one in domains])
    rows = list(level_rows(tallies, domain, lang)) if domain else []
    pace = count.pace(fieldwork, tallies)
    minutes, timed = count.time_taken(fieldwork)
    uncertain = Mail.objects.filter(fieldwork=fieldwork, state=MailState.UNCERTAIN).count()
    facts = {
        "fieldwork": fieldwork,
        "closes": served().wave.closes,
        "all": rows[-1] if rows else None,
        "rows": rows,
        "domain": domain,
        "domains": [(one.id, texts.domain_label(study, lang, one)) for one in domains],
        "curve": draw_curve(pace, study.fieldwork.target, lang),
        "pace": pace,
        "same_day": say_share(same_day(pace), lang, 1),
        "outcomes": list(outcome_rows(fieldwork, tallies, lang)),
        "stops": [(stop_label(section, lang), n) for section, n in count.stops(fieldwork)],
        "minutes": minutes,
        "timed": timed,
        "calls": call_rows(count.calls(fieldwork, tallies, LISTED), lang),
        "uncertain": uncertain,
        "no_contact": missing_contacts(fieldwork),
        "uninvited": not Mail.objects.filter(fieldwork=fieldwork).exists(),
    }
    return render(request, "office/overview.html", facts)


def let_answer(request: HttpRequest) -> HttpResponse:
    """Demonstration: some of the other organisations answer."""
    if not settings.TEMPEN.demo:
        raise Http404
    units = make_believe.let_answer(current(), MADE_UP)
    note(request, units=units)
    said = speak_number(request.lang)(  # type: ignore[attr-defined]
        "{n} organisation has answered.", "{n} organisations have answered.", units
    )
    tell(request, said.format(n=units))
    return redirect("office:overview")


def missing_contacts(fieldwork: Fieldwork) -> int:
    from tempen.web.office.contacts import without_contact

    return without_contact(fieldwork).count()


def chosen_domain(request: HttpRequest, known: list[str]) -> str:
    wanted = request.GET.get("by", "")
    return wanted if wanted in known else (known[0] if known else "")


def level_rows(tallies: list[Tally], domain: str, lang: str) -> Iterator[dict[str, Any]]:
    for one in count.standings(tallies, domain):
        yield {
            "one": one,
            "label": level_label(domain, one, lang),
            "rate": say_share(one.rate, lang, 1),
            "target": say_share(one.target, lang) if one.target is not None else "",
            "bar": f"{100 * (one.rate or 0):.1f}",
            "mark": f"{100 * one.target:.1f}" if one.target is not None else "",
            "all": one.level == ALL,
        }


def level_label(domain: str, one: Standing, lang: str) -> str:
    if not one.level:
        return speak(lang)("Not stated")
    return texts.domain_level_label(served().study, lang, domain, one.level)


def outcome_rows(
    fieldwork: Fieldwork, tallies: list[Tally], lang: str
) -> Iterator[tuple[str, str, int]]:
    """AAPOR's code, its name, units."""
    say = speak(lang)
    for key, n in count.count_states(fieldwork, tallies).items():
        yield CODES[key], say(AAPOR[key]), n


def same_day(pace: count.Pace) -> float | None:
    """Last wave's rate on the day of fieldwork that this wave has come to."""
    if not pace.now or not pace.before:
        return None
    day = min(pace.now[-1][0], pace.before[-1][0])
    return pace.before[day][2]


def stop_label(section: str, lang: str) -> str:
    if not section:
        return speak(lang)("Before the first page was saved")
    return texts.section_label(served().study, lang, section)


def call_rows(units: list[Unit], lang: str) -> list[dict[str, Any]]:
    return [
        {"unit": unit, "contact": main_contact(unit), "level": levels_of(unit, lang)}
        for unit in units
    ]


def main_contact(unit: Unit):
    mine = [c for c in unit.contacts.all() if c.main and c.removed_at is None]
    return mine[0] if mine else None


def levels_of(unit: Unit, lang: str) -> str:
    study = served().study
    domains = zip(count.frame_domains(study), str(unit.cell).split("|"), strict=False)
    labels = (texts.domain_level_label(study, lang, d, level) for d, level in domains if level)
    return ", ".join(labels)


# --- as files -------------------------------------------------------------------------------


def table(request: HttpRequest, name: str) -> HttpResponse:
    """One of the tables as CSV."""
    if name not in TABLES:
        raise Http404
    lang = request.lang  # type: ignore[attr-defined]
    fieldwork = current()
    head, rows = TABLES[name](request, fieldwork, count.count_cells(fieldwork), lang)
    return send_csv(f"{fieldwork.study}-{fieldwork.wave}-{name}", head, rows, lang)


Rows = tuple[list[str], list[list[object]]]


def rates_table(
    request: HttpRequest, fieldwork: Fieldwork, tallies: list[Tally], lang: str
) -> Rows:
    rows: list[list[object]] = []
    for domain in count.frame_domains(served().study):
        for one in count.standings(tallies, domain.id):
            label = level_label(domain.id, one, lang)
            counts = [one.units, one.eligible, one.answered, one.started, one.declined]
            rows.append([domain.id, one.level, label, *counts, one.rate, one.target, one.short])
    head = ["domain", "level", "label", "units", "eligible", "answered", "started", "declined"]
    return [*head, "rate", "target", "short"], rows


def curve_table(
    request: HttpRequest, fieldwork: Fieldwork, tallies: list[Tally], lang: str
) -> Rows:
    pace = count.pace(fieldwork, tallies)
    waves = [(fieldwork.wave, pace.now), (pace.before_wave, pace.before)]
    return ["wave", "day", "answers", "rate"], [
        [wave, day, n, rate] for wave, curve in waves for day, n, rate in curve
    ]


def dispositions_table(
    request: HttpRequest, fieldwork: Fieldwork, tallies: list[Tally], lang: str
) -> Rows:
    rows = outcome_rows(fieldwork, tallies, lang)
    return ["aapor", "disposition", "units"], [list(row) for row in rows]


def stops_table(
    request: HttpRequest, fieldwork: Fieldwork, tallies: list[Tally], lang: str
) -> Rows:
    rows = [[s, stop_label(s, lang), n] for s, n in count.stops(fieldwork)]
    return ["section", "label", "stopped"], rows


def minutes_table(
    request: HttpRequest, fieldwork: Fieldwork, tallies: list[Tally], lang: str
) -> Rows:
    rows = sorted(count.count_minutes(fieldwork).items())
    return ["minutes", "responses"], [list(row) for row in rows]


def calls_table(
    request: HttpRequest, fieldwork: Fieldwork, tallies: list[Tally], lang: str
) -> Rows:
    """Names and telephone numbers are for those who may see contacts."""
    from tempen.web.office.models import Role, Staff

    staff = request.user
    full = isinstance(staff, Staff) and staff.may(Role.ASSISTANT)
    rows = []
    for row in call_rows(count.calls(fieldwork, tallies, 1000), lang):
        unit, contact = row["unit"], row["contact"]
        person = contact.person if contact and full else None
        who = [person.name, person.phone, person.email] if person else ["", "", ""]
        rows.append([unit.code, unit.name, row["level"], unit.disposition, *who])
    return ["unit", "name", "group", "disposition", "contact", "phone", "email"], rows


TABLES = {
    "rates": rates_table,
    "curve": curve_table,
    "dispositions": dispositions_table,
    "stops": stops_table,
    "minutes": minutes_table,
    "calls": calls_table,
}
