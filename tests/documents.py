"""A document with one of everything, for the writers' tests: no study, no estimates."""

from __future__ import annotations

from datetime import date

from tempen.terms.document import (
    Box,
    Cell,
    Chart,
    Claim,
    Column,
    CrossReference,
    Document,
    Emphasis,
    Evidence,
    Figure,
    Heading,
    ItemList,
    KeyFigure,
    KeyFigures,
    Link,
    Note,
    Number,
    Paragraph,
    Point,
    Quote,
    Row,
    Series,
    Strong,
    Table,
    TableBlock,
    Text,
    View,
)

NBSP = "\u00a0"


def percent(share: float) -> str:
    return f"{round(100 * share)}{NBSP}%"


def point(share: float, n: int = 224, caution: bool = False) -> Point:
    return Point(
        share, percent(share), max(share - 0.06, 0), min(share + 0.06, 1), n, "e1", caution
    )


def series(id: str, label: str, role, *shares: float) -> Series:
    return Series(id, label, role, tuple(point(share) for share in shares))


def bars() -> Chart:
    options = ("Ja", "En håller på att tas fram", "Nej", "Vet inte")
    return Chart(
        "strategy",
        1,
        "bars",
        (Text("Fler än var tredje organisation har en strategi"),),
        "Liggande staplar. Ja: 38 % 2024, 5 % 2018. En håller på att tas fram: 21 % 2024.",
        options,
        (
            View(
                "all",
                "Alla",
                (
                    Series(
                        "2018",
                        "2018",
                        "grey",
                        (
                            Point(0.05, percent(0.05)),
                            *(Point(None, "ej tryckt") for _ in options[1:]),
                        ),
                    ),
                    series("2024", "2024", "accent", 0.38, 0.21, 0.33, 0.08),
                ),
                "224 svar.",
            ),
            View(
                "region",
                "Regioner",
                (
                    Series(
                        "2024",
                        "2024",
                        "accent",
                        tuple(point(s, 12, True) for s in (0.58, 0.25, 0.17, 0.0)),
                    ),
                ),
                "12 svar. Få svar: tolka med försiktighet.",
            ),
        ),
        note=(Text("Fråga: Har ni en strategi för ert arbete med AI? 224 svar 2024."),),
    )


def diverging() -> Chart:
    rows = ("Med andra offentliga organisationer", "Med privata företag")
    levels = (
        ("very_low", "Mycket låg", "low2", 0.17, 0.39),
        ("low", "Ganska låg", "low1", 0.25, 0.29),
        ("neither", "Varken eller", "middle", 0.28, 0.25),
        ("high", "Ganska hög", "high1", 0.25, 0.06),
        ("very_high", "Mycket hög", "high2", 0.05, 0.01),
    )
    return Chart(
        "collaboration",
        2,
        "diverging",
        (Text("Samarbetet med företag är svagt"),),
        "Staplade liggande staplar kring mitten. Med privata företag: 68 % låg, 7 % hög.",
        rows,
        (View("all", "Alla", tuple(series(i, t, role, *v) for i, t, role, *v in levels)),),
        note=(Text("Fråga: I vilken grad samarbetar ni om AI? 224 svar."),),
    )


def dumbbell() -> Chart:
    rows = ("Service", "Kvalitet", "Effektivitet", "Arbetsmiljö")
    return Chart(
        "benefit",
        3,
        "dumbbell",
        (Text("Nyttan bedöms som större än 2018"),),
        "Två punkter per rad. Effektivitet: 74 % 2018, 90 % 2024.",
        rows,
        (
            View(
                "all",
                "Alla",
                (
                    Series(
                        "2018",
                        "2018",
                        "grey",
                        tuple(Point(v, percent(v)) for v in (0.72, 0.67, 0.74, 0.53)),
                    ),
                    series("2024", "2024", "accent", 0.82, 0.81, 0.90, 0.57),
                ),
            ),
        ),
        note=(Text("Andel som svarat stor nytta. 224 svar 2024; antal svar 2018 är inte känt."),),
    )


def stacked() -> Chart:
    rows = ("Kommuner", "Regioner", "Statliga myndigheter")
    return Chart(
        "knowledge",
        4,
        "stacked",
        (Text("Kunskapen om AI per sektor"),),
        "Staplade liggande staplar. Kommuner: 31 % hög.",
        rows,
        (
            View(
                "all",
                "Alla",
                (
                    series("high", "Hög", "accent", 0.31, 0.42, 0.36),
                    series("neither", "Varken eller", "middle", 0.38, 0.33, 0.37),
                    series("low", "Låg", "muted", 0.31, 0.25, 0.27),
                ),
            ),
        ),
    )


