"""Make the frames and answers of Fabelriket: seeded, so that every run gives the same files.

    python examples/fiktiva-kommuner/make.py

What it builds in, for the tools to find: more e-services in 2025; size goes with strategy, and
strategy with e-services; lower costs were seen by fewer; one option that hardly anybody
chooses; births, a merger, a closure and an agency that became a region; answers sent twice and
answers without a unit.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import xlsxwriter

HERE = Path(__file__).parent
FIRST = "Drak Dim Fjäll Korp Mån Rim Silver Uggle Älg Varg Troll Sago Stjärn Ros Ler Lju".split()
LAST = "sala hemsund ryfors kulla myrby tinge lundaby borgvik nästorp".split()
DUTIES = (
    "Fyr Mått Kart Frö Is Väder Broms Sten Ljus Pergament Vind Karta Kompass Bläck Brunns Klock "
    "Segel Lykt Nyckel Harts Torv Honungs Lav Tids Snö Kvarn Mynt Runs Ugns Vax Sadel Tratt "
    "Blomster Dagg Ek Fjäder Gräs Hav Järn Kamel Lök Mossa Not Ost Pil Rep Salt Tenn"
).split()
COUNTIES = "drakland dimland fjallmark korpland manmark rimland silverkust ugglemark".split()
CODES_2022 = {
    "strategy": {"yes": 1, "drafting": 2, "no": 3, "dont_know": 9},
    "owner": {"management": 1, "it": 2, "line": 3, "other": 4, "dont_know": 9},
    "projects": {"several": 1, "started": 2, "planned": 3, "none": 4, "dont_know": 9},
    "role": {"head": 1, "strategist": 2, "developer": 3, "other": 4},
}
FIVE = ("very_low", "low", "neither", "high", "very_high")


@dataclass(frozen=True)
class Unit:
    id: str
    name: str
    sector: str
    size: str
    county: str
    drive: float  # how eager it is: moves every answer, and holds over the waves
    predecessors: str = ""
    inhabitants: int = 0  # of municipalities: everyone lives in one


def draw_units(rng: np.random.Generator) -> list[Unit]:
    """The 180 units of 2022: 121 municipalities, 11 regions, 48 agencies."""
    names = [f"{a}{b}" for b in LAST for a in FIRST]
    units = []
    for k in range(121):
        units.append(make_unit(rng, f"k{k + 1:03d}", f"{names[k]} kommun", "municipality"))
    for k in range(11):
        units.append(make_unit(rng, f"r{k + 1:02d}", f"Region {names[121 + k]}", "region"))
    for k in range(48):
        name = f"{DUTIES[k]}väsendet i Fabelriket"
        units.append(make_unit(rng, f"m{k + 1:02d}", name, "agency"))
    return units


def make_unit(rng: np.random.Generator, id: str, name: str, sector: str) -> Unit:
    odds = {"municipality": (0.5, 0.3, 0.2), "region": (0.2, 0.4, 0.4), "agency": (0.4, 0.3, 0.3)}
    size = str(rng.choice(["small", "medium", "large"], p=odds[sector]))
    lift = {"small": -0.5, "medium": 0.1, "large": 0.8}[size]
    people = count_people(id, size) if sector == "municipality" else 0
    county, drive = str(rng.choice(COUNTIES)), float(rng.normal(lift, 0.9))
    return Unit(id, name, sector, size, county, drive, inhabitants=people)


def count_people(id: str, size: str) -> int:
    """How many live in a municipality, from a chance of its own."""
    usual = {"small": 6500, "medium": 19000, "large": 52000}[size]
    return int(usual * np.exp(0.3 * np.random.default_rng([7, *id.encode()]).normal()))


def move_on(units: list[Unit], rng: np.random.Generator) -> list[Unit]:
    """The 180 units of 2025: a merger, a closure, two births, and an agency made a region."""
    by_id = {unit.id: unit for unit in units}
    one, two = by_id.pop("k017"), by_id.pop("k018")
    by_id.pop("m33")
    merged = replace(
        one,
        id="k122",
        name="Nya Dubbelsala kommun",
        size="large",
        drive=(one.drive + two.drive) / 2,
        predecessors="k017 k018",
        inhabitants=one.inhabitants + two.inhabitants,
    )
    by_id["m11"] = replace(by_id["m11"], sector="region", name="Region Karta")
    born = [
        make_unit(rng, "k123", "Fabelnäsbyn kommun", "municipality"),
        make_unit(rng, "m49", "Skuggväsendet i Fabelriket", "agency"),
    ]
    return [*by_id.values(), merged, *born]


def write_frame(path: Path, units: list[Unit]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        names = ["unit", "name", "sector", "size", "county", "inhabitants", "predecessors"]
        out.writerow(names)
        out.writerows([getattr(unit, "id" if n == "unit" else n) for n in names] for unit in units)


def pick(rng: np.random.Generator, score: float, levels: tuple[str, ...], cuts: list[float]) -> str:
    """A level by where a noisy score falls between the cuts; higher scores give later levels."""
    return levels[int(np.searchsorted(cuts, score + rng.normal(0, 0.8)))]


def answer(unit: Unit, wave: int, rng: np.random.Generator) -> dict[str, str]:
    """One unit's answers; empty is skipped or not reached."""
    late, drive = wave == 2025, unit.drive
    sure = rng.random() > 0.04
    strategy = pick(rng, drive + 0.2 * late, ("no", "drafting", "yes"), [-0.2, 0.6])
    row = {"strategy": strategy if sure else "dont_know"}
    has = row["strategy"] in ("yes", "drafting")
    row["owner"] = (
        str(
            rng.choice(
                ["management", "it", "line", "other", "dont_know"], p=[0.45, 0.3, 0.15, 0.06, 0.04]
            )
        )
        if has
        else ""
    )
    spent = np.exp(
        5 + drive + {"small": 0, "medium": 1.1, "large": 2.4}[unit.size] + rng.normal(0, 0.5)
    )
    row["budget"] = (
        str(rng.choice(["dont_know", "not_applicable"])) if rng.random() < 0.12 else str(int(spent))
    )
    eager = drive + 1.0 * late + (0.7 if strategy == "yes" else 0)
    row["projects"] = (
        pick(rng, eager, ("none", "planned", "started", "several"), [-0.7, 0.2, 1.3])
        if sure
        else "dont_know"
    )
    row["maturity"] = pick(rng, drive + 0.15 * late, FIVE, [-1.4, -0.4, 0.5, 1.6])
    for name, lift in (
        ("residents", 1.0),
        ("quality", 0.4),
        ("staff", -0.2),
        ("costs", 0.4 - 0.8 * late),
    ):
        row[f"benefit.{name}"] = (
            "dont_know"
            if rng.random() < 0.05
            else pick(rng, drive + lift, ("none", "little", "some", "great"), [-1.3, -0.3, 0.9])
        )
    odds = {
        "permits": 0.7,
        "school": 0.6,
        "care": 0.35,
        "waste": 0.45,
        "culture": 0.5,
        "drones": 0.012,
    }
    held = [name for name, p in odds.items() if rng.random() < p * (0.75 + 0.35 * late)]
    row["services"] = " ".join(held) or "none"
    heavy = {
        "skills": 0.62,
        "law": 0.42,
        "money": 0.4,
        "time": 0.35,
        "data": 0.25,
        "suppliers": 0.2,
    }
    stops = [name for name, p in heavy.items() if rng.random() < p]
    row["obstacles"] = " ".join(stops[:3]) or "none"
    order = (
        rng.permutation(["people", "data", "tools"])
        if rng.random() < 0.5
        else ["people", "data", "tools"]
    )
    row["priority"] = " ".join(order)
    row["collaboration.public"] = pick(rng, 0.3 * drive + 0.25 * late, FIVE, [-1.0, -0.3, 0.4, 1.4])
    row["collaboration.companies"] = (
        "not_applicable"
        if rng.random() < 0.08
        else pick(rng, 0.3 * drive - 0.5, FIVE, [-1.0, -0.3, 0.4, 1.4])
    )
    if late:
        row["platform"] = str(rng.choice(["yes", "no", "dont_know"], p=[0.4, 0.52, 0.08]))
    row["role"] = str(
        rng.choice(["head", "strategist", "developer", "other"], p=[0.4, 0.3, 0.2, 0.1])
    )
    row["comment"] = ""
    return leave_blank(row, rng)


