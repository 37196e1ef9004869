"""The command line: thin commands over `tempen.session`.

Exit codes: 0 done; 1 faults in the study, its data or its report; 2 wrong use of a command;
130 interrupted, 143 ended from outside. A traceback is a bug in Tempen.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tempen.cli.tell import no_access, tell
from tempen.cli.usage import UsageError, explain
from tempen.errors import Fault, Place, TempenError
from tempen.locale import LANGUAGES, mark, speak

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Form(StrEnum):
    """How tables are printed."""

    table = "table"
    json = "json"
    csv = "csv"


class Told(StrEnum):
    """How findings are printed."""

    table = "table"
    json = "json"


class Output(StrEnum):
    """What a report can be written as."""

    html = "html"
    pdf = "pdf"
    docx = "docx"
    xlsx = "xlsx"


class Engine(StrEnum):
    """Where sums are made."""

    embedded = "embedded"
    polars = "polars"
    duckdb = "duckdb"
    spark = "spark"


def choose_language() -> str:
    """The user's language: TEMPEN_LANG, else the locale's, where Tempen speaks it; else English."""
    for name in ("TEMPEN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")[:2].lower()
        if value in LANGUAGES:
            return value
    return "en"


LANG = choose_language()
say = speak(LANG)

StudyArg = Annotated[Path, typer.Argument(help=say("The study folder."), metavar="STUDY")]
FormatOpt = Annotated[Form, typer.Option("--format", "-f", help=say("How to print the table."))]
LangOpt = Annotated[
    str, typer.Option("--lang", "-l", help=say("Language of labels; default: the study's first."))
]
WaveOpt = Annotated[
    str, typer.Option("--wave", "-w", help=say("Default: the latest with answers."))
]
ByOpt = Annotated[str, typer.Option("--by", "-b", help=say("A domain of the study, e.g. sector."))]
WeightingOpt = Annotated[
    str, typer.Option("--weighting", help=say("One of the study's weightings; default: its first."))
]

EngineOpt = Annotated[
    Engine,
    typer.Option("--engine", help=say("Where sums are made: embedded, polars, duckdb or spark.")),
]
SparkOpt = Annotated[
    str,
    typer.Option(
        "--spark",
        help=say(
            "The address of a Spark Connect server, e.g. sc://host:15002; the engine is then spark."
        ),
    ),
]


def choose_engine(engine: Engine, spark: str) -> str:
    """The engine by its name; an address of Spark goes where Spark's own tools look for it."""
    if not spark:
        return engine.value
    os.environ["SPARK_REMOTE"] = spark
    return Engine.spark.value


class Pages(StrEnum):
    """Where Word's contents have their page numbers from."""

    auto = "auto"
    libreoffice = "libreoffice"
    pdf = "pdf"


REMARKS = mark(
    {
        "libreoffice": "page numbers of the contents from LibreOffice",
        "pdf": "page numbers of the contents from the PDF",
    }
)


