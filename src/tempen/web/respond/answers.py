"""Answers kept: each save is one transaction that reads what stands, merges, and adds revisions.

What `save_page` returns has been committed: it may be told as saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tempen.collect import (
    Clash,
    Held,
    Page,
    Problem,
    Questionnaire,
    accept,
    find_blanks,
    merge,
    reached_items,
)
from tempen.items.forms import PREFIX, Posted, Value, one
from tempen.web.respond.models import (
    Answer,
    Disposition,
    Event,
    Fieldwork,
    LastAnswer,
    Response,
    Unit,
)
from tempen.web.respond.visits import Seat
from tempen.web.transact import at_once

SHOWN = "shown"  # the field that says which items a page showed, each at which revision
CHOOSE = "choose."  # + item: whose answer holds, mine or theirs
BEGAN = "began."  # + item in conflict: the revision that mine was written on, until it is chosen
CLEAR = "clear"  # the item whose answer is taken away
KEEP = "keep."  # + item: last wave's answer is still right


@dataclass(frozen=True)
class Kept:
    """The answers of a response as they stand, and every revision of them.

    by  item -> who gave the last revision, and when
    """

    held: Mapping[str, Held] = field(default_factory=dict)
    revisions: Mapping[tuple[str, int], Value] = field(default_factory=dict)
    by: Mapping[str, tuple[int | None, datetime]] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Value]:
        return {item: held.value for item, held in self.held.items() if held.value is not None}


def load_answers(response: Response | None) -> Kept:
    """Every revision of a response, in one query."""
    if response is None:
        return Kept()
    rows = Answer.objects.filter(response=response).values_list(
        "item", "revision", "value", "contact_id", "at"
    )
    held: dict[str, Held] = {}
    revisions: dict[tuple[str, int], Value] = {}
    by: dict[str, tuple[int | None, datetime]] = {}
    for item, revision, value, contact, at in rows:
        revisions[item, revision] = value
        if item not in held or held[item].revision < revision:
            held[item] = Held(value, revision)
            by[item] = (contact, at)
    return Kept(held, revisions, by)


def load_last(unit: Unit, items: Iterable[str]) -> dict[str, tuple[str, Value]]:
    """Item -> wave and value of the last wave's answer, of the items that may start with it."""
    wanted = list(items)
    if not wanted:
        return {}
    rows = LastAnswer.objects.filter(unit=unit, item__in=wanted)
    return {item: (wave, value) for item, wave, value in rows.values_list("item", "wave", "value")}


@dataclass(frozen=True)
class Saved:
    """What became of a page that was sent in.

    refused  the response was sent in or the wave closed meanwhile: nothing was kept
    kept     the answers as they stand after it
    agreed   items that stand as they were sent: a page that goes on has read this revision of
             them; of others it still has the one that it showed
    more     items of the page that these answers lead to and that were not shown
    """

    refused: bool = False
    problems: Mapping[str, Problem] = field(default_factory=dict)
    clashes: Mapping[str, Clash] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)
    agreed: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


def read_shown(posted: Posted) -> dict[str, int]:
    """Item -> revision, of what the page showed."""
    pairs = (part.rpartition(":") for part in one(posted, SHOWN).split()[:500])
    return {item: int(number) for item, _, number in pairs if item and number.isdecimal()}


def read_chosen(posted: Posted, shown: Iterable[str]) -> dict[str, str]:
    """Item -> mine or theirs, of the conflicts that were chosen in."""
    named = ((item, one(posted, CHOOSE + item)) for item in shown)
    return {item: whose for item, whose in named if whose in ("mine", "theirs")}


def read_began(posted: Posted, shown: Mapping[str, int], chosen: Iterable[str]) -> dict[str, int]:
    """Item -> the revision that an answer was written on. A conflict that nobody has chosen in is
    one still, however often its page is sent: to have been shown it decides nothing."""
    began = {item: one(posted, BEGAN + item) for item in shown if item not in chosen}
    older = {item: int(number) for item, number in began.items() if number.isdecimal()}
    return {item: min(number, older.get(item, number)) for item, number in shown.items()}


def cleared(posted: Posted, item: str) -> Posted:
    """What was sent without one item's answer."""
    own = (f"{PREFIX}{item}", KEEP + item, CHOOSE + item)
    inside = f"{PREFIX}{item}."
    return {k: v for k, v in posted.items() if k not in own and not k.startswith(inside)}


