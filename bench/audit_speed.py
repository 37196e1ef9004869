"""Time `tempen audit` on documents of 10, 100 and 1 000 pages, and write docs/performance.md.

    python -m bench.audit_speed           # some minutes
    python -m bench.audit_speed --quick   # up to 100 pages

The documents are made by a seeded generator: every page has a heading, paragraphs with counts and
shares, and a table, all consistent. Each row is one run of the whole command, in a
process of its own. Seconds are of processor time, which another load on the machine disturbs less
than the clock's.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.run import Measure, keep, write_table

PAGES = (10, 100, 1000)
WANTED = {100: "3 s, 400 MB"}
# A statement a page is made of these, so that pages are as unlike as those of a real report.
QUALITIES = (
    "open local shared digital early common steady written public careful foreign simple mutual "
    "urgent outer modern yearly costly silent narrow"
)
THINGS = (
    "archives bridges budgets courses engines forests gardens harbours invoices journals kitchens "
    "ladders markets networks orchards permits quarries railways schedules theatres uniforms "
    "vehicles warehouses workshops libraries hospitals cameras contracts deadlines elections"
)
ACTS = (
    "improve hinder replace follow support delay explain protect finance connect measure inspect "
    "reduce govern advance"
)
GROUPS = {"Agencies": 214, "Regions": 21, "Municipalities": 287, "Companies": 641}


@dataclass(frozen=True)
class Page:
    """What one page says: {group: (answers, of which agreed)}."""

    number: int
    statement: str
    groups: dict[str, tuple[int, int]]


def make_pages(count: int, seed: int = 7) -> Iterator[Page]:
    chance = random.Random(seed)
    for number in range(1, count + 1):
        groups = {group: (n, chance.randint(n // 10, n)) for group, n in GROUPS.items()}
        yield Page(number, make_statement(chance), groups)


def make_statement(chance: random.Random) -> str:
    quality, thing, act, other = (
        chance.choice(words.split()) for words in (QUALITIES, THINGS, ACTS, THINGS)
    )
    return f"{quality} {thing} {act} {other}"


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%"


def title(page: Page) -> str:
    return f"Whether {page.statement}"


def sentences(page: Page) -> list[str]:
    """Paragraphs that say what the table shows."""
    told = [
        f"The question was whether {page.statement}. It was put to everyone in the frame, and "
        "those who did not answer were reminded by letter and by telephone before it was closed."
    ]
    for group, (answers, agreed) in page.groups.items():
        told.append(
            f"Among {group.lower()}, {agreed} of {answers} ({percent(agreed, answers)}) agree that "
            f"{page.statement}, and the rest do not agree or have no view of their own. The "
            "answers were given by those who know the matter and have been in charge of it."
        )
    return told


def rows(page: Page) -> list[list[str]]:
    made = [["Group", "Answers", "Agree", "Share"]]
    for group, (answers, agreed) in page.groups.items():
        made.append([group, str(answers), str(agreed), percent(agreed, answers)])
    answers = sum(one[0] for one in page.groups.values())
    agreed = sum(one[1] for one in page.groups.values())
    made.append(["Total", str(answers), str(agreed), percent(agreed, answers)])
    return made


# --- formats ----------------------------------------------------------------------------------


def to_markdown(pages: list[Page], path: Path) -> None:
    lines = []
    for page in pages:
        lines += [f"## {page.number} {title(page)}", ""]
        for text in sentences(page):
            lines += [text, ""]
        table = rows(page)
        lines += [f"Table {page.number}. Whether {page.statement}", ""]
        lines += ["| " + " | ".join(table[0]) + " |", "|---|--:|--:|--:|"]
        lines += ["| " + " | ".join(row) + " |" for row in table[1:]] + [""]
    path.write_text("\n".join(lines), encoding="utf-8")


def to_html(pages: list[Page], path: Path) -> None:
    from markdown_it import MarkdownIt

    source = path.with_suffix(".source")
    to_markdown(pages, source)
    body = MarkdownIt("commonmark").enable("table").render(source.read_text("utf-8"))
    path.write_text(f'<!doctype html><html lang="en"><body>{body}</body></html>', "utf-8")


def to_word(pages: list[Page], path: Path) -> None:
    import docx

    document = docx.Document()
    for page in pages:
        document.add_heading(f"{page.number} {title(page)}", 2)
        for text in sentences(page):
            document.add_paragraph(text)
        document.add_paragraph(f"Table {page.number}. Whether {page.statement}", style="Caption")
        made = rows(page)
        table = document.add_table(len(made), len(made[0]))
        for cells, row in zip(table.rows, made, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
        document.add_page_break()
    document.save(str(path))


def to_pdf(pages: list[Page], path: Path) -> None:
    """Tagged, as Typst makes it."""
    import typst

    lines = ['#set document(title: "A report")', '#set text(lang: "en", size: 10pt)']
    for page in pages:
        lines.append(f"== {page.number} {title(page)}")
        lines += [text + "\n" for text in sentences(page)]
        head, *body = rows(page)
        cells = "".join(f"[{text}]," for row in body for text in row)
        heads = "".join(f"[{text}]," for text in head)
        lines.append(
            f"#figure(table(columns: 4, table.header({heads}) , {cells}), caption: [Whether "
            f"{page.statement}], kind: table)"
        )
        lines.append("#pagebreak(weak: true)")
    source = "\n".join(lines)
    path.write_bytes(typst.compile(source.encode("utf-8")))


def to_untagged(pages: list[Page], path: Path) -> None:
    """The same without its tags: read by where the words stand."""
    import pikepdf

    to_pdf(pages, path)
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        del document.Root["/StructTreeRoot"]
        document.save(path)


FORMATS: dict[str, tuple[str, Callable[[list[Page], Path], None]]] = {
    "Word": (".docx", to_word),
    "tagged PDF": (".pdf", to_pdf),
    "PDF without tags": (".plain.pdf", to_untagged),
    "HTML": (".html", to_html),
    "Markdown": (".md", to_markdown),
}


def run(command: list[str]) -> tuple[float, float]:
    """Seconds of processor time and the most memory [MB] of one process."""
    code = (
        "import json, resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "took = used.ru_utime + used.ru_stime\n"
        "print(json.dumps([took, used.ru_maxrss / 1024, done.returncode, done.stderr.decode()]))\n"
    )
    out = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True)
    took, peak, status, said = json.loads(out.stdout)
    if status:
        raise RuntimeError(f"{' '.join(command)}: {said[-400:]}")
    return took, peak


def measure(sizes: tuple[int, ...]) -> list[Measure]:
    tempen = str(Path(sys.executable).parent / "tempen")
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name, (suffix, make) in FORMATS.items():
            for size in sizes:
                path = Path(folder) / f"report-{size}{suffix}"
                make(list(make_pages(size)), path)
                command = [tempen, "audit", str(path)]
                took, peak = run(command)
                what = f"`tempen audit`, {name}, {size} pages"
                found.append(Measure(what, WANTED.get(size, "–"), took, peak))
                print(what, f"{took:.2f} s", f"{peak:.0f} MB", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="up to 100 pages, nothing written")
    wanted = parser.parse_args()
    found = measure(PAGES[:2] if wanted.quick else PAGES)
    if not wanted.quick:
        keep(write_table(found), "audit speed")


if __name__ == "__main__":
    main()
