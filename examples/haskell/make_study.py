"""Write questionnaire.yaml and texts/en.yaml from the survey's printed results of 2021.

    python examples/haskell/make_study.py

Reads ../shared/real/haskell: the printed page gives the questions, their sections and the
options in the order printed; the answers of both years give options that the page lacks.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from pathlib import Path

import yaml

HERE = Path(__file__).parent
REAL = HERE.parents[2] / "shared" / "real" / "haskell"
WAVES = ("2021", "2022")
OTHER = "Other"
EMPTY = "n/a"  # the empty choice of a drop-down: no answer
COMMON = 20  # a text that so many gave in a year is an option of that year's form
ROW = re.compile(r'class="bar \w+"></div>.*?<div class="choice">(.*?)</div>\s*</div>', re.DOTALL)


def read_page() -> str:
    return (REAL / "published-2021.md").read_text(encoding="utf-8")


def read_sections(page: str) -> dict[str, str]:
    """Section id -> title, in the order of the contents."""
    found = re.findall(r'<a href="#(s\d+)">(.*?)</a>', page)
    return {id: html.unescape(title) for id, title in found}


def read_questions(page: str) -> dict[str, tuple[str, list[str]]]:
    """Question id -> (its words, its options as printed)."""
    questions = {}
    for part in re.split(r'<h3 id="', page)[1:]:
        id, rest = part.split('"', 1)
        words = re.search(r">(.*?)</h3>", rest, re.DOTALL)
        assert words
        options = [html.unescape(" ".join(o.split())) for o in ROW.findall(rest)]
        questions[id] = (html.unescape(" ".join(words[1].split())), options)
    return questions


def read_answers() -> dict[str, list[dict[str, str]]]:
    csv.field_size_limit(10_000_000)
    answers = {}
    for wave in WAVES:
        with (REAL / f"answers-{wave}.csv").open(encoding="utf-8", newline="") as file:
            answers[wave] = list(csv.DictReader(file))
    return answers


def name_level(option: str, taken: set[str]) -> str:
    """A short id from an option's words, unlike those taken."""
    words = option.lower().replace("c++", "cpp").replace("c#", "csharp").replace("f#", "fsharp")
    words = words.replace(">", "over").replace("<", "under")
    base = re.sub(r"[^a-z0-9]+", "_", words).strip("_")[:40].strip("_") or "option"
    name, k = base, 2
    while name in taken:
        name, k = f"{base}_{k}", k + 1
    taken.add(name)
    return name


def split_marks(cell: str) -> list[str]:
    return [mark for row in csv.reader(io.StringIO(cell)) for mark in row if mark]


def describe_choice(id: str, options: list[str], answers: dict) -> tuple[dict, dict[str, str]]:
    """Keys and option texts of a single or multiple choice."""
    cells = {wave: [row[id] for row in answers[wave]] for wave in WAVES}
    multiple = any(cell.endswith("\n") for wave in WAVES for cell in cells[wave])
    options = list(options)
    for wave in WAVES:
        given = Counter(
            mark for cell in cells[wave] for mark in (split_marks(cell) if multiple else [cell])
        )
        options += [
            text
            for text, count in given.items()
            if text and text not in (*options, EMPTY) and (count >= COMMON or not multiple)
        ]
    taken: set[str] = set()
    texts = {name_level(option, taken): option for option in options}
    recode = {option: level for level, option in texts.items() if option != OTHER}
    if OTHER in options:
        recode["*"] = next(level for level, option in texts.items() if option == OTHER)
    keys = {"kind": "multiple" if multiple else "single", "options": list(texts), "base": "all"}
    asked: dict = {"recode": recode}
    if multiple:
        asked["separator"] = "csv"
        keys["blank"] = "unmarked"
    else:
        asked["recode"] = {EMPTY: "skipped", **recode}
    return {**keys, "waves": dict.fromkeys(WAVES, asked)}, texts


