"""The plan of fieldwork against the study: mails that can be filled in, targets that exist."""

from __future__ import annotations

from tempen.locale import mark
from tempen.study.check_study import check_frame_domain, frame_domains
from tempen.study.check_texts import flatten
from tempen.study.draft import Draft
from tempen.study.files import StudyKeys
from tempen.study.mail import PIPE, PIPES
from tempen.study.source import Source
from tempen.study.validate import hint


def check_fieldwork(draft: Draft) -> None:
    """STUDY-07 a mail twice; FIELD-01, -02 its texts; FIELD-03 a target of no level."""
    if draft.keys is None:
        return
    check_targets(draft, draft.keys)
    for at, step in enumerate(draft.keys.fieldwork.mail or ()):
        if step.id in [one.id for one in (draft.keys.fieldwork.mail or ())[:at]]:
            place = draft.study.place("fieldwork", "mail", at, "id")
            draft.faults.add("STUDY-07", place, what=mark("mail"), id=step.id)
    for source in draft.texts.values():
        check_mail_texts(draft, source)


def check_mail_texts(draft: Draft, source: Source) -> None:
    """A mail names only what can be filled in, and its body holds the link."""
    if not isinstance(source.value, dict):
        return
    for key, text in flatten(source.value.get("mail", {})).items():
        place = source.place("mail", *key.split("."))
        for name in PIPE.findall(text):
            if name not in PIPES:
                meant = hint(name, list(PIPES))
                draft.faults.add("FIELD-01", place, key=f"mail.{key}", name=name, hint=meant)
        if key.endswith(".body") and "{link}" not in text:
            draft.faults.add("FIELD-02", place, key=f"mail.{key}")


def check_targets(draft: Draft, keys: StudyKeys) -> None:
    frame = frame_domains(keys)
    for domain, levels in keys.fieldwork.targets.items():
        where = ("fieldwork", "targets", domain)
        check_frame_domain(draft, where, domain, list(frame), mark("the targets"))
        for level in levels:
            if domain in frame and level not in frame[domain]:
                place, known = draft.study.place(*where, level), ", ".join(frame[domain])
                draft.faults.add("FIELD-03", place, domain=domain, level=level, known=known)
