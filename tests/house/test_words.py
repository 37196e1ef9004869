"""Every word that Tempen says is in every language's catalogue, and says the same there.

Messages are found in three ways: literals that are said, tables of words that are marked, and,
since code may also say what it is given, by building reports and asking what was not found.
"""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tempen.errors import CODES
from tempen.locale import catalogue, speak

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tempen"
SAYING = ("say", "mark")  # and what `speak(lang)` and `speak_number(lang)` give


def source_files() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def name_of(node: ast.expr) -> str:
    """`say` of `say` and of `teller.say`; `speak` of `speak(lang)`."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    return getattr(node, "id", "") or getattr(node, "attr", "")


def said(tree: ast.Module) -> Iterator[ast.expr]:
    """What is said or marked: the first argument, of `speak_number` the first two."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = name_of(node.func)
        if name in SAYING or (name == "speak" and isinstance(node.func, ast.Call)):
            yield node.args[0]
        elif name == "speak_number" and isinstance(node.func, ast.Call):
            yield from node.args[:2]


def literals(node: ast.expr) -> Iterator[str]:
    """The texts in a literal, in a choice between literals, or in a table of them."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from (*literals(node.body), *literals(node.orelse))
        case ast.Dict():
            for value in node.values:
                yield from literals(value)
        case ast.Tuple() | ast.List():
            for part in node.elts:
                yield from literals(part)


SAID_IN_PAGES = re.compile(r'{%\s*say(?:_number)?\s+"([^"]+)"(?:\s+"([^"]+)")?')


def messages_of_pages() -> set[str]:
    """What the templates of the web say."""
    pages = (path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.html"))
    return {text for page in pages for pair in SAID_IN_PAGES.findall(page) for text in pair if text}


def messages() -> set[str]:
    found = {text for _, tree in source_files() for node in said(tree) for text in literals(node)}
    found |= messages_of_pages()
    return found | {sentence for pair in CODES.values() for sentence in pair}


def read_catalogue(lang: str) -> Catalog:
    with (SOURCE / "locale" / lang / "LC_MESSAGES" / "tempen.po").open("rb") as file:
        return read_po(file, locale=lang)


def ids_of(message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


@pytest.mark.parametrize("lang", ["sv"])
def test_every_message_is_translated(lang):
    translated = {id for m in read_catalogue(lang) if m.string for id in ids_of(m)}
    assert sorted(messages() - translated) == []


def test_every_table_of_words_is_marked():
    """`say(METHODS[…])`: METHODS is made by `mark(…)`, so that its words are found above."""
    unmarked = []
    for name, tree in source_files():
        marked = {
            target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign | ast.AnnAssign)
            and isinstance(node.value, ast.Call)
            and name_of(node.value.func) == "mark"
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        imported = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        unmarked += [
            f"{name}:{node.lineno} {table}"
            for node in said(tree)
            if (table := table_of(node)) and table not in marked | imported
        ]
    assert unmarked == []


def table_of(node: ast.expr) -> str:
    """The table in `TABLE[key]` or `TABLE.get(key, …)`; "" of anything else."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return node.value.id
    if isinstance(node, ast.Call) and name_of(node.func) == "get":
        return name_of(node.func.value) if isinstance(node.func, ast.Attribute) else ""
    return ""


class Missed(gettext.NullTranslations):
    """Remembers what was asked for and not found."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()

    def gettext(self, message: str) -> str:
        self.ids.add(message)
        return message


@pytest.mark.parametrize("study", ["tiny", "fiktiva-kommuner", "ai-offentlig-sektor"])
def test_a_report_says_nothing_that_is_not_in_the_catalogue(study, tmp_path):
    import tempen
    from tempen.pipeline import Request, build_report

    missed, known = Missed(), catalogue("sv")
    known.add_fallback(missed)
    try:
        build_report(
            Request(
                folder=ROOT / "examples" / study, out=tmp_path, languages=("sv",), formats=("html",)
            )
        )
        opened = tempen.open(ROOT / "examples" / study, lang="sv")
        opened.response()
        opened.insights(12)
        for item in opened.study.items:
            if item.kind != "text":
                opened.estimate(item.id, by=opened.study.domains[0].id)
                opened.change(item.id)
    finally:
        known._fallback = None  # type: ignore[attr-defined]
    assert sorted(missed.ids) == []


def test_every_column_of_a_table_has_a_head():
    import tempen
    from tempen.cli.show import FOR_PROGRAMS, HEADS

    opened = tempen.open(ROOT / "examples" / "tiny")
    item = next(item.id for item in opened.study.items if item.kind == "single")
    tables = [opened.response(), opened.insights(3), opened.estimate(item), opened.change(item)]
    tables.append(opened.follow_up())
    asked = opened.nonresponse
    tables += [asked.weights(), asked.margins(), asked.representativity(), asked.propensity()]
    tables += [asked.sensitivity(item), asked.drivers(item), asked.drivers("staff")]
    tables.append(tempen.open(ROOT / "examples" / "fiktiva-kommuner").nonresponse.arrival())
    assert {column for table in tables for column in table.columns} <= {*HEADS, *FOR_PROGRAMS}


@pytest.mark.parametrize("lang", ["sv"])
def test_the_compiled_catalogue_is_that_of_the_source(lang):
    fresh = BytesIO()
    write_mo(fresh, read_catalogue(lang))
    fresh.seek(0)
    compiled = (SOURCE / "locale" / lang / "LC_MESSAGES" / "tempen.mo").open("rb")
    assert read_messages(compiled) == read_messages(fresh), "run `make locale`"


def read_messages(file) -> dict:
    """Messages of a compiled catalogue without its head, which holds a date."""
    with file:
        messages = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {id: text for id, text in messages.items() if id != ""}


def test_translations_keep_the_facts_of_their_message():
    braces = re.compile(r"\{(\w+)[^}]*\}")
    wrong = [
        m.id
        for m in read_catalogue("sv")
        if isinstance(m.id, str)
        and m.id
        and set(braces.findall(m.id)) != set(braces.findall(str(m.string)))
    ]
    assert wrong == []


def test_a_fault_says_its_facts_in_the_language_of_its_reader():
    from tempen.errors import Fault
    from tempen.locale import mark

    fault = Fault("STUDY-05", facts={"key": "cap", "bound": mark("at least {n}", n=1)})
    assert fault.say("en").startswith("STUDY-05 “cap” must be at least 1.")
    assert fault.say("sv").startswith("STUDY-05 ”cap” måste vara minst 1.")
    assert speak("sv")("Mend") == "Åtgärd"
