"""A demonstration's organisations answer: what they give, a respondent could have given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest


def test_made_up_answers_are_answers_that_a_page_accepts(on_sqlite):
    from tempen.collect import reached_items
    from tempen.web.office.make_believe import make_up
    from tempen.web.office.versions import fits
    from tempen.web.study import served

    questionnaire = served().questionnaire
    made = make_up(questionnaire, 40, np.random.default_rng(7))
    for values in made:
        assert set(values) <= reached_items(questionnaire, values)
        for id, value in values.items():
            item = questionnaire.items[id]
            assert fits(item, item.waves["2028"], value), (id, value)
    given = {id for values in made for id in values}
    assert given >= {"strategy", "services", "benefit", "priority", "platform", "budget"}


@pytest.mark.parametrize("demo", [True, False])
def test_nobody_answers_for_anybody_outside_a_demonstration(on_sqlite, monkeypatch, demo):
    from django.conf import settings

    from tempen.web.office.make_believe import let_answer
    from tempen.web.respond.fieldwork import current
    from tempen.web.respond.models import Response, Unit

    monkeypatch.setattr(settings, "TEMPEN", replace(settings.TEMPEN, demo=demo))
    fieldwork = current()
    fieldwork.demo = True
    assert let_answer(fieldwork, 5) == (5 if demo else 0)
    assert Response.objects.count() == Unit.objects.filter(disposition="complete").count()
    assert Response.objects.count() == (5 if demo else 0)
