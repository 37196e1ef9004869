"""Wrong use of a command, told as every fault is: place, fault, mend, in the user's language."""

from __future__ import annotations

import typer

from tempen.errors import Fault, Place

# What the command line library raises; it names only the first of these in public.
UsageError = typer.BadParameter.__mro__[1]
CODES = {
    "NoSuchOption": "USE-01",
    "MissingParameter": "USE-02",
    "BadParameter": "USE-03",
    "BadOptionUsage": "USE-04",
}


def explain(error: Exception) -> Fault:
    """The fault that the library's exception stands for.

    USE-01 no such option, USE-02 something left out, USE-03 a value that cannot be used,
    USE-04 an option without its value, USE-05 no such command, USE-06 more than it takes
    """
    context = getattr(error, "ctx", None)
    command = getattr(context, "command_path", "tempen")
    facts = {"help": f"{command} --help"}
    commands = getattr(getattr(context, "command", None), "commands", None)
    code = CODES.get(type(error).__name__, "USE-05" if commands else "USE-06")
    if code == "USE-05":
        facts["known"] = ", ".join(commands or ())
    elif code in ("USE-01", "USE-04"):
        facts["option"] = str(getattr(error, "option_name", ""))
    elif code != "USE-06":
        facts["option"] = name(getattr(error, "param", None))
    return Fault(code, Place(command), facts)


def name(parameter: object) -> str:
    """“--format”, or the word that stands for an argument: “STUDY”."""
    longest = max(getattr(parameter, "opts", None) or [""], key=len)
    if longest.startswith("-"):
        return longest
    return str(getattr(parameter, "metavar", None) or longest.upper())
