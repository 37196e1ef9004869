"""Faults that a user can mend: a place, what is wrong there, and how to mend it.

A fault carries a code and facts; its sentence is made from the catalogue when it is shown, so
that it reads in the user's language. Stages collect faults and raise them together: a user
mends a file once, not once per fault. An exception that is not a `TempenError` is a bug and
shows its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from tempen.locale import Words, speak

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Place:
    """Where a fault is: a file, and the line (from 1) where one is known."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file] + [str(n) for n in (self.line, self.column) if n]
        return ":".join(part for part in parts if part)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: `facts` fill the sentences of `CODES[code]`."""

    code: str
    place: Place = Place()
    facts: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = "error"

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise KeyError(f"no such error code: {self.code}")

    def say(self, lang: str = "en") -> str:
        """The fault as a user reads it: place, code, fault, and on a second line the mend."""
        fault, mend = CODES[self.code]
        say = speak(lang)
        facts = {k: v.said(say) if isinstance(v, Words) else v for k, v in self.facts.items()}
        kind = "" if self.severity == "error" else say("warning") + " "
        where = f"{self.place}: " if str(self.place) else ""
        first = f"{where}{kind}{self.code} {say(fault).format(**facts)}"
        return f"{first}\n    {say('Mend')}: {say(mend).format(**facts)}"


class TempenError(Exception):
    """Faults that stop the work; never empty."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults: tuple[Fault, ...] = tuple(faults)
        if not self.faults:
            raise ValueError("an error without a fault")
        super().__init__("\n".join(fault.say() for fault in self.faults))


class Faults:
    """Collects faults while a file is read, so that all are told at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(
        self, code: str, place: Place = Place(), *, severity: Severity = "error", **facts: Any
    ) -> None:
        self.found.append(Fault(code, place, facts, severity))

    @contextmanager
    def gather(self) -> Iterator[None]:
        """Collect the faults of what is done inside, so that the next file is read as well."""
        try:
            yield
        except TempenError as error:
            self.found.extend(error.faults)

    @property
    def errors(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.found if fault.severity == "error")

    @property
    def warnings(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.found if fault.severity == "warning")

    def stop(self) -> None:
        """Raise every error found so far, in the order of their places; else do nothing."""
        if self.errors:
            raise TempenError(sorted(self.errors, key=lambda fault: fault.place))


def once(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults in their order, what reads alike only the first time (as of two weightings)."""
    return tuple({(fault.severity, fault.say()): fault for fault in faults}.values())