def leave_blank(row: dict[str, str], rng: np.random.Generator) -> dict[str, str]:
    """Item nonresponse: about two answers in a hundred, never the first question."""
    return {
        k: "" if k != "strategy" and k != "owner" and rng.random() < 0.02 else v
        for k, v in row.items()
    }


def collect(units: list[Unit], wave: int, rng: np.random.Generator) -> list[dict[str, str]]:
    """Who answers depends on sector and eagerness; three units answer twice."""
    lean = {"municipality": 0.35, "region": 1.2, "agency": 0.7}
    rows = []
    start = dt.date(wave, 2, 7 if wave == 2022 else 3)
    for unit in units:
        # One latent willingness per unit, so that most who answered once answer again.
        willing = float(np.random.default_rng([wave // 1000, *unit.id.encode()]).normal())
        if lean[unit.sector] + 0.2 * unit.drive + 0.9 * willing + rng.normal(0, 0.6) <= 0:
            continue
        day = start + dt.timedelta(days=int(rng.integers(0, 40)))
        rows.append({"unit": unit.id, "submitted": day.isoformat(), **answer(unit, wave, rng)})
    for k in (3, 40, 71):
        again = {**rows[k], "submitted": "%d-03-%02d" % (wave, 16 if wave == 2022 else 13)}
        rows.append({**again, "maturity": "neither"})
    if wave == 2025:
        rows[10] = {**rows[10], "unit": ""}
        rows[55] = {**rows[55], "unit": ""}
        rows[5]["comment"] = "Vi delar gärna med oss av vår e-tjänst för bygglov."
        rows[20]["comment"] = "Det svåraste är att hitta någon som hinner."
    return sorted(rows, key=lambda row: row["submitted"])


def write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    """As many systems export: Windows-1252, semicolons, numbered answers."""
    with path.open("w", encoding="cp1252", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), delimiter=";", lineterminator="\r\n")
        out.writeheader()
        for row in rows:
            out.writerow({k: CODES_2022.get(k, {}).get(v, v) for k, v in row.items()})


def write_xlsx(path: Path, rows: list[dict[str, str]]) -> None:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": dt.datetime(2025, 3, 17)})
    sheet = book.add_worksheet("svar")
    sheet.write_row(0, 0, list(rows[0]))
    for r, row in enumerate(rows, 1):
        for c, (name, value) in enumerate(row.items()):
            if name == "budget" and value.isdigit():
                sheet.write_number(r, c, int(value))
            elif value:
                sheet.write_string(r, c, value)
    book.close()


def main() -> None:
    rng = np.random.default_rng(20250616)
    before = draw_units(rng)
    after = move_on(before, rng)
    write_frame(HERE / "frame/2022.csv", before)
    write_frame(HERE / "frame/2025.csv", after)
    write_frame(HERE / "frame/2028.csv", [replace(unit, predecessors="") for unit in after])
    write_csv(HERE / "answers/2022.csv", collect(before, 2022, rng))
    write_xlsx(HERE / "answers/2025.xlsx", collect(after, 2025, rng))


if __name__ == "__main__":
    main()