def describe_extensions(id: str, options: list[str], answers: dict) -> tuple[dict, dict]:
    """The wanted language extensions: one column each, true (on), false (off) or blank."""
    columns = [c for c in answers["2021"][0] if re.fullmatch(id + r"c\d+", c)]
    marks = {c: Counter(row[c] for row in answers["2021"]) for c in columns}
    printed = read_extension_counts(read_page(), id)
    by_count: dict[tuple[int, int], list[str]] = {}
    for column in columns:
        by_count.setdefault((marks[column]["true"], marks[column]["false"]), []).append(column)
    rows, taken = {}, set()
    for option, counts in printed:
        rows[name_level(option, taken)] = (option, by_count[counts].pop(0))
    asked = {
        "recode": {"true": "on", "false": "off"},
        "columns": {row: column for row, (_, column) in rows.items()},
    }
    keys = {"kind": "battery", "rows": list(rows), "scale": ["on", "off"], "base": "all"}
    return {**keys, "waves": dict.fromkeys(WAVES, asked)}, {r: o for r, (o, _) in rows.items()}


def read_extension_counts(page: str, id: str) -> list[tuple[str, tuple[int, int]]]:
    part = page.split(f'<h3 id="{id}"', 1)[1].split("<h3", 1)[0]
    pattern = (
        r'"count">\+(\d+)</div>\s*<div class="count">-(\d+)</div>\s*<div class="choice">(.*?)<'
    )
    return [(html.unescape(o), (int(a), int(b))) for a, b, o in re.findall(pattern, part)]


def describe_item(id: str, words: str, options: list[str], answers: dict) -> tuple[dict, dict]:
    """(questionnaire keys, texts) of one question."""
    texts: dict = {"question": words, "short": words}
    if id == "s10q0":
        days = {f"day_{k:02d}": f"{k} November" for k in range(1, 31)}
        waves = {
            wave: {
                "column": "finishedAt",
                "recode": {f"{wave}-11-{k:02d}*": f"day_{k:02d}" for k in range(1, 31)},
            }
            for wave in WAVES
        }
        return {"kind": "single", "options": list(days), "base": "all", "waves": waves}, {
            **texts,
            "options": days,
        }
    if id == "s10q1":
        asked = {"column": "s0q0", "recode": {"true": "yes", "false": "no"}}
        waves = dict.fromkeys(WAVES, asked)
        return {"kind": "yesno", "base": "all", "waves": waves}, {
            **texts,
            "options": {"yes": "Yes", "no": "No"},
        }
    if id == "s2q5":
        keys, rows = describe_extensions(id, options, answers)
        return keys, {**texts, "rows": rows, "scale": {"on": "On", "off": "Off"}}
    if not options:
        return {"kind": "text"}, texts
    keys, options_text = describe_choice(id, options, answers)
    return keys, {**texts, "options": options_text}


def main() -> None:
    page, answers = read_page(), read_answers()
    sections = read_sections(page)
    items: dict[str, list] = {section: [] for section in sections}
    texts: dict = {}
    for id, (words, options) in read_questions(page).items():
        keys, words_of = describe_item(id, words, options, answers)
        items[id.split("q")[0]].append({"id": id, **keys})
        texts[id] = words_of
    questionnaire = {"sections": [{"id": s, "items": listed} for s, listed in items.items()]}
    write(HERE / "questionnaire.yaml", questionnaire)
    head = yaml.safe_load((HERE / "head.yaml").read_text(encoding="utf-8"))
    write(HERE / "texts" / "en.yaml", {**head, "sections": sections, "items": texts})


def write(path: Path, value: dict) -> None:
    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    note = "# Made by make_study.py from the survey's printed results.\n"
    text = yaml.dump(value, Dumper=Plain, allow_unicode=True, sort_keys=False, width=100)
    path.write_text(note + text, encoding="utf-8")


if __name__ == "__main__":
    main()