# code: (fault, mend). A room's codes stand together; tests assert codes and places.
CODES: dict[str, tuple[str, str]] = {
    # the folder and its files
    "FILE-01": ("There is no file “{file}”.", "create it, or correct the path."),
    "FILE-02": (
        "This is not valid YAML: {problem}",
        "correct the line; indent with spaces, and quote texts that contain a colon.",
    ),
    "FILE-03": (
        "“{file}” is not UTF-8 text: the first byte that does not fit is on this line.",
        "save it again as UTF-8.",
    ),
    "FILE-04": (
        "“{file}” is too large, or grows too large through its aliases (*name).",
        "keep it under {most} MB, and write out what the aliases stand for.",
    ),
    "FILE-05": (
        "The file is nested more than {most} levels deep.",
        "look for one bracket or indentation too many.",
    ),
    "FILE-06": (
        "The key “{key}” is repeated here; it first stands on line {first}.",
        "keep one of the two.",
    ),
    "FILE-07": ("“{file}” is empty.", "write the file, or copy it from a new study."),
    "FILE-08": (
        "The folder “{folder}” is not empty.",
        "name a folder that is empty or does not exist.",
    ),
    "FILE-09": (
        "There is no template of a new study in the language “{lang}”.",
        "use {known}, and translate the files under texts and report.",
    ),
    "FILE-10": (
        "This cannot be read or written: {problem}.",
        "check the path, its permissions and that there is room, or name another place.",
    ),
    "FILE-11": (
        "There is no study here: {problem}.",
        "name the folder that holds study.yaml, or make one with `tempen new`.",
    ),
    # study.yaml, and keys in all files of the study
    "STUDY-01": ("There is no key “{key}” here.", "did you mean {hint}? Correct it, or remove it."),
    "STUDY-02": ("The key “{key}” is missing here.", "add it."),
    "STUDY-03": (
        "“{key}” should be {expected}, but is {value}.",
        "write {expected}.",
    ),
    "STUDY-04": ("“{key}” cannot be “{value}”.", "use one of: {known}."),
    "STUDY-05": ("“{key}” must be {bound}.", "correct the value."),
    "STUDY-06": ("“{value}” cannot be used as an id here.", "write {rule}."),
    "STUDY-07": (
        "The {what} “{id}” is listed twice.",
        "give one of them another id, or remove it.",
    ),
    "STUDY-08": ("“{key}” has no value.", "give it a value, or remove the key."),
    "STUDY-09": (
        "Wave {wave} opens before wave {before}, which is listed before it.",
        "put the waves in order, the earliest first, or correct the dates.",
    ),
    "STUDY-10": ("Wave {wave} closes before it opens.", "correct one of the dates."),
    "STUDY-11": (
        "Wave {wave} is {status} but names no file of answers.",
        "add `answers:`, or set the status to planned.",
    ),
    "STUDY-12": (
        "The domain “{domain}” is made from “{item}”, which is not an item of the questionnaire.",
        "did you mean {hint}? Correct it, or remove it.",
    ),
    "STUDY-13": (
        "“{item}” cannot be a domain: its answers are not levels.",
        "use an item of the kind single, yesno or scale, or a row of a battery.",
    ),
    "STUDY-14": (
        "The domain “{domain}” has the level “{level}”, which “{item}” does not have.",
        "use one of: {known}.",
    ),
    "STUDY-15": ("The domain “{domain}” has no levels.", "list them under `levels:`."),
    "STUDY-16": (
        "“{name}” is not a domain of the frame, so {what} cannot use it.",
        "declare it under `domains:`, or use one of: {known}.",
    ),
    "STUDY-17": (
        "The weighting “{weighting}” has the method groups but names no groups.",
        "add `groups: [sector]`, or use the method none.",
    ),
    "STUDY-18": (
        "The family “{family}” names “{item}”, which is not an item.",
        "did you mean {hint}? Correct it, or remove it.",
    ),
    "STUDY-19": (
        "“{item}” is in two families, “{first}” and “{second}”.",
        "keep it in one of them.",
    ),
    "STUDY-20": ("“all” is always there and means everyone.", "give the domain another id."),
    "STUDY-21": (
        "Reports cannot be written in “{lang}” yet.",
        "use one of: {known}.",
    ),
    "STUDY-22": (
        "There is no response group “{group}” to collapse.",
        "did you mean {hint}? Correct it, or remove it.",
    ),
    "STUDY-23": (
        "“{domain}” is written as a crossing and is none: that names two other domains or more.",
        "write `cross: [sector, size]`, without item or column.",
    ),
    "STUDY-24": (
        "“{domain}” crosses “{name}”, which is no domain that can be crossed.",
        "cross two or more of: {known}.",
    ),
    "STUDY-25": (
        "“{domain}” crosses “{name}”, whose groups of answers overlap.",
        "cross a domain whose levels are single answers.",
    ),
    "STUDY-26": (
        "The index “{index}” is made of “{item}”, which is no item.",
        "did you mean {hint}? Correct it, or remove it.",
    ),
    "STUDY-27": (
        "The index “{index}” needs two items or more, and `least` no more than there are ({most}).",
        "add items, or lower `least`.",
    ),
    "STUDY-28": (
        "“{item}” has no points for the index “{index}”.",
        "give its levels `scores` in the questionnaire, or points with `recode` in the index.",
    ),
    # items and their answers
    "ITEM-01": (
        "The group “{group}” names “{level}”, which is not a level of the item.",
        "use some of: {known}.",
    ),
    "ITEM-02": (
        "The code “{raw}” is recoded to “{level}”, which is not a level of the item.",
        "use one of: {known}.",
    ),
    "ITEM-03": (
        "“{id}”: the minimum {minimum} is above the maximum {maximum}.",
        "swap them, or remove one.",
    ),
    "ITEM-04": (
        "“{id}”: at most {cap} may be chosen, but there are only {options} options.",
        "lower the cap, or remove it.",
    ),
    "ITEM-05": (
        "“{id}” has {scores} scores for {levels} levels.",
        "give one score for each level, and null for a level without a score.",
    ),
    "ITEM-06": (
        "The item names the wave “{wave}”, which is not in study.yaml.",
        "did you mean {hint}? Correct it, or remove it.",
    ),
    "ITEM-07": (
        "The group “{group}” has the same id as a level, so no reference could tell them apart.",
        "give the group another id, here and in the texts.",
    ),
    "ITEM-08": (
        "“{id}” has a key of its own and is not listed among the options.",
        "remove it from the list and write `{id}: true` for the item.",
    ),
    "ITEM-09": (
        "There is no kind of item “{kind}”.",
        "did you mean {hint}? Correct it, or remove it.",
    ),
    "ITEM-10": (
        "Wave {wave} offers “{level}”, which is not a level of the item.",
        "use some of: {known}.",
    ),
    "ITEM-11": (
        "The item has no row or option “{part}”.",
        "use some of: {known}.",
    ),
    "ITEM-12": ("“{option}” is said to stand alone but is not an option.", "use some of: {known}."),
    "ITEM-13": (
        "The note on wave {wave} is missing in {lang}.",
        "write it in every language of the study.",
    ),
    "ITEM-14": (
        "The comparability of wave {wave} is changed, but no note says how.",
        "add `note:` with a sentence in every language.",
    ),
    "ITEM-15": (
        "The code “{raw}” has a `*` before its end, where it stands for itself.",
        "move it to the end, where it stands for any ending, or leave it out.",
    ),
    "ITEM-16": (
        "“{id}” cannot be the id of an item: cases have a column of that name already.",
        "give the item another id; these are taken: {known}.",
    ),
    "ITEM-20": (
        "The answers have no column “{column}” for “{item}”.",
        "add the column, name it under `waves:` with `column:`, or set `asked: false`.",
    ),
    "ITEM-21": (
        "“{value}” is not an answer to “{item}” ({where}).",
        "correct the answer, or give the code under `recode:`; the levels are: {known}.",
    ),
    "ITEM-22": (
        "“{option}” is marked together with other answers to “{item}”, which it excludes "
        "({where}).",
        "remove it, or remove the others.",
    ),
    "ITEM-23": (
        "{marked} options are marked for “{item}”, but no more than {cap} may be ({where}).",
        "correct the answer, or raise the cap.",
    ),
    "ITEM-24": (
        "“{value}” is not a number ({where}).",
        "write the number with digits only.",
    ),
    "ITEM-25": (
        "{value} is outside the limits of “{item}”, {bounds} ({where}).",
        "correct the answer, or change the limits of the item.",
    ),
    "ITEM-26": (
        "{value} has more decimals than the {decimals} that “{item}” allows ({where}).",
        "correct the answer, or raise `decimals:`.",
    ),
    "ITEM-27": (
        "“{value}” gives an option or a rank twice ({where}).",
        "give each option its own rank.",
    ),
    "ITEM-28": (
        "“{value}” is not a rank from 1 to {most} ({where}).",
        "correct the rank.",
    ),
    "ITEM-29": (
        "“{value}” is a level of “{item}” that this wave did not offer ({where}).",
        "correct the answer, or the `levels:` of the wave.",
    ),
    # routing
    "ROUTE-01": (
        "The routing of “{item}” asks about “{name}”, which is not an item.",
        "did you mean {hint}? Correct it, or remove it.",
    ),
    "ROUTE-02": (
        "The routing of “{item}” asks about “{name}”, which comes after it.",
        "move “{item}” after “{name}”.",
    ),
    "ROUTE-03": (
        "“{name}” has no level “{level}”.",
        "use one of: {known}.",
    ),
    "ROUTE-04": (
        "The routing runs in a circle: {circle}.",
        "let one of these items be asked of everyone.",
    ),
    "ROUTE-05": (
        "In wave {wave}, the routing to “{item}” depends on “{name}”, which that wave did not ask.",
        "give the item its own `ask_if:` in that wave (`everyone`, if all were asked).",
    ),
    "ROUTE-06": (
        "“{part}” does not say whom to ask.",
        "compare an item with levels or a number, for example strategy in [yes, drafting].",
    ),
    "ROUTE-07": (
        "“{name}” cannot be compared like this: {problem}",
        "use ==, != or in with levels, and < or > with numbers.",
    ),
    # expressions: routing, references, guards
    "EXPR-01": ("Expected {expected} in column {at}, but found {found}.", "correct “{text}”."),
    "EXPR-02": ("The expression has more than {most}.", "split it up."),
    "EXPR-03": ("The text that begins in column {at} has no closing quote.", "add {quote}."),
    "EXPR-04": ("“{found}” in column {at} means nothing here.", "remove it, or put it in quotes."),
    # texts
    "TEXT-01": (
        "The text `{key}` is missing in {lang}; in {other} it is at {where}.",
        "translate it here.",
    ),
    "TEXT-02": (
        "Nothing in the study uses the text `{key}`.",
        "did you mean {hint}? Correct it, or remove it.",
    ),
    "TEXT-03": ("The text `{key}` is empty.", "write it, or remove the key."),
    "TEXT-04": ("The text `{key}` is missing in every language.", "write it: {what}."),
    "TEXT-05": ("The text `{key}` should be {expected}, but is {found}.", "write {expected}."),
    "TEXT-06": (
        "The text `{key}` names “{name}” in braces, which is no item asked before it.",
        "did you mean {hint}? Or leave the braces out.",
    ),
    # the plan of fieldwork
    "FIELD-01": (
        "The mail text `{key}` names “{name}”, which cannot be filled in.",
        "did you mean {hint}? Correct it.",
    ),
    "FIELD-02": (
        "The mail text `{key}` does not hold the link to the questionnaire.",
        "write the word link in braces, on a line of its own.",
    ),
    "FIELD-03": (
        "The domain “{domain}” has no level “{level}” to aim at.",
        "use one of: {known}.",
    ),
    # files of other systems
    "STORE-01": (
        "“{suffix}” is not a format that can be read.",
        "save the table as one of {known}.",
    ),
    "STORE-02": (
        "The file is named {suffix}, but its content is {found}.",
        "open it in the program it came from and save it as {suffix}, or correct the name.",
    ),
    "STORE-03": ("“{file}” is empty.", "save the table again, with its header and rows."),
    "STORE-04": ("This is a folder, not a file.", "name a file inside it."),
    "STORE-05": (
        "The file cannot be read as {kind}: {problem}",
        "fetch or save it again; it may have been cut off on its way.",
    ),
    "STORE-06": ("The encoding of the text is not recognised.", "save it again as UTF-8."),
    "STORE-07": (
        "Column {number} has the same name as an earlier one: “{column}”.",
        "rename one of them.",
    ),
    "STORE-08": ("Column {number} has no name.", "name it in the header, or remove it."),
    "STORE-09": (
        "The row has {fields} fields but the header has {columns} ({rows} such rows).",
        "put quotes around texts that contain the separator, or correct the row.",
    ),
    "STORE-10": (
        "The row cannot be read: {problem}",
        "look for a quote that is not closed, and write a quote inside quotes twice.",
    ),
    "STORE-11": (
        "The file unpacks to {size} {what} or more; the limit is {limit}.",
        "save only the table, without formatting beyond its edge, or save it as Parquet.",
    ),
    "STORE-12": (
        "The header is not one row of names: {blank} of {columns} cells are blank or merged.",
        "leave one header row, with a name over every column and nothing above it.",
    ),
    "STORE-13": ("The workbook has no sheet “{sheet}”.", "use one of: {known}."),
    "STORE-14": (
        "Column “{column}” has a type that cannot be read as answers: {type}.",
        "save it as text, numbers or dates.",
    ),
    # frames
    "FRAME-01": (
        "The frame of wave {wave} has no column “{column}”.",
        "add the column, or rename one of: {known}.",
    ),
    "FRAME-02": ("There are rows without {column}, {count} in all: {rows}.", "fill the cells in."),
    "FRAME-03": (
        "The unit “{unit}” is in several rows: {rows}.",
        "give every unit one row and its own id.",
    ),
    "FRAME-04": (
        "“{value}” is not a level of “{column}” ({where}).",
        "use one of: {known}; or add the level to the domain in study.yaml.",
    ),
    "FRAME-05": (
        "“{value}” in the column {column} is not understood ({where}).",
        "use one of: {known}.",
    ),
    "FRAME-06": (
        "There are units without {column}, {count} in all (rows {rows}).",
        "fill the cells in; a unit without it belongs to no group.",
    ),
    "FRAME-07": (
        "No unit of wave {wave} has the {column} “{level}”.",
        "do nothing if that is right; otherwise check whether rows are missing.",
    ),
    "FRAME-08": (
        "Units with the same name in one {column}: {units}.",
        "remove the duplicate, or do nothing if they are two organisations.",
    ),
    "FRAME-09": (
        "Units with the same organisation number, {number}: {units}.",
        "decide whether it is one organisation, and which entry answers for it.",
    ),
    "FRAME-10": (
        "These may be one organisation under several {column}: {units}.",
        "decide which entry answers for it; different organisation numbers (a column orgnr) "
        "would settle that they are two.",
    ),
    "FRAME-11": (
        "There are units of wave {earlier} that are gone in {later} and that no unit names as "
        "its predecessor, {count} in all: {units}.",
        "name them under `predecessors` of the units that took over, or do nothing if they were "
        "closed.",
    ),
    "FRAME-12": (
        "The unit “{unit}” of wave {later} names a predecessor that is not in wave {earlier}: "
        "“{predecessor}”.",
        "correct the id.",
    ),
    "FRAME-13": (
        "“{name}” was unit “{before}” in wave {earlier} and is unit “{after}” in {later}.",
        "correct the id, or do nothing if another organisation took over the name.",
    ),
    "FRAME-14": (
        "Waves {earlier} and {later} have no unit in common, so no unit can be followed.",
        "use the same ids in both frames, or do nothing if the earlier ids are anonymous.",
    ),
    "FRAME-15": (
        "No unit of wave {wave} is eligible.",
        "say yes under `eligible` for the units that the survey is about, or leave the column out.",
    ),
    # answers
    "ANSWER-01": (
        "The column “{column}” belongs to no item of wave {wave} and is not read.",
        "do nothing if it is not needed; otherwise correct its name, or give it under `column:`. "
        "Columns that are missing: {lacking}.",
    ),
    "ANSWER-02": (
        "There are rows that name no unit, {count} in all: {rows}.",
        "fill the cells in, or keep the rows as answers of unknown sector with `unlinked: keep` "
        "for the wave.",
    ),
    "ANSWER-03": (
        "The unit “{unit}” is not in the frame of wave {wave} ({where}).",
        "correct the id, or add the unit to the frame.",
    ),
    "ANSWER-04": (
        "The unit “{unit}” has answered in several rows: {rows}.",
        "keep one, or choose `resolve: last`, `first` or `most_complete` in study.yaml.",
    ),
    "ANSWER-05": (
        "Answers to “{item}” are set aside, {count} in all, because routing led past it "
        "({condition}; rows {rows}).",
        "do nothing if the routing is right; otherwise correct `ask_if`.",
    ),
    "ANSWER-06": (
        "“{value}” in the column {column} is not a date or time ({where}), and it "
        "decides which of several answers counts.",
        "write it as 2024-10-31 or 2024-10-31T09:30:00.",
    ),
    "ANSWER-07": (
        "The answers of wave {wave} have no column “{column}”, which study.yaml names as {what}.",
        "correct the name in study.yaml, or use one of: {known}.",
    ),
    "ANSWER-08": (
        "“{value}” is not a level of “{column}” ({where}).",
        "use one of: {known}.",
    ),
    "ANSWER-09": (
        "Rows without answers are set aside, {count} in all (rows {rows}).",
        "do nothing if they are invitations that nobody answered.",
    ),
    "ANSWER-10": (
        "More values of the column {column} have the same fault as those above: {more}.",
        "check that the column, its `recode:` and its `separator:` are the right ones.",
    ),
    "ANSWER-11": (
        "Wave {wave} has no answers.",
        "set `status: planned` until the first answer has come in, or look for the rows.",
    ),
    "ANSWER-12": (
        "“{value}” in the column {column} is not a date or time ({where}).",
        "write it as 2024-10-31 or 2024-10-31T09:30:00; until then the answer is neither early nor "
        "late.",
    ),
    # printed figures
    "AGG-01": ("The printed figures have no column “{column}”.", "add it; the file has: {known}."),
    "AGG-02": (
        "“{item}” is not a variable of the study.",
        "did you mean {hint}? Use an item, `item.row` of a battery or `item.option` of a multiple "
        "choice.",
    ),
    "AGG-03": ("“{item}” has no level or group “{level}”.", "use one of: {known}."),
    "AGG-04": ("“{value}” is not a percentage between 0 and 100.", "correct the figure."),
    "AGG-05": (
        "The levels of “{item}” sum to {total} per cent ({group}), more than rounding explains.",
        "correct the figures, or give unions of levels by their group ids.",
    ),
    "AGG-06": (
        "“{item}”, level “{level}” ({group}) is in several rows: {rows}.",
        "keep one of them.",
    ),
    "AGG-07": (
        "The study has no domain “{domain}” with a level “{level}”.",
        "use one of: {known}.",
    ),
    "AGG-08": ("“{value}” is not a number of answers.", "write a whole number, or leave it blank."),
    "AGG-09": (
        "The item “{item}” was not asked in wave {wave}.",
        "remove the row, or let the wave ask the item.",
    ),
    # weights
    "WEIGHT-01": (
        "Wave {wave} has answers but no frame: weighting “{weighting}” needs to know how many "
        "units there are.",
        "give the wave a frame file in study.yaml, or use the method none.",
    ),
    "WEIGHT-02": (
        "In wave {wave} only {n} of the {N} units in the response group “{group}” answered; at "
        "least {least} are required (weighting “{weighting}”).",
        "join it with a similar group: under `collapse` write {proposal}; a preliminary report "
        "(--preliminary) joins it for now.",
    ),
    "WEIGHT-03": (
        "In wave {wave} the response group “{group}” has more answers ({n}) than eligible units in "
        "the frame ({N}; weighting “{weighting}”).",
        "add the missing units to the frame, mark them as eligible, or correct the answers.",
    ),
    "WEIGHT-04": (
        "The response groups of weighting “{weighting}” cross the strata of the sample "
        "({strata}), and the frame of wave {wave} does not say who was drawn.",
        "give the frame a column `drawn` with true or false for every unit; or begin `groups` "
        "with the strata, and collapse only groups within one stratum.",
    ),
    "WEIGHT-05": (
        "In wave {wave} there are answers from units that are not eligible according to the "
        "frame: {units}.",
        "mark them as eligible, or remove their answers; until then they have weight 0.",
    ),
    "WEIGHT-06": (
        "In wave {wave}, {n} of the {N} units in the response group “{group}” have answered so far "
        "(at least {least} are required), and it is joined with another for now.",
        "do nothing in a preliminary report; for the final one write {proposal} under `collapse`.",
    ),
    "WEIGHT-07": (
        "In wave {wave} stratum “{group}” has one answer of {N} units, so its spread is not "
        "known; the distance of that answer from the mean of all is used instead.",
        "join the stratum with a similar one under `collapse`.",
    ),
    "WEIGHT-08": (
        "There are base weights that are {what}, {count} in all (rows {rows}).",
        "give every answer a positive weight, and leave out those that stand for nobody.",
    ),
    "WEIGHT-09": (
        "Nobody of “{margin}” “{level}” answered, but {total} units should be weighted up to.",
        "join the level with a like one in a column of its own, or leave the margin out.",
    ),
    "WEIGHT-10": (
        "The margins do not add up to the same number of units: {sums}.",
        "correct the totals, or take all of them from the frame.",
    ),
    "WEIGHT-11": (
        "The margin “{margin}” cannot be met: {total} is wanted, and with ratios of new to base "
        "weight from {low} to {high} the nearest that can be had is {reach}.",
        "widen `bounds`, join levels, or leave a margin out.",
    ),
    "WEIGHT-12": (
        "The weights did not settle: after {steps} steps a margin is still off by {misfit} of its "
        "total.",
        "join small levels, or leave a margin out.",
    ),
    "WEIGHT-13": (
        "Weights cannot be kept between {low} and {high}: their mean is {mean}.",
        "set limits on both sides of the mean weight.",
    ),
    "WEIGHT-14": (
        "The weighting “{weighting}” has the method {method} but names no margins.",
        "add `margins: [sector]`, or use the method groups.",
    ),
    "WEIGHT-15": (
        "“{value}” in the frame's column {column} is not a number; such units: {count}.",
        "write the number with digits and a decimal point, or leave the column out of `sums`.",
    ),
    "WEIGHT-16": (
        "“{margin}” “{level}” has no total to be weighted up to, but it has answers: {n}.",
        "give the level a positive total, or correct the answers.",
    ),
    "WEIGHT-17": (
        "In wave {wave} answers without {columns} stand outside the margins of weighting "
        "“{weighting}”, {count} in all.",
        "nothing, if it is not known: they keep the weight they had.",
    ),
    "WEIGHT-18": (
        "The bounds of the weights cannot be {bounds} (distance {distance}).",
        "write two numbers, one below 1 and one above, such as [0.3, 3]; logit needs them, from 0 "
        "up.",
    ),
    "WEIGHT-19": (
        "In wave {wave} weights of “{weighting}” are below 0, {count} in all.",
        "use `distance: raking`, or `bounds`.",
    ),
    "WEIGHT-20": ("Totals are given for “{name}”, which is not there.", "use one of: {known}."),
    "WEIGHT-21": (
        "The margins of weighting “{weighting}” cannot be met by weights within the limits of "
        "`trim`.",
        "widen `trim`, or leave a margin out.",
    ),
    "WEIGHT-23": (
        "In wave {wave} only {n} of the {N} units in the response group “{group}” answered; at "
        "least {least} are required (weighting “{weighting}”), and there is no other group to join "
        "it with.",
        "lower `least`, or use the method none.",
    ),
    "WEIGHT-22": (
        "Nobody of the frame of wave {wave} answered: there is no telling who was likely to.",
        "wait for answers, or look whether answers and frame use the same unit ids.",
    ),
    "WEIGHT-24": (
        "The weighting “{weighting}” cannot be by size: its weights are calibrated, or the study "
        "is open.",
        "use the method groups, base or none, in a census or a sample.",
    ),
    "WEIGHT-25": (
        "The weighting “{weighting}” does not say in the language “{lang}” what its size counts.",
        "write both, for example `size: inhabitants` and `of: {{sv: invånare, en: inhabitants}}`.",
    ),
    "WEIGHT-26": (
        "In the frame of wave {wave} {count} units have no number of 0 or more in “{column}”; the "
        "first is “{unit}”, with {value}.",
        "fill it in: the weighting “{weighting}” needs the size of every unit.",
    ),
    "WEIGHT-27": (
        "In wave {wave} there are answers that no unit drawn in the sample gave, {count} in all: "
        "{units}.",
        "mark the units as drawn in the frame, or remove the answers; until then they have "
        "weight 0.",
    ),
    "WEIGHT-28": (
        "In wave {wave} nobody was drawn of the {N} units in the stratum “{stratum}”.",
        "mark who was drawn, join the stratum with another, or mark its units as not eligible.",
    ),
    "WEIGHT-29": (
        "No answer of wave {wave} is of a unit that is eligible.",
        "look whether answers and frame use the same unit ids, and what the frame says under "
        "`eligible`.",
    ),
    # planning and selection
    "SAMPLE-01": (
        "{n} units are wanted from the stratum “{stratum}”, which has {N}.",
        "take at most all of them.",
    ),
    "SAMPLE-02": (
        "“{name}” cannot be {value}.",
        "give a number between {low} and {high}.",
    ),
    "SAMPLE-03": (
        "{total} units cannot be shared out: the strata take from {least} to {most}.",
        "choose a number between the two.",
    ),
    "SAMPLE-04": (
        "A spread that the allocation rests on is negative or no number.",
        "give a standard deviation of 0 or more for every stratum and item.",
    ),
    "SAMPLE-05": ("Units stand in the list twice: {units}.", "keep one row of each."),
    "SAMPLE-06": (
        "No wave of the study has a frame: a plan needs to know how many units there are.",
        "give a wave a frame file in study.yaml.",
    ),
    "SAMPLE-07": (
        "A plan needs to know what is wanted.",
        "give a precision (--precision 0.05), a change to be seen (--change 0.10) or a number of "
        "answers to share out (--total 200).",
    ),
    "SAMPLE-08": (
        "Who was drawn in wave {wave} is not known, or was not drawn with the seed “{seed}”.",
        "give its frame a column `drawn` (tempen draw --out writes one), and use the same seed.",
    ),
    "SAMPLE-09": (
        "“{text}” does not say how many units of which stratum.",
        "write the stratum, = and a whole number, for example --take municipality=60.",
    ),
    # the report's source
    "REPORT-01": (
        "The report in {lang} is missing: {file}.",
        "write it, or remove the language from `languages` in study.yaml.",
    ),
    "REPORT-02": (
        "Raw HTML has no place in a report: {tag}",
        "use Markdown, or a block; a report is also written as PDF and Word.",
    ),
    "REPORT-03": (
        "This part of Markdown has no place in a report: {what}.",
        "use paragraphs, headings, lists, quotations and the blocks of the report language.",
    ),
    "REPORT-04": (
        "“{sign}” stands alone: a reference or guard is not closed, or not opened.",
        "write a reference as two braces on each side, a guard as two square brackets.",
    ),
    "REPORT-05": (
        "The guard has no condition: “{guard}”.",
        "after the words write a colon and what must hold.",
    ),
    "REPORT-06": (
        "The mark “{mark}” means nothing here.",
        "after a text write outside=id or name in braces, after a heading - or appendix.",
    ),
    "REPORT-07": (
        "A heading of level {level}: a report has three levels.",
        "use #, ## or ###.",
    ),
    "REPORT-08": (
        "There is no block “{block}”{guess}.",
        "use one of: {known}.",
    ),
    "REPORT-09": (
        "The block “{block}” holds no settings.",
        "write one setting a line: its name, a colon, its value.",
    ),
    "REPORT-10": (
        "The block “{block}” has no setting “{setting}”{guess}.",
        "use one of: {known}.",
    ),
    "REPORT-11": (
        "“{setting}” cannot be “{value}”.",
        "use one of: {known}.",
    ),
    "REPORT-12": (
        "“{setting}” has the wrong form.",
        "write {expected}.",
    ),
    "REPORT-13": (
        "The block “{block}” lacks the setting “{setting}”.",
        "add it.",
    ),
    "REPORT-14": (
        "A typed number in running prose: “{digits}”.",
        "refer to an estimate, or mark it as a figure of others or as part of a name.",
    ),
    "REPORT-15": (
        "There is no outside fact “{source}”.",
        "add it under `outside` in study.yaml with its source, or use one of: {known}.",
    ),
    "REPORT-16": (
        "“{word}” claims something, and no guard asks the data about it.",
        "put it in a guard with its condition, or use another word.",
    ),
    "REPORT-17": (
        "The {kind} id “{id}” is used twice.",
        "give each chart and each table an id of its own.",
    ),
    "REPORT-18": (
        "The chart “{id}” cannot be drawn: {problem}",
        "choose other items, levels or waves.",
    ),
    "REPORT-19": (
        "“{id}” cannot be an id.",
        "write a letter first, then letters a to z, digits, _ and -.",
    ),
    "REPORT-20": (
        "“{one}” and “{many}” stand in the same block.",
        "keep one of them.",
    ),
    # two languages of a report
    "PARITY-01": (
        "{theirs} chapters here, {ours} in {file}.",
        "give both languages the same chapters.",
    ),
    "PARITY-02": (
        "The reference {what} is not in the other language's chapter ({there}).",
        "add it there, or remove it here.",
    ),
    "PARITY-03": (
        "The condition “{what}” is not in the other language's chapter ({there}).",
        "guard the same claim there, or remove it here.",
    ),
    "PARITY-04": (
        "The block {what} is not in the other language's chapter with the same settings ({there}).",
        "make the two blocks alike in all but their texts.",
    ),
    # references
    "REF-01": (
        "This is not a reference: {what}",
        "write the name of a reference with its arguments in brackets, texts in quotes.",
    ),
    "REF-02": ("There is no reference “{name}”{guess}.", "use one of: {known}."),
    "REF-03": (
        "{name} was given {given} arguments.",
        "give these in order, the rest by name: {wanted}.",
    ),
    "REF-04": ("There is no item “{name}”{guess}.", "use one of: {known}."),
    "REF-05": ("“{item}” has no level “{name}”{guess}.", "use one of: {known}."),
    "REF-06": ("{value} cannot stand here.", "write a whole number that makes sense here."),
    "REF-07": (
        "{reference} knows no argument “{name}”{guess}.",
        "use one of: {known}.",
    ),
    "REF-08": (
        "{domains} cross each other here, and the study has no such domain.",
        "add the crossing to `domains` in study.yaml: {{id: …, cross: [{domains}]}}.",
    ),
    "REF-09": ("There is no {kind} “{name}”{guess}.", "use one of: {known}."),
    "REF-10": (
        "“{item}” was not asked in wave {wave}, or no figures of it exist.",
        "choose a wave that asked it: {asked}.",
    ),
    "REF-11": (
        "“{item}” has no wave before {wave} to compare with.",
        "remove the comparison.",
    ),
    "REF-12": (
        "“{item}” has no mean: its answers are neither numbers nor points on a scale.",
        "refer to a share, or give its levels scores.",
    ),
    "REF-13": (
        "A difference needs a domain and one of its levels.",
        "name the domain, for example sector='town', and if you like than='county'.",
    ),
    "REF-14": (
        "{name} is for conditions; it prints nothing.",
        "use share, interval or response_rate.",
    ),
    "REF-16": ("There is no domain “{name}”{guess}.", "use one of: {known}."),
    "REF-20": (
        "{call} rests on made-up answers and stands in running prose.",
        "show it in a figure or table, which say so, or in a box of kind caution.",
    ),
    "REF-21": (
        "{call} is withheld: {reasons}.",
        "refer to a larger group, or say that there are too few answers.",
    ),
    "REF-22": (
        "{call} has no value: wave {wave} holds no such figure.",
        "choose a wave, level or group of which there are figures.",
    ),
    "REF-23": (
        "{call} rests on so few answers that per cent would mislead.",
        "say how many of how many with share_of_base, and compare nothing.",
    ),
    "REF-24": (
        "{call} has no interval.",
        "leave it out: printed figures and open studies have none.",
    ),
    "REF-25": (
        "{call} does not exist: only a change since printed figures without a base has it.",
        "leave it out; where both waves have answers the change is tested.",
    ),
    "REF-26": (
        "{call} does not say which answer its rows are ranked by.",
        "add level='…'.",
    ),
    "REF-27": ("{call}: there are only {options} options.", "use a smaller rank."),
    "REF-28": (
        "{call}: several options share that rank ({options}).",
        "name them together in a guard of your own.",
    ),
    "REF-29": ("There is no {call}.", "use the id of one of: {known}."),
    "REF-30": (
        "“{item}” has no two sides to take the balance of.",
        "name them: net('{item}', plus='…', minus='…'), levels or groups of it.",
    ),
    "REF-31": ("{call} needs a number, and “{item}” is none.", "refer to an item that is one."),
    "REF-32": ("“{name}” is no index of the study{guess}.", "use one of: {known}."),
    "REF-33": (
        "{call} would be a total of those who answered only: the weighting “{weighting}” does not "
        "make them stand for the others.",
        "use a weighting by groups or by the design; count tells how many answered so.",
    ),
    "REF-34": ("{value} is no part of all.", "write a number between 0 and 1, such as 0.9."),
    "REF-35": (
        "{call} needs three waves with figures, and there are {n}.",
        "use change for two waves.",
    ),
    "REF-36": (
        "{call} has no finite value: the data hold no case that speaks against the association, "
        "once the rest is taken into account ({direction}).",
        "say it in counts, or take fewer or larger groups into account.",
    ),
    "REF-37": (
        "{call} has no value: {why}.",
        "leave it out, or ask for something else.",
    ),
    "REF-38": (
        "{call} does not say which answer it is about.",
        "name a level or group of “{item}”.",
    ),
    "REF-39": (
        "{name} cannot stand in a block of measures.",
        "use one of: {known}.",
    ),
    "REF-40": (
        "“{name}” is answered in words: it has no figures.",
        "quote answers in the text, or use one of: {known}.",
    ),
    # claims
    "CLAIM-01": (
        "The data do not support “{words}” ({condition}). Now: {says}.",
        "change the words, or the condition with them.",
    ),
    "CLAIM-02": (
        "“{words}” cannot be significant: {call} is not tested, {why}.",
        "claim a size instead of a test, or say that it cannot be tested.",
    ),
    "CLAIM-03": ("“{word}” is no qualifier.", "use one of: {known}."),
    "CLAIM-04": (
        "This has no place in a condition: {what}",
        "compare references with numbers or each other, joined by and, or, not.",
    ),
    "CLAIM-05": (
        "“{words}” cannot be certain: something in “{condition}” has no interval.",
        "remove `certain`; printed figures and open studies have no intervals.",
    ),
    "CLAIM-06": (
        "Nothing in “{condition}” can be significant (“{words}”).",
        "use change, difference or association, or `certain` for a share.",
    ),
    "CLAIM-07": (
        "{name} is not a number that can be compared.",
        "use share, lower, upper, change, difference, mean, net, index, count, base or rate.",
    ),
    "CLAIM-08": (
        "The data do not support “{words}” yet ({condition}); the report says “{neutral}”.",
        "do nothing in a preliminary report; a final one must claim something that holds.",
    ),
    "CLAIM-09": (
        "{reference} rests on too few answers so far; the report says “{neutral}”.",
        "do nothing in a preliminary report; a final one must refer to something else.",
    ),
    # estimates
    "EST-01": (
        "There is no variable “{variable}” to estimate in the study.",
        "use one of the variables of the questionnaire: {known}.",
    ),
    "EST-02": (
        "“{variable}” has no level or group “{level}”.",
        "use one of: {known}.",
    ),
    "EST-03": (
        "There is no {what} “{name}”.",
        "use one of: {known}.",
    ),
    "EST-04": (
        "The weighting “{weighting}” does not fit the cases: {problem}",
        "make the weights from the same cases.",
    ),
    "EST-05": (
        "The data have no column “{column}”.",
        "use one of: {known}.",
    ),
    "EST-06": (
        "Weights in “{column}” are {problem}: {count}, of which row {row} is the first.",
        "correct them, or leave these rows out; a weight of 0 takes a case out of every base.",
    ),
    "EST-07": (
        "“{column}” cannot be used as a finite population correction: {problem}",
        "give the units in the population of each stratum, or the rate at which they were"
        " sampled, and say which: fpc_as='count' or fpc_as='rate'.",
    ),
    "EST-08": (
        "A stratum has more units in the sample ({n}) than in the population ({N}) by “{column}”"
        " (such strata: {strata}).",
        "correct the numbers of the population, or the strata.",
    ),
    "EST-09": (
        "“{column}” has different numbers within stratum {stratum}.",
        "give every case of a stratum the same number.",
    ),
    "EST-10": (
        "Strata of one unit only ({count}): {names}.",
        "join them to others (collapse=...), or choose lonely='adjust' or 'average'.",
    ),
    "EST-11": (
        "“{column}” makes too many groups: {count}; at most {most} are told apart.",
        "use a mean or quantiles for a number, or code the answers first.",
    ),
    "EST-12": (
        "“{column}” does not hold numbers.",
        "use a column of numbers; to levels give points (points=...), or ask for their shares.",
    ),
    "EST-13": (
        "“{column}” has no answers at all.",
        "check that it is the right column, and how missing answers were read.",
    ),
    "EST-14": (
        "The probabilities in “{column}” must be above 0 and at most 1; row {row} is not.",
        "correct them.",
    ),
    "EST-15": (
        "{stages} stages of selection do not fit {given} given as “{what}”.",
        "give one for each stage, or none.",
    ),
    "EST-16": (
        "The replicate weights cannot be used: {problem}.",
        "choose another kind, or give the replicate weights that came with the data.",
    ),
    "EST-17": (
        "{what} cannot be “{asked}”.",
        "use one of: {known}.",
    ),
    "EST-18": (
        "“{column}” does not name the units once each: “{unit}” stands there more than once.",
        "give a column that is different for every unit of a wave.",
    ),
    "EST-19": (
        "{what} cannot be had of this design: {need}",
        "state that of the design, or ask for what does not need it.",
    ),
    "EST-20": (
        "“{label}” is not one of the {what}.",
        "use one of: {known}.",
    ),
    "EST-21": (
        "A {kind} is not a table that can be read.",
        "give a Polars, pandas or Arrow table, or a mapping of columns.",
    ),
    "EST-22": (
        "“{column}” is missing in some rows ({count}), of which row {row} is the first.",
        "every case must stand somewhere in the design: fill it in, or leave the rows out.",
    ),
    "EST-23": (
        "Nobody answered of those drawn ({asked}) in the response group “{group}” (groups like "
        "it: {groups}).",
        "join it with a similar group: nobody can speak for it.",
    ),
    "EST-24": (
        "Who answered is not said: “{column}” has “{value}”.",
        "name a column that is true or false (1 or 0, yes or no) for everyone who was drawn.",
    ),
    "EST-25": (
        "The data have no rows.",
        "check how the table was read; a design needs one case at least.",
    ),
    "EST-26": (
        "“{column}” has fewer than two groups, and a comparison needs two.",
        "compare by a column that tells groups apart, or ask for the estimates themselves.",
    ),
    "EST-27": (
        "The calibration does not fit the cases: {problem}.",
        "give x, w0 and q with a finite number for every case, in the order of the data.",
    ),
    "EST-28": (
        "“{column}” holds infinite numbers, the first in row {row}.",
        "write the number that was meant, or leave the cell empty.",
    ),
    "EST-29": (
        "“{column}” holds {kind}, which are neither levels nor numbers.",
        "make a column of texts or numbers from it.",
    ),
    "EST-30": (
        "The columns do not make a table: {problem}.",
        "give columns of the same length, each of one kind.",
    ),
    # engines
    "ENGINE-01": (
        "The engine “{engine}” needs packages that are not installed: {packages}.",
        'install Tempen with it: pip install "tempen[{engine}]"; or leave the engine out.',
    ),
    "ENGINE-02": (
        "Spark ({address}) does not start or does not answer: {problem}",
        "install Java 17 or later, or give the address of a Spark Connect server, such as"
        " sc://host:15002 (--spark, or SPARK_REMOTE).",
    ),
    "ENGINE-03": (
        "There is no Parquet file at “{path}”.",
        "give a .parquet file, several, a folder of them, or a pattern such as answers/*.parquet.",
    ),
    # rules of consistency, and changes to answers
    "EDIT-01": (
        "The rule “{rule}” asks about “{name}”, which is not an item.",
        "did you mean {hint}? Correct it, or remove it.",
    ),
    "EDIT-02": (
        "Responses fail the rule “{rule}” ({where}).",
        "ask the units, and write what they say under edits/; or change the rule.",
    ),
    "EDIT-03": (
        "The file of changes has no column “{column}”.",
        "give it the columns {known}.",
    ),
    "EDIT-04": (
        "There is no answer of the unit “{unit}” to change in wave {wave}.",
        "correct the unit, or remove the row.",
    ),
    "EDIT-05": (
        "“{item}” is not an item, row or option with a column in the answers of wave {wave}.",
        "did you mean {hint}? Correct it, or remove the row.",
    ),
    "EDIT-06": (
        "The answer of “{unit}” to “{item}” is {found}, not {before}, before this change.",
        "look at the answer again: it is not what was changed.",
    ),
    "EDIT-07": (
        "A change says nothing under “{column}”.",
        "every change says why, by whom and when it was made: fill it in.",
    ),
    "EDIT-08": (
        "“{value}” is not a date.",
        "write it as 2026-05-04.",
    ),
    "EDIT-09": (
        "No wave with answers has a log of changes “{file}”.",
        "name it after its wave; there may be: {known}.",
    ),
    # what is held back
    "DISCLOSE-01": (
        "There is no item “{item}” whose answers could be held back or public.",
        "did you mean {hint}? Correct it, or remove it.",
    ),
    "DISCLOSE-02": (
        "“{item}” is both protected and public.",
        "keep it in one of the two lists.",
    ),
    # Word and Excel
    "WRITE-11": (
        "The template “{file}” is not a Word file (.docx) that can be read.",
        "open it in Word and save it as a Word document (.docx), not as .doc or .dotx.",
    ),
    "WRITE-12": (
        "LibreOffice could not lay the Word report out to find its page numbers.",
        "install LibreOffice, or choose the pages of the PDF (--word-pages pdf).",
    ),
    # what was asked of the command line or the Python API
    "ASK-01": ("The study has no language “{asked}”.", "choose one of: {known}."),
    "ASK-02": ("The study has no item “{asked}”.", "choose one of: {known}."),
    "ASK-03": ("The study has no domain “{asked}”.", "choose one of: {known}."),
    "ASK-04": ("The study has no wave “{asked}”.", "choose one of: {known}."),
    "ASK-05": ("The item has no level or group “{asked}”.", "choose one of: {known}."),
    "ASK-06": ("The study has no weighting “{asked}”.", "choose one of: {known}."),
    "ASK-07": ("There is no output format “{asked}”.", "choose one of: {known}."),
    "ASK-08": (
        "Port {port} is not free on this computer.",
        "end the other program, or choose another port with --port.",
    ),
    "ASK-10": (
        "Wave {wave} has no answers that could be counted: it is {status}.",
        "choose one of: {known}.",
    ),
    "ASK-11": ("{what} of wave {wave} cannot be had: {why}.", "{mend}."),
    "ASK-12": (
        "A share cannot differ by {value}.",
        "give a number above 0, at most 1: 0.1 is ten percentage points.",
    ),
    "ASK-09": ("Wave {wave} has no answers to “{item}”.", "choose one of: {known}."),
    # the web
    "WEB-01": (
        "“{database}” is not the address of a database.",
        "write postgresql://user:password@host/name, or sqlite:///path.",
    ),
    "WEB-02": (
        "There is no wave in the field: {wave}.",
        "give a wave the status open and a frame, or choose one of: {known}.",
    ),
    "WEB-03": (
        "A demonstration makes answers up, and the organisations of this study may be real.",
        "serve it without --demo; or write `fictitious: true` where every unit is invented.",
    ),
    "WEB-04": (
        "The web needs a library that is not installed: {module}.",
        "install it with `pip install tempen[web]`.",
    ),
    "OFFICE-01": (
        "Wave {wave} does not stand in study.yaml as keys of its own.",
        "write the wave as an entry of the list `waves`, with id and status.",
    ),
    "OFFICE-02": (
        "The file of contacts has no column “{column}”; it has {known}.",
        "name a column so, or fetch the list of all organisations and fill it in.",
    ),
    "OFFICE-03": (
        "The file of contacts is larger than {most} MB.",
        "leave out what is not asked for, or save it as .csv.",
    ),
    # how a command was given
    "USE-01": ("There is no option “{option}”.", "see {help}."),
    "USE-02": ("{option} is missing.", "see {help}."),
    "USE-03": ("The value of {option} cannot be used.", "see {help}."),
    "USE-04": ("{option} has no value.", "write the value after it; see {help}."),
    "USE-05": ("There is no such command.", "choose one of: {known}."),
    "USE-06": ("There is more on the line than the command takes.", "see {help}."),
    # the audit of finished reports
    "AUDIT-01": ("Documents of the format {suffix} are not read.", "save it as one of {known}."),
    "AUDIT-02": ("The file is empty.", "fetch or save it again."),
    "AUDIT-03": (
        "The document is larger than is read: more than {most}.",
        "split it, or audit the part that holds the numbers.",
    ),
    "AUDIT-04": (
        "The file cannot be read as {kind}: {problem}.",
        "fetch or save it again; it may have been cut off on its way or been given another name.",
    ),
    "AUDIT-05": (
        "The document is encrypted, so nothing in it was audited.",
        "open it with its password and save it without one.",
    ),
    "AUDIT-06": (
        "The document holds no text, so nothing in it was audited; its pages may be scanned "
        "images.",
        "recognise its text (OCR) first, or get the file that it was printed from.",
    ),
    "AUDIT-07": (
        "No finding {code} on “{quote}” was left to accept.",
        "remove the entry, or copy the quote as the audit prints it.",
    ),
    "AUDIT-08": ("The copy would replace the document itself.", "give the copy another name."),
    "AUDIT-09": (
        "Comments can be written into Word documents only, and this is none.",
        "use --html, which makes a copy of any document with the findings in its margin.",
    ),
    "AUDIT-10": ("Findings cannot be told in “{asked}”.", "choose one of: {known}."),
}
