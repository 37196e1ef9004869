"""Last wave's answers as a start: of facts alone, confirmed one by one, and recorded as such."""

from __future__ import annotations

from tests.unit.web.respond.walk import Walker, invite


def last_of(code: str) -> dict:
    from tempen.web.respond.models import LastAnswer

    return dict(LastAnswer.objects.filter(unit__code=code).values_list("item", "value"))


def test_only_facts_that_the_last_wave_asked_are_offered(on_sqlite):
    from tempen.web.respond.models import LastAnswer

    assert set(LastAnswer.objects.values_list("item", flat=True)) == {"strategy", "owner"}
    assert set(LastAnswer.objects.values_list("wave", flat=True)) == {"2025"}


def someone() -> str:
    """A unit that said in 2025 that it had a strategy."""
    from tempen.web.respond.models import LastAnswer

    found = LastAnswer.objects.filter(item="strategy", value="yes").order_by("unit__code")
    return found.values_list("unit__code", flat=True)[0]


def test_nothing_is_answered_until_it_is_confirmed(on_sqlite):
    from tempen.web.respond.models import Answer

    walker = Walker().open(invite(someone())).begin()
    walker.save("direction", budget="4")
    assert (
        "In 2025 your organisation answered:"
        in walker.client.get(walker.path("section/direction/")).content.decode()
    )
    assert list(Answer.objects.values_list("item", flat=True)) == ["budget"]


def test_a_confirmed_answer_is_recorded_as_confirmed(on_sqlite):
    from tempen.web.respond.models import Answer

    walker = Walker().open(invite(someone())).begin()
    shown = walker.read("direction")
    walker.post("section/direction/", {"shown": shown, "go": "next", "keep.strategy": "1"})
    assert list(Answer.objects.values_list("item", "value", "how")) == [
        ("strategy", "yes", "confirmed")
    ]


def test_a_new_answer_goes_before_the_old_one(on_sqlite):
    from tempen.web.respond.models import Answer

    walker = Walker().open(invite(someone())).begin()
    shown = walker.read("direction")
    data = {"shown": shown, "go": "next", "keep.strategy": "1", "q.strategy": "no"}
    walker.post("section/direction/", data)
    assert list(Answer.objects.values_list("value", "how")) == [("no", "entered")]
