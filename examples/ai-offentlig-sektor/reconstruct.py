"""Rebuild single answers for 2024 that agree with every printed figure of that wave.

No microdata were published. Of the printed figures (answers/printed-2024.csv) this script makes
224 answers under anonymous ids: each printed share comes out after rounding, and every level
that was not printed is filled with a made-up count (`MADE_UP`, and the rest of printed items).
Nothing here describes a real organisation: the frame holds a number and a sector, no names.

    python examples/ai-offentlig-sektor/reconstruct.py            writes frame and answers
    python examples/ai-offentlig-sektor/reconstruct.py --check    compares with what is committed

Three things were reported in words and are built in by leaning the scores by which answers are
dealt: organisations with a strategy have come further with projects, municipalities see somewhat
more benefit, and regions are slightly ahead. How strongly they lean is made up.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SEED = 2024
PREFIX = {"municipality": "k", "region": "r", "agency": "m"}
NAME = {"municipality": "Kommun", "region": "Region", "agency": "Myndighet"}
WIDTH = {"municipality": 3, "region": 2, "agency": 3}

# What is dealt after the printed levels: counts of answers, all made up. The last level of each
# takes what remains, so that nobody is left over.
FILL = {
    "strategy": {"drafting": 61, "no": 66, "dont_know": None},
    "benefit.service": {"some": 30, "little": 4, "none": 0, "dont_know": None},
    "benefit.quality": {"some": 31, "little": 5, "none": 1, "dont_know": None},
    "benefit.efficiency": {"some": 16, "little": 2, "none": 0, "dont_know": None},
    "benefit.environment": {"some": 66, "little": 16, "none": 3, "dont_know": None},
}
PRESENCE = {"several": 62, "started": 74, "none_planned": 31}
DEGREES = ("very_high", "high", "neither", "low", "very_low")
# Items of which no figure was printed: shares in per cent, all made up.
MADE_UP = {
    "role": {
        "head_digital": 34, "strategist": 29, "developer": 14, "operations": 6,
        "administration": 10, "other": 7,
    },
    "strategy_place": {"own": 31, "within": 56, "other": 13},
    "knowledge": {
        "very_high": 3, "high": 22, "neither": 36, "low": 29, "very_low": 8, "dont_know": 2,
    },
    "training": {"broad": 12, "some": 44, "planned": 25, "none_planned": 15, "dont_know": 4},
}  # fmt: skip
MADE_UP_MARKS = {
    "projects": {
        "generative": 71, "recruitment": 24, "resources": 21, "payments": 17, "cases": 16,
        "dialogue": 15, "documents": 19, "images": 9, "maintenance": 11, "other": 12,
    },
    "tools": {"copilot": 63, "chatgpt": 48, "svea": 22, "own": 19, "other": 21},
    "collaboration_obstacles": {
        "time": 58, "competence": 46, "structure": 41, "law": 33, "partners": 22,
        "procurement": 25, "leadership": 14,
    },
    "obstacles": {
        "competence": 61, "law": 55, "time": 52, "money": 39, "data": 36, "technology": 28,
        "leadership": 24, "security": 42, "acceptance": 13,
    },
    "enablers": {
        "leadership": 44, "competence": 41, "curiosity": 47, "collaboration": 33, "data": 16,
        "technology": 24, "money": 12, "law": 8,
    },
}  # fmt: skip
SUPPORT_MADE_UP = {"data": 41, "implementation": 37}
SKIPPED = {"role": 5, "knowledge": 3, "training": 4, "strategy_place": 2}


Table = dict[str, np.ndarray]  # item -> the answer of each respondent


def printed() -> list[dict[str, str]]:
    with (HERE / "answers" / "printed-2024.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def numbers(kind: str) -> dict[str, int]:
    return {row["key"]: int(row["value"]) for row in printed() if row["kind"] == kind}


def shares() -> dict[tuple[str, str], int]:
    rows = [row for row in printed() if row["kind"] in ("share", "left")]
    return {(row["key"], row["level"]): int(row["value"]) for row in rows}


def answers_for(per_cent: int, n: int) -> int:
    """The number of answers among `n` that is nearest to a printed share and rounds to it."""
    count = round(per_cent * n / 100)
    if round(100 * count / n) != per_cent:
        raise ValueError(f"no count among {n} rounds to {per_cent} per cent")
    return count


def share_out(per_cent: dict[str, int], n: int) -> dict[str, int]:
    """Counts that round to every share of a whole distribution and sum to n."""
    counts = {level: answers_for(share, n) for level, share in per_cent.items()}
    for level, share in per_cent.items():
        while sum(counts.values()) < n and round(100 * (counts[level] + 1) / n) == share:
            counts[level] += 1
    if sum(counts.values()) != n:
        raise ValueError(f"no counts that sum to {n} round to {per_cent}")
    return counts


def deal(score: np.ndarray, counts: dict[str, int]) -> np.ndarray:
    """Give levels in their order to the units with the highest scores first."""
    levels = np.repeat(list(counts), list(counts.values()))
    if len(levels) != len(score):
        raise ValueError(f"{len(levels)} answers for {len(score)} units: {counts}")
    dealt = np.empty(len(score), dtype=object)
    dealt[np.argsort(-score, kind="stable")] = levels
    return dealt


def make_frame() -> list[tuple[str, str, str]]:
    rows = []
    for sector in ("municipality", "region", "agency"):
        width = WIDTH[sector]
        for number in range(1, numbers("sent")[sector] + 1):
            unit = f"{PREFIX[sector]}{number:0{width}d}"
            rows.append((unit, f"{NAME[sector]} {number:0{width}d} (anonym)", sector))
    return rows


def respondents(frame: list[tuple[str, str, str]], chance: np.random.Generator) -> list:
    """(unit, sector) of every answer; the answers of unstated sector have no unit."""
    answered = numbers("answered")
    chosen = []
    for sector in ("municipality", "region", "agency"):
        units = [unit for unit, _, of in frame if of == sector]
        order = np.argsort(chance.random(len(units)), kind="stable")[: answered[sector]]
        chosen += [(units[i], sector) for i in sorted(order)]
    return chosen + [("", "")] * answered["unstated"]


def complete(counts: dict[str, int | None], n: int) -> dict[str, int]:
    rest = n - sum(count for count in counts.values() if count is not None)
    return {level: rest if count is None else count for level, count in counts.items()}


def proportional(parts: dict[str, int], n: int) -> dict[str, int]:
    """Counts that follow the parts and sum to n; the largest part takes the remainder."""
    counts = {level: int(part * n / sum(parts.values())) for level, part in parts.items()}
    counts[max(counts, key=counts.__getitem__)] += n - sum(counts.values())
    return counts


def make_answers(frame: list[tuple[str, str, str]]) -> list[dict[str, str]]:
    chance = np.random.default_rng(SEED)
    who = respondents(frame, chance)
    sector = np.array([of for _, of in who])
    lead = chance.random(len(who)) + 0.15 * (sector == "region")  # how far it has come
    sees = chance.random(len(who)) + 0.25 * (sector == "municipality")  # how much benefit
    table = deal_printed(lead, sees, chance)
    deal_made_up(table, lead, chance)
    rows = ({name: str(table[name][i]) for name in COLUMNS} for i in range(len(who)))
    return [{"unit": unit, **row, "comment": ""} for (unit, _), row in zip(who, rows, strict=True)]


def deal_printed(lead: np.ndarray, sees: np.ndarray, chance: np.random.Generator) -> Table:
    """The items of which figures were printed."""
    n, share = len(lead), shares()

    def score(lean: float, of: np.ndarray = lead) -> np.ndarray:
        return lean * of + chance.random(n)

    table: Table = {}
    yes = {"yes": answers_for(share["strategy", "yes"], n)}
    table["strategy"] = deal(score(0.8), complete({**yes, **FILL["strategy"]}, n))
    has = np.select([table["strategy"] == "yes", table["strategy"] == "drafting"], [1.0, 0.5])
    begun = answers_for(share["presence", "at_least_one"], n)
    planned = begun - PRESENCE["several"] - PRESENCE["started"]
    unknown = n - begun - PRESENCE["none_planned"]
    come = {
        "several": PRESENCE["several"],
        "started": PRESENCE["started"],
        "planned": planned,
        "none_planned": PRESENCE["none_planned"],
        "dont_know": unknown,
    }
    table["presence"] = deal(score(0.5) + 0.45 * has, come)
    for row in ("service", "quality", "efficiency", "environment"):
        great = {"great": answers_for(share[f"benefit.{row}", "great"], n)}
        counts = complete({**great, **FILL[f"benefit.{row}"]}, n)
        table[f"benefit.{row}"] = deal(score(1.2, sees), counts)
    for row in ("public", "private"):
        wanted = {level: share[f"collaboration.{row}", level] for level in DEGREES}
        table[f"collaboration.{row}"] = deal(score(1.0), share_out(wanted, n))
    per_cent = {o: share[f"support.{o}", "yes"] for o in ("law", "competence", "technology")}
    support = {o: answers_for(p, n) for o, p in (per_cent | SUPPORT_MADE_UP).items()}
    table["support"] = marks(support, n, chance)
    return table


def deal_made_up(table: Table, lead: np.ndarray, chance: np.random.Generator) -> None:
    """The items of which no figure was printed; some are skipped, some not reached."""
    everyone = np.full(len(lead), True)
    begun = np.isin(table["presence"], ["several", "started", "planned"])
    has = table["strategy"] == "yes"
    reached = {"strategy_place": has, "projects": begun, "tools": begun}
    for item, parts in MADE_UP.items():
        asked = np.flatnonzero(reached.get(item, everyone))
        skip = asked[np.argsort(chance.random(len(asked)), kind="stable")[: SKIPPED[item]]]
        answering = np.setdiff1d(asked, skip)
        lean = 0.0 if item in ("role", "strategy_place") else 1.0
        score = (lean * lead + chance.random(len(lead)))[answering]
        table[item] = np.full(len(lead), "", dtype=object)
        table[item][answering] = deal(score, proportional(parts, len(answering)))
    for item, parts in MADE_UP_MARKS.items():
        asked = np.flatnonzero(reached.get(item, everyone))
        counts = {option: round(p * len(asked) / 100) for option, p in parts.items()}
        nothing = "other" if item == "projects" else "none"
        table[item] = np.full(len(lead), "", dtype=object)
        table[item][asked] = marks(counts, len(asked), chance, nothing)


COLUMNS = (
    "role", "strategy", "strategy_place", "presence", "projects", "tools", "benefit.service",
    "benefit.quality", "benefit.efficiency", "benefit.environment", "support", "knowledge",
    "training", "collaboration.public", "collaboration.private", "collaboration_obstacles",
    "obstacles", "enablers",
)  # fmt: skip


def marks(
    counts: dict[str, int], n: int, chance: np.random.Generator, nothing: str = "none"
) -> np.ndarray:
    """Mark each option for its number of units; `nothing` is what the unmarked answered."""
    marked = {}
    for option, count in counts.items():
        marked[option] = np.zeros(n, dtype=bool)
        marked[option][np.argsort(chance.random(n), kind="stable")[:count]] = True
    rows = [" ".join(option for option in counts if marked[option][i]) for i in range(n)]
    return np.array([row or nothing for row in rows], dtype=object)


def text(header: list[str], rows: list, delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def files() -> dict[Path, str]:
    frame = make_frame()
    answers = make_answers(frame)
    header = list(answers[0])
    return {
        HERE / "frame" / "2024.csv": text(["unit", "name", "sector"], frame),
        HERE / "answers" / "2024.csv": text(header, [list(a.values()) for a in answers], ";"),
    }


def main() -> int:
    made = files()
    if "--check" in sys.argv[1:]:
        stale = [path for path, new in made.items() if path.read_text(encoding="utf-8") != new]
        for path in stale:
            print(f"{path.relative_to(HERE)} is not what reconstruct.py makes")
        return 1 if stale else 0
    for path, new in made.items():
        path.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
