"""The cumulative curve as a picture: this wave's line, last wave's beside it, the target across."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tempen.locale import speak
from tempen.web.office.overview import Curve, Pace
from tempen.web.office.words import say_share

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 14, 34
STEPS = (0.05, 0.1, 0.2, 0.25)


def draw_curve(pace: Pace, target: float | None, lang: str) -> SafeString:
    """An SVG without script or style; what it shows stands in a table beside it."""
    say = speak(lang)
    days = max([7, *(day for day, _, _ in (*pace.now, *pace.before))])
    top = max([0.1, target or 0, *(rate for _, _, rate in (*pace.now, *pace.before))])
    step = next((s for s in STEPS if top / s <= 5), 0.25)
    top = min(1.0, step * -(-top // step))

    def x(day: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * day / days

    def y(rate: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * rate / top

    def line(curve: Curve) -> str:
        return " ".join(f"{x(day):.1f},{y(rate):.1f}" for day, _, rate in curve)

    def grid() -> Iterator[tuple[object, ...]]:
        for n in range(round(top / step) + 1):
            at = y(n * step)
            yield LEFT, f"{at:.1f}", WIDTH - RIGHT, f"{at + 4:.1f}", say_share(n * step, lang)

    rules = format_html_join(
        "",
        '<path d="M{} {}H{}" class="rule"/><text x="40" y="{}" class="tick end">{}</text>',
        grid(),
    )
    weeks = format_html_join(
        "",
        '<text x="{}" y="{}" class="tick mid">{}</text>',
        ((f"{x(day):.1f}", HEIGHT - 12, day) for day in range(0, days + 1, max(7, days // 42 * 7))),
    )
    told = say("Response rate by day of fieldwork: {now} now").format(
        now=say_share(pace.now[-1][2] if pace.now else 0, lang, 1)
    )
    aim = ""
    if target is not None:
        aim = format_html(
            '<path d="M{} {}H{}" class="aim"/>', LEFT, f"{y(target):.1f}", WIDTH - RIGHT
        )
    dot = ""
    if pace.now:
        day, _, rate = pace.now[-1]
        at = f"{x(day):.1f}", f"{y(rate):.1f}"
        dot = format_html('<circle class="end-of-now" cx="{}" cy="{}" r="5"/>', *at)
    return format_html(
        '<svg class="curve" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}'
        '<polyline points="{}" class="before"/><polyline points="{}" class="now"/>{}</svg>',
        WIDTH,
        HEIGHT,
        told,
        rules,
        weeks,
        aim,
        line(pace.before),
        line(pace.now),
        dot,
    )