def response_table() -> Table:
    def row(label, sent, answered, rate, kind="body"):
        return Row(
            (Text(label),),
            (
                Cell((Number(str(sent), "e1"),), sent, "count", "e1"),
                Cell((Number(str(answered), "e1"),), answered, "count", "e1"),
                Cell((Number(percent(rate), "e1"),), rate, "percent", "e1"),
            ),
            kind,
        )

    return Table(
        "response",
        1,
        (Text("Utskick och svar per sektor"),),
        "Sektor",
        (Column("Utskick"), Column("Svar"), Column("Svarsfrekvens")),
        (
            row("Statliga myndigheter", 263, 102, 0.388),
            row("Regioner", 21, 12, 0.571),
            row("Kommuner", 290, 107, 0.369),
            row("Totalt", 574, 224, 0.390, "total"),
        ),
        note=(Text("Tre svar saknar uppgift om sektor."),),
    )


def wide_table() -> Table:
    body = tuple(
        Row(
            (Text(label),),
            tuple(Cell((Number(percent(v), "e1"),), v, "percent", "e1") for v in values),
        )
        for label, values in (
            ("Service till medborgare och företag", (0.72, 0.82, 0.80, 0.84)),
            ("Kvalitet i arbetet", (0.67, 0.81, 0.79, 0.83)),
        )
    )
    return Table(
        "benefit-sector",
        2,
        (Text("Stor nytta, per år och sektor"),),
        "Område",
        (
            Column("2018", spanner="Alla"),
            Column("2024", spanner="Alla"),
            Column("Myndigheter", spanner="2024"),
            Column("Kommuner", spanner="2024"),
        ),
        (Row((Text("Nytta"),), (), "group"), *body),
    )


def sample(stamp: str = "Rekonstruerad ur tryckta siffror") -> Document:
    """One of every block and inline, in Swedish."""
    evidence = Evidence(
        "e1",
        (
            ("Fråga", "Har ni en strategi för ert arbete med AI?"),
            ("Svar", "Ja"),
            ("Bas", "224 svar"),
            ("Vikt", "ovägt"),
            ("95 % intervall", "33–43 %"),
            ("Metod", "Wilson med effektivt antal svar"),
        ),
        0.38,
        0.33,
        0.43,
        224,
        574.0,
    )
    body = "Organisationerna arbetar alltmer med AI, men olika snabbt och med olika stöd. " * 4
    return Document(
        study="sample",
        lang="sv",
        title="AI i offentlig sektor",
        subtitle="En återkommande mätning",
        publisher="Exempelnämnden",
        date=date(2026, 5, 4),
        stamp=stamp,
        abstract="Ett dokument med ett av varje.",
        evidence={"e1": evidence},
        blocks=(
            Heading("summary", 1, (Text("Sammanfattning"),)),
            Paragraph((Text("Det här är det viktigaste, i korthet."),), "lead"),
            KeyFigures(
                (
                    KeyFigure((Number("38 %", "e1"),), (Text("har en strategi"),)),
                    KeyFigure((Number("80 %", "e1"),), (Text("har börjat med minst ett projekt"),)),
                    KeyFigure((Number("224", "e1"),), (Text("organisationer svarade"),)),
                )
            ),
            Paragraph(
                (
                    Text("Andelen är "),
                    Number(percent(0.38), "e1"),
                    Text(". "),
                    Claim((Text("Den har "), Strong((Text("ökat markant"),))), ("e1",), "change"),
                    Text(", se "),
                    CrossReference("figur 1", "strategy"),
                    Text(" och "),
                    CrossReference("tabell 1", "response"),
                    Text(". Ett "),
                    Emphasis((Text("viktigt"),)),
                    Text(" förbehåll"),
                    Note((Text("Se "), Link((Text("DIGG"),), "https://www.digg.se"), Text("."))),
                    Text(" gäller 2018."),
                )
            ),
            Box(
                "key",
                (Text("Att ta med sig"),),
                (
                    ItemList(
                        (
                            (Paragraph((Text("Strategi ger fart."),)),),
                            (Paragraph((Text("Kompetens bromsar."),)),),
                        )
                    ),
                ),
            ),
            Heading("results", 1, (Text("Resultat"),), "1"),
            Heading("strategy-chapter", 2, (Text("Strategi"),), "1.1"),
            Paragraph((Text(body),)),
            Figure(bars()),
            Quote(
                (Text("Vi har precis börjat och söker fler att göra det tillsammans med."),),
                "en kommun",
                True,
                "påhittat citat",
            ),
            Figure(diverging()),
            Heading("benefit-chapter", 2, (Text("Nytta"),), "1.2"),
            Paragraph((Text(body),)),
            Figure(dumbbell()),
            TableBlock(response_table()),
            Paragraph((Text(body),)),
            Figure(stacked()),
            TableBlock(wide_table()),
            Box("caution", (Text("Påhittat"),), (Paragraph((Text("Bara för att visa."),)),)),
            ItemList(
                ((Paragraph((Text("Först"),)),), (Paragraph((Text("Sedan"),)),)), ordered=True
            ),
            Heading("method", 1, (Text("Metod"),), "A"),
            Paragraph((Text("Liten text."),), "small"),
        ),
    )
