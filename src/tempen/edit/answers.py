"""The answers of one wave: from rows of a file to coded cases, every row accounted for."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tempen.edit.changes import apply_changes
from tempen.edit.code import code_items
from tempen.edit.columns import add_constants, check_columns
from tempen.edit.consistency import keep_rules
from tempen.edit.route import route
from tempen.edit.rows import account_for, find_reasons
from tempen.edit.submitted import read_days
from tempen.edit.units import find_units
from tempen.errors import Fault, Faults, Place
from tempen.terms.cases import Account, Frame
from tempen.terms.study import Study, Wave
from tempen.terms.table import Table


@dataclass(frozen=True)
class Coded:
    """One wave, coded.

    table    as `Cases.table`, with the variables that the wave asked
    faults   errors and warnings; with errors among them the table is not to be used
    """

    wave: str
    table: pl.DataFrame
    account: Account
    faults: tuple[Fault, ...] = ()


def code_answers(
    study: Study, wave: Wave, frame: Frame | None, table: Table, changes: Table | None = None
) -> Coded:
    """Code the answers of a wave; never raises for what stands in the file.

    frame   of the wave; None where there is none (then units are taken as they are named)
    table   a row per response: the unit and submitted columns that the wave names, a column per
            item or part, optionally `disposition` and, for answers without a unit, frame columns
    changes made to answers after the fact, as `apply_changes` takes them
    faults  ANSWER-02 .. ANSWER-08 and those of the items (ITEM-20 ..), grouped by value
            ANSWER-11 a wave without answers (a warning while it is open)
            EDIT-03 .. EDIT-08 changes that cannot be made
    warns   ANSWER-01 unknown columns, ANSWER-05 answers beyond the routing, ANSWER-09 empty rows,
            EDIT-02 rules of the study that responses fail, ANSWER-12 days that are no dates
    """
    faults = Faults()
    table = add_constants(table, wave)
    check_columns(study, wave, table, faults)
    table, changed = apply_changes(study, wave, table, changes, faults)
    reason = find_reasons(study, wave, table, faults)
    kept = table.where(reason.is_null())
    units = find_units(study, wave, frame, kept, faults)
    units = units.with_columns(read_days(wave, kept, faults))
    codes, declared = code_items(study, wave, kept, faults)
    codes, past = route(study, wave, kept, codes, faults)
    codes, aside, skipped = keep_rules(study, kept, codes, faults)
    counted = {
        "routed_past": past,
        "declared_missing": declared,
        "changed": changed,
        "inconsistent": skipped,
    }
    notes = {what: count for what, count in counted.items() if count}
    account = account_for(wave, table, set_aside(reason, aside), notes)
    if not account.kept and not any(fault.severity == "error" for fault in faults.found):
        severity = "warning" if wave.status == "open" else "error"
        faults.add("ANSWER-11", Place(table.file), severity=severity, wave=wave.id)
    cases = units.with_columns(**codes).filter(~aside)
    return Coded(wave.id, cases, account, tuple(faults.found))


def set_aside(reason: pl.Series, aside: pl.Series) -> pl.Series:
    """Why rows are set aside, with those of the kept that a rule sets aside."""
    gone = reason.is_null().arg_true().filter(aside)
    return reason.scatter(gone, "inconsistent") if len(gone) else reason