def save_page(
    seat: Seat, questionnaire: Questionnaire, page: Page, posted: Posted, at: datetime
) -> Saved:
    """Keep what a page sent in. Answers with a problem or a conflict wait; the others are kept."""
    shown = read_shown(posted)
    if clear := one(posted, CLEAR):
        posted = cleared(posted, clear)
    accepted = accept(questionnaire, page, posted, shown)
    confirmed = confirm(seat, posted, accepted.values)
    sent = {**accepted.values, **confirmed}
    with at_once():
        if not touch(seat, page, at):
            return Saved(refused=True)
        kept = load_answers(seat.response)
        chosen = read_chosen(posted, shown)
        began = read_began(posted, shown, chosen)
        read = {item: read_at(kept, item, number) for item, number in began.items()}
        sent = {item: v for item, v in sent.items() if chosen.get(item) != "theirs"}
        merged = merge(sent, read, kept.held)
        add_revisions(seat, merged.store, kept, chosen, confirmed, at)
    now = follow(kept, merged.store, seat, at)
    reached = reached_items(questionnaire, now.values)
    more = tuple(item for item in page.ids if item in reached and item not in shown)
    agreed = tuple(item for item, v in sent.items() if now.held.get(item, Held()).value == v)
    return Saved(False, accepted.problems, merged.clashes, now, agreed, more)


def confirm(seat: Seat, posted: Posted, values: Mapping[str, Value]) -> dict[str, Value]:
    """Last wave's answers that were confirmed and not answered anew."""
    ticked = [item for item, value in values.items() if value is None and KEEP + item in posted]
    return {item: value for item, (_, value) in load_last(seat.unit, ticked).items()}


def touch(seat: Seat, page: Page, at: datetime) -> bool:
    """Take the response's row, if it is still open: savers of one response come one by one."""
    response = seat.response
    if response is None or not seat.open:
        return False
    return still_open(response).update(saved_at=at, page=page.section) == 1


def still_open(response: Response):
    """The response's row, if it may be written: asked inside the transaction, so that whoever
    closes the wave meanwhile has every answer that was acknowledged."""
    return Response.objects.filter(
        pk=response.pk, status=Response.OPEN, unit__fieldwork__status=Fieldwork.OPEN
    )


def read_at(kept: Kept, item: str, revision: int) -> Held:
    """What a page was made with; of a revision that is not there yet, what stands now."""
    revision = min(revision, kept.held.get(item, Held()).revision)
    return Held(kept.revisions.get((item, revision)), revision)


def add_revisions(
    seat: Seat,
    store: Mapping[str, Value],
    kept: Kept,
    chosen: Mapping[str, str],
    confirmed: Mapping[str, Value],
    at: datetime,
) -> None:
    """One insert for the whole page."""
    Answer.objects.bulk_create(
        Answer(
            response=seat.response,
            item=item,
            revision=kept.held.get(item, Held()).revision + 1,
            value=value,
            how="resolved" if item in chosen else "confirmed" if item in confirmed else "entered",
            contact_id=seat.contact.pk,
            at=at,
        )
        for item, value in store.items()
    )


def follow(kept: Kept, store: Mapping[str, Value], seat: Seat, at: datetime) -> Kept:
    """The answers after a save, without reading them again."""
    held, by = dict(kept.held), dict(kept.by)
    for item, value in store.items():
        held[item] = Held(value, kept.held.get(item, Held()).revision + 1)
        by[item] = (seat.contact.pk, at)
    return Kept(held, kept.revisions, by)


# --- the response as a whole ----------------------------------------------------------------


def start(seat: Seat, version: int | None, lang: str, at: datetime) -> Response:
    """The response of the unit, made at its first start."""
    with at_once():
        found, made = Response.objects.get_or_create(
            unit=seat.unit, defaults={"version_id": version, "lang": lang, "started_at": at}
        )
        if made:
            settle(seat.unit, Disposition.STARTED, at, "")
            log(seat, "started", at)
    return found


def submit(seat: Seat, questionnaire: Questionnaire, lang: str, at: datetime) -> bool:
    """Send the response in; false where a required item is blank. A second time does nothing."""
    response = seat.response
    if response is None:
        return False
    with at_once():
        mine = still_open(response)
        if not mine.update(saved_at=at):
            return True
        blanks = find_blanks(questionnaire, load_answers(response).values)
        if any(blank.required for blank in blanks):
            return False
        mine.update(
            status=Response.SUBMITTED, submitted_at=at, submitted_by=seat.contact, lang=lang
        )
        settle(seat.unit, Disposition.COMPLETE, at, "")
        log(seat, "submitted", at)
    return True


def decline(seat: Seat, disposition: Disposition, why: str, at: datetime) -> None:
    """The unit will not answer, or is not one that the survey is about."""
    with at_once():
        settle(seat.unit, disposition, at, why)
        log(seat, disposition.value, at)


def take_back(seat: Seat, at: datetime) -> None:
    """Somebody declined, and answers all the same."""
    started = seat.response is not None
    with at_once():
        back = Disposition.STARTED if started else Disposition.NOT_STARTED
        settle(seat.unit, back, at, "")
        log(seat, "taken_back", at)


def settle(unit: Unit, disposition: Disposition, at: datetime, note: str) -> None:
    Unit.objects.filter(pk=unit.pk).update(
        disposition=disposition, disposition_at=at, disposition_note=note
    )


def log(seat: Seat, kind: str, at: datetime) -> None:
    Event.objects.create(
        fieldwork_id=seat.unit.fieldwork_id, unit=seat.unit, contact=seat.contact, kind=kind, at=at
    )
