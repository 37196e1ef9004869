"""The study that is served: loaded once a process, and again when a file of it is corrected."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from tempen.collect import Questionnaire, make_questionnaire
from tempen.study import load, texts
from tempen.terms.study import Study, Wave

if TYPE_CHECKING:
    from tempen.web.respond.questions import Painter


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

    @cached_property
    def questionnaire(self) -> Questionnaire:
        return make_questionnaire(self.study, self.wave.id)

    @cached_property
    def painters(self) -> dict[str, Painter]:
        from tempen.web.respond.questions import Painter

        return {lang: Painter(self.questionnaire, lang) for lang in self.study.languages}

    def painter(self, lang: str) -> Painter:
        return self.painters[self.known(lang)]

    def known(self, lang: str) -> str:
        return lang if lang in self.study.texts else self.study.languages[0]


def served() -> Served:
    """The study with the newest version of its questionnaire; a correction that the office has
    adopted is seen within seconds, one that only stands in the folder is not."""
    from tempen.web.office.versions import newest

    here = of_folder()
    digest = newest.find(here.study.id, here.wave.id)
    return of_version(digest) if digest else here


@cache
def of_folder() -> Served:
    """As the study folder has it when the process starts."""
    from django.conf import settings

    study = load(settings.TEMPEN.study)
    return Served(study, find_wave(study, settings.TEMPEN.wave))


@cache
def of_version(digest: str) -> Served:
    from tempen.web.office.versions import load_version
    from tempen.web.respond.models import Version

    here = of_folder()
    versions = Version.objects.filter(fieldwork__study=here.study.id, fieldwork__wave=here.wave.id)
    study = load_version(versions.filter(digest=digest).order_by("-number")[0])
    return Served(study, study.wave(here.wave.id))


def read_again() -> None:
    """Forget what was loaded."""
    from tempen.web.office.versions import newest

    newest.forget()
    of_folder.cache_clear()
    of_version.cache_clear()


def find_wave(study: Study, wanted: str = "") -> Wave:
    """The wave in the field: the one named, else the open one, else the next planned with a frame,
    else the last that was closed.

    raises  WEB-02 there is none
    """
    from tempen.errors import Fault, Place, TempenError

    if wanted:
        found = [wave for wave in study.waves if wave.id == wanted]
    else:
        found = [wave for wave in study.waves if wave.status == "open" and wave.frame]
        found += [wave for wave in study.waves if wave.status == "planned" and wave.frame]
        found += [wave for wave in study.waves[::-1] if wave.status == "closed" and wave.frame]
    if not found:
        known = ", ".join(wave.id for wave in study.waves)
        place = Place("study.yaml")
        raise TempenError([Fault("WEB-02", place, {"wave": wanted or "–", "known": known})])
    return found[0]