def main() -> None:
    """Run the command; faults that a user can mend are told without a traceback."""
    prepare()
    try:
        raise SystemExit(app(prog_name="tempen", standalone_mode=False))
    except TempenError as error:
        tell(error.faults, LANG)
        raise SystemExit(1) from None
    except UsageError as error:  # pyright: ignore[reportGeneralTypeIssues]
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error, file=sys.stderr)
        else:
            tell((explain(error),), LANG)
        raise SystemExit(2) from None
    except typer.Abort:
        raise SystemExit(130) from None
    except OSError as error:
        if error.errno is None:
            raise
        tell((no_access(error),), LANG)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def prepare() -> None:
    """End in order when told to end, so that nothing half made stays behind; print any letter."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, end)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            piped = not stream.isatty() and "PYTHONIOENCODING" not in os.environ
            stream.reconfigure(encoding="utf-8" if piped else None, errors="replace")


def end(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def say_version(wanted: bool) -> None:
    if wanted:
        from tempen import __version__

        print(f"tempen {__version__}")
        raise typer.Exit


@app.callback(help=say("Repeated surveys of organisations, from the frame to the finished report."))
def tempen(
    version: Annotated[
        bool,
        typer.Option("--version", help=say("Print the version."), callback=say_version),
    ] = False,
) -> None:
    pass


@app.command(help=say("Make a study folder that already builds a report."))
def new(
    folder: Annotated[Path, typer.Argument(help=say("A folder that is empty or not there."))],
) -> None:
    from tempen.study.new import create

    create(folder)
    print(say("The study is in {folder}. Next: tempen report {folder}").format(folder=folder))


@app.command(
    help=say("Report every fault of the study, its data and its report, with file and line.")
)
def check(study: StudyArg) -> None:
    from tempen.pipeline import check as check_study

    faults = check_study(study)
    tell(faults, LANG)
    if any(fault.severity == "error" for fault in faults):
        raise typer.Exit(1)
    if not faults:
        print(say("No faults."))


class Part(StrEnum):
    """What is told of who answered a wave."""

    rates = "rates"
    representativity = "representativity"
    propensity = "propensity"
    margins = "margins"
    weights = "weights"
    arrival = "arrival"
    sensitivity = "sensitivity"
    drivers = "drivers"


@app.command(
    help=say("Tell who answered a wave: rates, how evenly, weights, early and late, ranges.")
)
def response(
    study: StudyArg,
    parts: Annotated[
        list[Part] | None, typer.Option("--show", "-s", help=say("Parts; default: all."))
    ] = None,
    item: Annotated[
        str, typer.Option("--item", "-i", help=say("An item, or item.row: what of its figures."))
    ] = "",
    level: Annotated[str, typer.Option("--level", help=say("One level or group only."))] = "",
    differ: Annotated[
        float | None,
        typer.Option(
            "--differ",
            help=say("How far those who did not answer may differ, e.g. 0.1 for ten points."),
        ),
    ] = None,
    most: Annotated[int, typer.Option("--most", "-n", min=1, help=say("How many."))] = 10,
    wave: WaveOpt = "",
    format: FormatOpt = Form.table,
    lang: LangOpt = "",
) -> None:
    from tempen.cli.response import Wanted, print_response
    from tempen.session import open as open_study

    opened = open_study(study, lang=lang)
    wanted = Wanted(wave, item, level, differ, most)
    print_response(opened, wanted, [part.value for part in parts or ()], format.value)


@app.command(help=say("Print an item's shares or means with intervals and bases."))
def estimate(
    study: StudyArg,
    item: Annotated[str, typer.Argument(help=say("An item, or item.row."))],
    level: Annotated[str, typer.Option("--level", help=say("One level or group only."))] = "",
    by: ByOpt = "",
    wave: WaveOpt = "",
    weighting: WeightingOpt = "",
    format: FormatOpt = Form.table,
    lang: LangOpt = "",
    engine: EngineOpt = Engine.embedded,
    spark: SparkOpt = "",
) -> None:
    from tempen.session import open as open_study

    opened = open_study(study, lang=lang, engine=choose_engine(engine, spark))
    table = opened.estimate(item, level=level, by=by, wave=wave, weighting=weighting)
    show(table, format, opened.lang)


@app.command(help=say("Print an item's change between two waves, with what may be said of it."))
def change(
    study: StudyArg,
    item: Annotated[str, typer.Argument(help=say("An item, or item.row."))],
    level: Annotated[str, typer.Option("--level", help=say("One level or group only."))] = "",
    by: ByOpt = "",
    wave: WaveOpt = "",
    earlier: Annotated[
        str, typer.Option("--earlier", help=say("Default: the wave before that asked it."))
    ] = "",
    weighting: WeightingOpt = "",
    format: FormatOpt = Form.table,
    lang: LangOpt = "",
    engine: EngineOpt = Engine.embedded,
    spark: SparkOpt = "",
) -> None:
    from tempen.session import open as open_study

    opened = open_study(study, lang=lang, engine=choose_engine(engine, spark))
    table = opened.change(item, level=level, by=by, wave=wave, earlier=earlier, weighting=weighting)
    show(table, format, opened.lang)


@app.command(help=say("Rank what the data show, as sentences that can be pasted into the report."))
def insights(
    study: StudyArg,
    most: Annotated[int, typer.Option("--most", "-n", min=1, help=say("How many."))] = 12,
    format: FormatOpt = Form.table,
    lang: LangOpt = "",
    engine: EngineOpt = Engine.embedded,
    spark: SparkOpt = "",
) -> None:
    from tempen.session import open as open_study

    opened = open_study(study, lang=lang, engine=choose_engine(engine, spark))
    table = opened.insights(most)
    if format == Form.table:
        from tempen.cli.show import print_insights

        print_insights(table, opened.lang)
    else:
        show(table, format, opened.lang)


@app.command(help=say("Plan a wave: how many answers a precision, or seeing a change, would take."))
def plan(
    study: StudyArg,
    precision: Annotated[
        float | None,
        typer.Option("--precision", help=say("Half the width of an interval, e.g. 0.05.")),
    ] = None,
    change: Annotated[
        float | None,
        typer.Option("--change", help=say("A change of a share that is to be seen, e.g. 0.10.")),
    ] = None,
    overlap: Annotated[
        float | None,
        typer.Option(
            "--overlap",
            help=say("The part that answers both waves, e.g. 0.6; default: as it was last."),
        ),
    ] = None,
    by: ByOpt = "",
    wave: Annotated[
        str, typer.Option("--wave", "-w", help=say("Default: the last with a frame."))
    ] = "",
    share: Annotated[
        float, typer.Option("--share", help=say("The share that is expected, 0 to 1."))
    ] = 0.5,
    power: Annotated[
        float, typer.Option("--power", help=say("How surely the change is to be seen, 0 to 1."))
    ] = 0.8,
    correlation: Annotated[
        float,
        typer.Option("--correlation", help=say("Between a unit's answers in the two waves.")),
    ] = 0.5,
    item: Annotated[
        list[str] | None,
        typer.Option(
            "--item",
            "-i",
            help=say("With a precision: for the shares of this item in all; may be given again."),
        ),
    ] = None,
    total: Annotated[
        int | None,
        typer.Option("--total", help=say("Share out so many answers over the groups instead.")),
    ] = None,
    format: FormatOpt = Form.table,
    lang: LangOpt = "",
) -> None:
    from tempen.session import open as open_study

    opened = open_study(study, lang=lang)
    table = opened.plan(
        precision=precision,
        change=change,
        overlap=overlap,
        by=by,
        wave=wave,
        share=share,
        power=power,
        correlation=correlation,
        items=item or (),
        total=total,
    )
    show(table, format, opened.lang)


@app.command(help=say("Draw the sample of a wave from its frame, the same for the same seed."))
def draw(
    study: StudyArg,
    take: Annotated[
        list[str],
        typer.Option("--take", "-t", help=say("Units of a stratum, e.g. municipality=60.")),
    ],
    seed: Annotated[str, typer.Option("--seed", help=say("Any text or number; keep it."))],
    wave: Annotated[
        str, typer.Option("--wave", "-w", help=say("Default: the last with a frame."))
    ] = "",
    after: Annotated[
        str,
        typer.Option("--after", help=say("A wave drawn with the same seed, to share units with.")),
    ] = "",
    keep: Annotated[
        float, typer.Option("--keep", help=say("The part of its sample to ask again, 0 to 1."))
    ] = 1.0,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help=say("Write the frame here, with who was drawn.")),
    ] = None,
    format: FormatOpt = Form.table,
    lang: LangOpt = "",
) -> None:
    from tempen.planning import read_sizes
    from tempen.session import open as open_study

    opened = open_study(study, lang=lang)
    sizes = read_sizes(take)
    made = opened.draw(sizes, seed=seed, wave=wave, after=after, keep=keep)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = out.with_name(f"{out.name}.part")
        made.frame.write_csv(fresh)
        fresh.replace(out)
    show(made.table, format, opened.lang)


@app.command("follow-up", help=say("List the answers to ask about again, the most telling first."))
def follow_up(
    study: StudyArg,
    wave: WaveOpt = "",
    most: Annotated[int, typer.Option("--most", "-n", min=1, help=say("How many."))] = 20,
    format: FormatOpt = Form.table,
    lang: LangOpt = "",
) -> None:
    from tempen.session import open as open_study

    opened = open_study(study, lang=lang)
    table = opened.follow_up(wave, most)
    if format == Form.table:
        table = table.select("unit", "name", "item", "reason", "rule", "before", "value", "score")
    show(table, format, opened.lang)


@app.command(
    help=say("Read a finished report, whoever wrote it, and find the numbers that cannot be right.")
)
def audit(
    files: Annotated[
        list[Path],
        typer.Argument(help=say("Reports: .docx, .pdf, .html, .md or .txt."), metavar="FILES"),
    ],
    format: Annotated[
        Told, typer.Option("--format", "-f", help=say("How to print the findings."))
    ] = Told.table,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", help=say("Write a copy with the findings in its margin: a file, or a folder.")
        ),
    ] = None,
    word: Annotated[
        Path | None,
        typer.Option(
            "--word",
            help=say("Write the Word document with comments on the words: a file, or a folder."),
        ),
    ] = None,
    previous: Annotated[
        Path | None, typer.Option("--previous", help=say("The report of the wave before."))
    ] = None,
    study: Annotated[
        Path | None,
        typer.Option("--study", help=say("A study folder: figures are compared with its data.")),
    ] = None,
    accept: Annotated[
        Path | None,
        typer.Option(
            "--accept",
            help=say("Accepted findings; default: tempen-audit.yaml beside the report."),
        ),
    ] = None,
    lang: Annotated[
        str,
        typer.Option("--lang", "-l", help=say("Language of the findings; default: the user's.")),
    ] = "",
) -> None:
    from tempen.auditor import Against
    from tempen.cli.audit import run

    if lang not in ("", *LANGUAGES):
        facts = {"asked": lang, "known": ", ".join(LANGUAGES)}
        raise TempenError([Fault("AUDIT-10", facts=facts)])
    code = run(
        files,
        as_json=format == Told.json,
        html=html,
        word=word,
        against=Against(previous, study, accept),
        lang=lang or LANG,
        tell_lang=LANG,
    )
    if code:
        raise typer.Exit(code)


@app.command(
    help=say("Send the mail of a wave that is due, and erase what is to be erased by now.")
)
def mail(
    study: StudyArg,
    database: Annotated[
        str,
        typer.Option(
            "--database", help=say("postgresql://user:password@host/name; default: a file.")
        ),
    ] = "",
    data: Annotated[
        Path | None,
        typer.Option("--data", help=say("Folder of the file and its secret; default: fieldwork.")),
    ] = None,
    wave: Annotated[
        str, typer.Option("--wave", "-w", help=say("Default: the wave that is open or comes next."))
    ] = "",
    once: Annotated[bool, typer.Option("--once", help=say("Send what is due and end."))] = False,
    inbox: Annotated[
        Path | None,
        typer.Option("--inbox", help=say("A Maildir: bounces and replies in it are noted.")),
    ] = None,
) -> None:
    try:
        from tempen.web.office.worker import run_mail
    except ModuleNotFoundError as error:
        tell((Fault("WEB-04", Place(), {"module": error.name or ""}),), LANG)
        raise typer.Exit(1) from None
    sent = run_mail(study, database=database, data=data, wave=wave, once=once, inbox=inbox)
    print(say("Mails handed over: {n}").format(n=sent))


@app.command(help=say("Build the report: every language and format, replaced whole or not at all."))
def report(
    study: StudyArg,
    out: Annotated[Path, typer.Option("--out", "-o", help=say("Where the files go."))] = Path(
        "out"
    ),
    lang: Annotated[
        list[str] | None, typer.Option("--lang", "-l", help=say("Languages; default: all."))
    ] = None,
    to: Annotated[
        list[Output] | None, typer.Option("--to", "-t", help=say("Formats; default: all."))
    ] = None,
    preliminary: Annotated[
        bool,
        typer.Option(
            help=say("Put neutral words where a claim does not hold, as while a wave is open.")
        ),
    ] = False,
    word_pages: Annotated[
        Pages, typer.Option(help=say("Page numbers of Word's contents: auto, libreoffice or pdf."))
    ] = Pages.auto,
    watch: Annotated[
        bool, typer.Option("--watch", help=say("Rebuild when a file is saved, and show it."))
    ] = False,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help=say("Where --watch shows the report."))
    ] = 8574,
    engine: EngineOpt = Engine.embedded,
    spark: SparkOpt = "",
) -> None:
    from tempen.pipeline import Request

    request = Request(
        folder=study,
        out=out,
        languages=tuple(lang or ()),
        formats=tuple(form.value for form in to or ()),
        preliminary=preliminary,
        word_pages=word_pages.value,
        engine=choose_engine(engine, spark),
    )
    if watch:
        from tempen.cli.watch import watch_report

        watch_report(request, port, LANG)
        return
    from tempen.cli.progress import steps
    from tempen.pipeline import build_report

    with steps(LANG) as step:
        built = build_report(request, step)
    tell(built.warnings, LANG)
    for path, remark in built.files:
        print(f"{path}  ({say(REMARKS[remark])})" if remark else path)


@app.command(help=say("Serve the fieldwork of a wave: the questionnaire, and the office."))
def serve(
    study: StudyArg,
    database: Annotated[
        str,
        typer.Option(
            "--database", help=say("postgresql://user:password@host/name; default: a file.")
        ),
    ] = "",
    data: Annotated[
        Path | None,
        typer.Option("--data", help=say("Folder of the file and its secret; default: fieldwork.")),
    ] = None,
    wave: Annotated[
        str, typer.Option("--wave", "-w", help=say("Default: the wave that is open or comes next."))
    ] = "",
    host: Annotated[str, typer.Option("--host", help=say("The address to listen on."))] = (
        "127.0.0.1"
    ),
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help=say("The port to listen on."))
    ] = 8575,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help=say("Processes that answer."))
    ] = 2,
    demo: Annotated[
        bool, typer.Option("--demo", help=say("Try it out: only studies that are fictitious."))
    ] = False,
) -> None:
    try:
        from tempen.web.serve import serve as serve_study
    except ModuleNotFoundError as error:
        tell((Fault("WEB-04", Place(), {"module": error.name or ""}),), LANG)
        raise typer.Exit(1) from None
    serve_study(
        study,
        database=database,
        data=data,
        wave=wave,
        host=host,
        port=port,
        workers=workers,
        demo=demo,
        lang=LANG,
    )


def show(table, form: Form, lang: str) -> None:
    """Print a table of `tempen.session` to standard output."""
    from tempen.cli.show import print_table

    print_table(table, form.value, lang)
