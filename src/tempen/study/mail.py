"""Mails of the fieldwork: the study's texts, or Tempen's own where the study has none, filled in.

Names stand in braces: {link}. What is filled in is one line of text without control characters,
so that a name in a register can neither add a header nor a paragraph of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from tempen.locale import mark, speak
from tempen.terms.study import Study

PIPES = ("name", "organisation", "link", "last_day", "title", "publisher", "contact")
PIPE = re.compile(r"\{([^{}]*)\}")
MOST = 300  # characters of a filled-in text; links are made by Tempen and shorter

MAILS = mark(
    {
        "invitation": (
            "{title}: questions to {organisation}",
            "Hello {name},\n\n"
            "{publisher} asks {organisation} to take part in {title}.\n\n"
            "Answer here:\n{link}\n\n"
            "The link belongs to your organisation, so please keep it there. You can stop and go "
            "on later, on any device, and ask colleagues to answer parts of the questionnaire.\n\n"
            "Please answer by {last_day}.\n\n"
            "Should somebody else answer, or do you not wish to take part? Say so through the "
            "link, and we will not remind you.\n\n"
            "{contact}\n\n"
            "Kind regards\n{publisher}",
        ),
        "colleague": (
            "{organisation} asks for your help: {title}",
            "Hello {name},\n\n"
            "A colleague at {organisation} has invited you to answer a part of {title}, a survey "
            "by {publisher}.\n\n"
            "Answer here:\n{link}\n\n"
            "The link is yours alone. You see the part that you were invited to, and work in the "
            "same answers as your colleague.\n\n"
            "Please answer by {last_day}.\n\n"
            "{contact}\n\n"
            "Kind regards\n{publisher}",
        ),
        "reminder": (
            "Reminder: {title}",
            "Hello {name},\n\n"
            "We have not yet had an answer from {organisation} to {title}.\n\n"
            "Answer here:\n{link}\n\n"
            "Please answer by {last_day}.\n\n"
            "If you do not wish to take part, say so through the link, and we will not remind "
            "you again.\n\n"
            "{contact}\n\n"
            "Kind regards\n{publisher}",
        ),
        "finish": (
            "You have begun: {title}",
            "Hello {name},\n\n"
            "{organisation} has begun to answer {title} but has not submitted the answers.\n\n"
            "Go on where you stopped:\n{link}\n\n"
            "Please submit by {last_day}.\n\n"
            "{contact}\n\n"
            "Kind regards\n{publisher}",
        ),
        "last_call": (
            "The last days to answer: {title}",
            "Hello {name},\n\n"
            "{title} closes soon, and we still miss the answer of {organisation}.\n\n"
            "Answer here:\n{link}\n\n"
            "The last day is {last_day}.\n\n"
            "{contact}\n\n"
            "Kind regards\n{publisher}",
        ),
    }
)


@dataclass(frozen=True)
class Mail:
    """A mail as it is read; the subject is one line."""

    subject: str
    body: str


def compose(study: Study, lang: str, step: str, facts: Mapping[str, str]) -> Mail:
    """The mail of a step, filled in.

    facts  by the names of PIPES; `title` and `publisher` and `contact` are the study's own.
           Without a name the organisation is addressed. A paragraph whose fact is not known,
           such as the last day, is left out.
    """
    texts = study.texts[lang]
    own = {
        "title": texts.get("title", study.id),
        "publisher": texts.get(study.publisher),
        "contact": texts.get("contact"),
    }
    known = {key: one_line(value) for key, value in {**own, **facts}.items()}
    known["name"] = known.get("name") or known.get("organisation", "")
    subject, body = (find_text(study, lang, step, part) for part in ("subject", "body"))
    paragraphs = (fill(part, known) for part in re.split(r"\n\s*\n", body.strip()))
    heading = one_line(fill(subject, known)) or known["title"]
    return Mail(heading, "\n\n".join(filter(None, paragraphs)) + "\n")


def find_text(study: Study, lang: str, step: str, part: str) -> str:
    own = study.texts[lang].get(f"mail.{step}.{part}")
    if own or step not in MAILS:
        return own
    return speak(lang)(MAILS[step][0] if part == "subject" else MAILS[step][1])


def fill(text: str, facts: Mapping[str, str]) -> str:
    """The text with its facts; "" if one of them is not known. What was filled in is not read
    again: a name with braces in it stays as it is."""
    if any(name in PIPES and not facts.get(name) for name in PIPE.findall(text)):
        return ""
    return PIPE.sub(lambda found: facts.get(found[1], found[0]), text)


def one_line(text: str) -> str:
    """Without line ends, control characters and marks that turn the direction of writing."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    shown = "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Cs", "Co"))
    return " ".join(shown.split(" ")).strip()[:MOST]
