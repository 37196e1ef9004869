"""The study that is served: loaded once a process, and again when a file of it is corrected."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tempen.study import load, texts
from tempen.terms.study import Study, Wave


@dataclass(frozen=True)
class Served:
    """A study and the wave whose fieldwork is run."""

    study: Study
    wave: Wave

    def title(self, lang: str) -> str:
        return texts.title(self.study, self.known(lang))

    def stamp(self, lang: str) -> str:
        return texts.stamp(self.study, self.known(lang))

    def publisher(self, lang: str) -> str:
        return texts.publisher(self.study, self.known(lang))

    def text(self, lang: str, key: str, default: str = "") -> str:
        """A text of the study, e.g. `intro`."""
        return self.study.texts[self.known(lang)].get(key, default)

    def known(self, lang: str) -> str:
        return lang if lang in self.study.texts else self.study.languages[0]


@cache
def served() -> Served:
    """The study of this process; `served.cache_clear()` reads it again."""
    from django.conf import settings

    study = load(settings.TEMPEN.study)
    return Served(study, find_wave(study, settings.TEMPEN.wave))


def find_wave(study: Study, wanted: str = "") -> Wave:
    """The wave in the field: the one named, else the open one, else the next planned with a frame.

    raises  WEB-02 there is none
    """
    from tempen.errors import Fault, Place, TempenError

    if wanted:
        found = [wave for wave in study.waves if wave.id == wanted]
    else:
        found = [wave for wave in study.waves if wave.status == "open" and wave.frame]
        found += [wave for wave in study.waves if wave.status == "planned" and wave.frame]
    if not found:
        known = ", ".join(wave.id for wave in study.waves)
        place = Place("study.yaml")
        raise TempenError([Fault("WEB-02", place, {"wave": wanted or "–", "known": known})])
    return found[0]
