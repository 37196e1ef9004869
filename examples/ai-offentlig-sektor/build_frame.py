"""Build frame/2026.csv, the units that the planned wave will ask, from register extracts.

    python examples/ai-offentlig-sektor/build_frame.py [--check] [folder]

`folder` holds kommuner.csv, regioner.csv and myndigheter.csv; it is ../shared/frame beside the
repository unless told. README.md names the sources, the definition of a government agency and
the units that are in the frame without being asked.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
REGISTERS = HERE.parents[1].parent / "shared" / "frame"
HEADER = ["unit", "name", "sector", "county", "population", "skr_group", "eligible", "note"]

AGENCY_GROUPS = {
    "Statliga förvaltningsmyndigheter",
    "Statliga affärsverk",
    "Myndigheter under riksdagen",
}
LEAST_STAFF = 10  # full-time equivalents under which a body with a host does not answer itself

# On 2026-01-01 one agency absorbed the other and took its name; the register has both still.
RENAMED = {"202100-5026": "Statskontoret", "202100-0852": "Statskontoret (till och med 2025)"}
ABSORBED = {"202100-0852": "Uppgick 2026-01-01 i m2021005026, som tog över namnet"}

GOTLAND_MUNICIPALITY, GOTLAND_REGION = "0980", "0009"

# The register writes most names in capitals; these words keep a capital inside a name.
PROPER = [
    "Afrikainstitutet",
    "Bernadotteakademin",
    "Blekinge",
    "Borås",
    "Dalarna",
    "Dalarnas",
    "Forsmark",
    "Gotlands",
    "Gävle",
    "Gävleborgs",
    "Göteborgs",
    "Hallands",
    "Halmstad",
    "Jämtlands",
    "Jönköpings",
    "Kalmar",
    "Karlstads",
    "Kristianstad",
    "Kronobergs",
    "Linköpings",
    "Luleå",
    "Lunds",
    "Malmö",
    "Mälardalens",
    "Norrbottens",
    "Oskarshamn",
    "Ringhals",
    "Skåne",
    "Skövde",
    "Stockholms",
    "Södermanlands",
    "Södertörns",
    "Umeå",
    "Uppsala",
    "Väst",
    "Värmlands",
    "Västerbottens",
    "Västernorrlands",
    "Västmanlands",
    "Örebro",
    "Östergötlands",
]
SPELLED = {
    "Forskningsrådet f miljö, areella näringar och samhällsbyggande": "Formas",
    "Forskningsrådet för hälsa, arbetsliv och välfärd": "Forte",
    "Hälso- & sjukvårdens ansvarsnämnd": "Hälso- och sjukvårdens ansvarsnämnd",
    "Ilo-kommittén": "ILO-kommittén",
    "Länsstyrelsen i västra götalands län": "Länsstyrelsen i Västra Götalands län",
    "Nämnden mot Diskriminering": "Nämnden mot diskriminering",
    "Styrelsen För Samefonden": "Styrelsen för Samefonden",
    "Svenska esf-rådet": "Svenska ESF-rådet",
    "Tandvårds-och läkemedelsförmånsverket, TLV": "Tandvårds- och läkemedelsförmånsverket",
    "Totalförsvarets forskningsinstitut, foi": "Totalförsvarets forskningsinstitut",
    "Verket för innovationssystem": "Vinnova",
    "Myndigheten för ungdoms-och civilsamhällesfrågor": (
        "Myndigheten för ungdoms- och civilsamhällesfrågor"
    ),
    "Institutet för arbetsmarknads-och utbildningspolitisk utvärdering": (
        "Institutet för arbetsmarknads- och utbildningspolitisk utvärdering"
    ),
}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def spell(name: str) -> str:
    """A register name as it is written in running text."""
    if name.isupper():
        proper = {word.lower(): word for word in PROPER}
        words = [proper.get(word, word) for word in name.lower().split(" ")]
        name = " ".join(words)
        name = name[0].upper() + name[1:]
    return SPELLED.get(name, re.sub(r"\s+", " ", name))


def municipalities(rows: list[dict[str, str]]) -> list[list[str]]:
    return [
        ["k" + row["kommunkod"], row["namn"], "municipality", row["lan"],
         row["folkmangd_2025"], row["skr2023_kod"], "true",
         "Har även regionens uppgifter" if row["kommunkod"] == GOTLAND_MUNICIPALITY else ""]
        for row in rows
    ]  # fmt: skip


def regions(rows: list[dict[str, str]], county: dict[str, str]) -> list[list[str]]:
    out = []
    for row in rows:
        double = row["kolada_id"] == GOTLAND_REGION
        note = f"Samma organisation som k{GOTLAND_MUNICIPALITY}, som svarar" if double else ""
        eligible = "false" if double else "true"
        out.append(
            ["r" + row["kolada_id"], row["namn"], "region", county[row["lanskod"]],
             row["folkmangd_summa_kommuner_2025"], "", eligible, note]
        )  # fmt: skip
    return out


def agencies(rows: list[dict[str, str]]) -> list[list[str]]:
    out = []
    for row in rows:
        if row["i_scb"] != "1" or row["scb_grupp"] not in AGENCY_GROUPS:
            continue
        staff = float(row["fte_2025"] or row["fte_2024"] or 0)
        hosted = bool(row["vardmyndighet"]) and staff < LEAST_STAFF
        note = ABSORBED.get(row["orgnr"], "Drivs av en värdmyndighet" if hosted else "")
        unit = "m" + row["orgnr"].replace("-", "")
        name = RENAMED.get(row["orgnr"], spell(row["namn"]))
        out.append([unit, name, "agency", "", "", "", "false" if note else "true", note])
    return out


def make(folder: Path) -> str:
    municipal = read(folder / "kommuner.csv")
    county = {row["lanskod"]: row["lan"] for row in municipal}
    rows = [
        *municipalities(municipal),
        *regions(read(folder / "regioner.csv"), county),
        *agencies(read(folder / "myndigheter.csv")),
    ]
    units = [row[0] for row in rows]
    if len(set(units)) != len(units):
        raise ValueError("a unit occurs twice")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    return out.getvalue()


def main() -> int:
    check = "--check" in sys.argv[1:]
    folders = [Path(word) for word in sys.argv[1:] if word != "--check"]
    made = make(folders[0] if folders else REGISTERS)
    target = HERE / "frame" / "2026.csv"
    if check:
        return 0 if target.read_text(encoding="utf-8") == made else 1
    target.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
