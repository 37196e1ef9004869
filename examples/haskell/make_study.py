"""Write questionnaire.yaml and texts/en.yaml from the survey's printed results of 2021.

    python examples/haskell/make_study.py            writes them
    python examples/haskell/make_study.py --check    compares with what is committed

Reads ../shared/real/haskell: the printed page gives the questions, their sections and the
options in the order printed; the answers of both years give the options of the form of 2022
that the page lacks. The statements that are rated on one scale become one battery.
"""

from __future__ import annotations

import csv
import html
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
REAL = HERE.parents[2] / "shared" / "real" / "haskell"
WAVES = ("2021", "2022")
DAYS = range(1, 16)  # of November, both years
FEELINGS = "s6"
EXTENSIONS = "s2q5"
OTHER = "Other"
EMPTY = "n/a"  # the empty choice of a drop-down: no answer
MOST = 32  # letters of an id
COMMON = 20  # a new text that so many gave in 2022 is an option of that year's form
ROW = re.compile(r'<div class="choice">(.*?)</div>', re.DOTALL)
NOTE = "# Made by make_study.py from the survey's printed results.\n"
Answers = dict[str, list[dict[str, str]]]


@dataclass
class Question:
    """A question as printed, and what the study says of it."""

    id: str
    words: str
    multiple: bool
    options: list[str]
    keys: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, Any] = field(default_factory=dict)


# --- what is printed and answered ---------------------------------------------------------------


def read_page() -> str:
    return (REAL / "published-2021.md").read_text(encoding="utf-8")


def read_sections(page: str) -> dict[str, str]:
    """Section id -> title, in the order of the contents."""
    return {id: tidy(title) for id, title in re.findall(r'<a href="#(s\d+)">(.*?)</a>', page)}


def read_questions(page: str) -> Iterator[Question]:
    for part in re.split(r'<h3 id="', page)[1:]:
        head, rest = part.split("</h3>", 1)
        id, words = head.split('">', 1)
        options = [tidy(option) for option in ROW.findall(rest)]
        yield Question(id, tidy(words), "Multi select" in rest, options)


def tidy(words: str) -> str:
    return html.unescape(" ".join(words.split()))


def read_answers() -> Answers:
    csv.field_size_limit(10_000_000)
    answers = {}
    for wave in WAVES:
        with (REAL / f"answers-{wave}.csv").open(encoding="utf-8", newline="") as file:
            answers[wave] = list(csv.DictReader(file))
    return answers


def count_marks(question: Question, answers: Answers) -> dict[str, Counter[str]]:
    """Per wave how many gave each text."""
    return {
        wave: Counter(
            mark
            for row in rows
            for mark in (split_marks(row[question.id]) if question.multiple else [row[question.id]])
        )
        for wave, rows in answers.items()
    }


def split_marks(cell: str) -> list[str]:
    return [mark for row in csv.reader(io.StringIO(cell)) for mark in row if mark]


# --- what the study says ------------------------------------------------------------------------


def describe(question: Question, answers: Answers) -> None:
    """Fill in the keys and texts of a question."""
    question.texts["question"] = question.words
    if question.id == "s10q0":
        describe_days(question)
    elif question.id == "s10q1":
        question.keys = {"kind": "yesno", "base": "all", "column": "s0q0"}
    elif question.id == EXTENSIONS:
        describe_extensions(question, answers)
    elif not question.options:
        question.keys = {"kind": "text"}
    elif question.multiple:
        describe_multiple(question, count_marks(question, answers))
    else:
        describe_single(question, count_marks(question, answers))


def describe_days(question: Question) -> None:
    """The day is the beginning of a moment such as 2021-11-01T21:20:12Z."""
    days = {f"day_{day:02d}": f"{day} November" for day in DAYS}
    recode = {f"{w}-11-{day:02d}*": f"day_{day:02d}" for w in WAVES for day in DAYS}
    question.keys = {"kind": "single", "options": list(days), "base": "all"}
    question.keys |= {"column": "finishedAt", "recode": recode}
    question.texts["options"] = days


def describe_single(question: Question, given: dict[str, Counter[str]]) -> None:
    """The drop-down of both years held the same; some choices were made in 2022 only."""
    printed = question.options
    known = {*printed, EMPTY, ""}
    added = sorted({text.strip() for wave in WAVES for text in given[wave]} - known)
    options = name_levels([*printed, *added])
    question.keys = {"kind": "single", "options": list(options), "base": "all"}
    question.keys["recode"] = {EMPTY: "skipped"} | {text: id for id, text in options.items()}
    question.texts["options"] = options


