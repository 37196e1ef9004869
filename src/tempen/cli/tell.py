"""Faults on the error stream, and what stands in the way of reading and writing."""

from __future__ import annotations

import errno
import os
import sys

from tempen.errors import Fault, Place
from tempen.locale import mark, speak_number

PROBLEMS = mark(
    {
        errno.EACCES: "permission is denied",
        errno.EPERM: "permission is denied",
        errno.EROFS: "nothing can be written there",
        errno.ENOSPC: "the disk is full",
        errno.EEXIST: "a file stands where a folder should be",
        errno.ENOTDIR: "a file stands where a folder should be",
        errno.EISDIR: "a folder stands where a file should be",
        errno.ENOENT: "it does not exist",
    }
)


def tell(faults: tuple[Fault, ...], lang: str) -> None:
    """Print faults to the error stream, each with its mend, and how many there are."""
    for fault in faults:
        print(fault.say(lang), file=sys.stderr)
    errors = sum(fault.severity == "error" for fault in faults)
    warnings = len(faults) - errors
    if faults:
        told = speak_number(lang)("{n} fault", "{n} faults", errors).format(n=errors)
        also = speak_number(lang)("{n} warning", "{n} warnings", warnings).format(n=warnings)
        print(f"{told}, {also}.", file=sys.stderr)


def put(text: str) -> None:
    """Print; a reader that has seen enough (`| head`) is no fault of anybody."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def no_access(error: OSError) -> Fault:
    """What the system says of a file or folder, as a fault that its owner can mend."""
    said = PROBLEMS.get(error.errno or 0) or os.strerror(error.errno or errno.EIO)
    name = error.filename2 or error.filename or ""
    return Fault("FILE-10", Place(os.fsdecode(name)), {"problem": mark(said)})