def describe_multiple(question: Question, given: dict[str, Counter[str]]) -> None:
    """What is no printed option was written in, and printed as “Other”.

    A form's own options are the printed ones in 2021; in 2022 those of them that somebody
    marked, and texts that were nobody's own words the year before.
    """
    first, second = (given[wave] for wave in WAVES)
    printed = question.options
    added = [t for t, n in second.most_common() if n >= COMMON and t not in {*printed, *first}]
    gone = [text for text in printed if text != OTHER and not second[text]]
    options = name_levels([*printed, *added])
    recode = {text: id for id, text in options.items() if text != OTHER}
    if OTHER in printed:
        recode["*"] = next(id for id, text in options.items() if text == OTHER)
    question.keys = {"kind": "multiple", "options": list(options), "base": "all"}
    question.keys |= {"blank": "unmarked", "separator": "csv", "recode": recode}
    left_out = {WAVES[0]: added, WAVES[1]: gone}
    question.keys["waves"] = {
        wave: {"levels": [id for id, text in options.items() if text not in without]}
        for wave, without in left_out.items()
        if without
    }
    if not question.keys["waves"]:
        del question.keys["waves"]
    question.texts["options"] = options


def describe_extensions(question: Question, answers: Answers) -> None:
    """The wanted language extensions: a column each in alphabetical order, true or false."""
    rows = name_levels(question.options)
    columns = {text: at for at, text in enumerate(sorted(question.options, key=str.lower))}
    question.keys = {"kind": "battery", "rows": list(rows), "scale": ["on", "off"], "base": "all"}
    question.keys["recode"] = {"true": "on", "false": "off"}
    question.keys["columns"] = {id: f"{EXTENSIONS}c{columns[text]}" for id, text in rows.items()}
    question.texts |= {"rows": rows, "scale": {"on": "On", "off": "Off"}}


def join_feelings(questions: list[Question], title: str) -> Question:
    """The statements become rows of one battery, in the order of their columns."""
    statements = sorted(questions, key=lambda q: int(q.id.partition("q")[2]))
    scale = name_levels(statements[0].options)
    one, two, _, four, five = scale
    joined = Question(FEELINGS, title, False, [])
    joined.keys = {
        "kind": "battery",
        "rows": [q.id for q in statements],
        "scale": list(scale),
        "scores": [2, 1, 0, -1, -2],
        "diverging": True,
        "groups": {"agreeing": [one, two], "disagreeing": [four, five]},
        "base": "all",
        "recode": {EMPTY: "skipped"} | {text: id for id, text in scale.items()},
        "columns": {q.id: q.id for q in statements},
    }
    joined.texts = {
        "question": "How far do you agree?",
        "rows": {q.id: q.words for q in statements},
        "scale": scale,
        "groups": {
            "agreeing": "Agree or strongly agree",
            "disagreeing": "Disagree or strongly disagree",
        },
    }
    return joined


def name_levels(texts: list[str]) -> dict[str, str]:
    """A short id from each text's words, unlike the others -> the text."""
    named: dict[str, str] = {}
    for text in texts:
        base, name, k = name_level(text), name_level(text), 2
        while name in named:
            name, k = f"{base}_{k}", k + 1
        named[name] = text
    return named


def name_level(text: str) -> str:
    """The words in small letters, cut where a word ends."""
    words = text.lower().replace("c++", "cpp").replace("c#", "csharp").replace("f#", "fsharp")
    words = words.replace(">", "over ").replace("<", "under ").replace("'", "")
    name = re.sub(r"[^a-z0-9]+", "_", words).strip("_")
    return name if len(name) <= MOST else name[: MOST + 1].rpartition("_")[0]


# --- the files ----------------------------------------------------------------------------------


def make_files() -> dict[Path, str]:
    page, answers = read_page(), read_answers()
    sections = read_sections(page)
    questions = list(read_questions(page))
    for question in questions:
        describe(question, answers)
    feelings = [q for q in questions if q.id.startswith(FEELINGS + "q")]
    at = questions.index(feelings[0])
    joined = join_feelings(feelings, sections[FEELINGS])
    asked = [*questions[:at], joined, *questions[at + len(feelings) :]]
    listed = [
        {"id": id, "items": [{"id": q.id, **q.keys} for q in asked if q.id.split("q")[0] == id]}
        for id in sections
    ]
    head = yaml.safe_load((HERE / "head.yaml").read_text(encoding="utf-8"))
    texts = {**head, "sections": sections, "items": {q.id: q.texts for q in asked}}
    return {
        HERE / "questionnaire.yaml": write_yaml({"sections": listed}),
        HERE / "texts" / "en.yaml": write_yaml(texts),
    }


def write_yaml(value: dict[str, Any]) -> str:
    """Lists and mappings that hold no others on one line or a few, unless they hold long texts."""

    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

        def represent_mapping(self, *given: Any, **named: Any) -> yaml.MappingNode:
            node = super().represent_mapping(*given, **named)
            if any(len(str(part.value)) > MOST for pair in node.value for part in pair):
                node.flow_style = False
            return node

    dumped = yaml.dump(
        value,
        Dumper=Plain,
        allow_unicode=True,
        sort_keys=False,
        width=100,
        default_flow_style=None,
    )
    return NOTE + dumped


def main() -> int:
    if not REAL.exists():
        print("The printed results and answers are not in ../shared/real/haskell: see README.md.")
        return 2
    made = make_files()
    if "--check" in sys.argv[1:]:
        stale = [path for path, new in made.items() if path.read_text(encoding="utf-8") != new]
        for path in stale:
            print(f"{path.relative_to(HERE)} is not what make_study.py makes")
        return 1 if stale else 0
    for path, new in made.items():
        path.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
