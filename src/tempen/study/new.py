"""A new study folder: a small complete study to build on, in the languages asked for."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from tempen.errors import Fault, Place, TempenError
from tempen.study.schemas import write_schemas

TEMPLATE = Path(__file__).parent / "template"
SHARED = ("study.yaml", "questionnaire.yaml", "frame", "answers")
SCHEMAS = ".schemas"


def template_languages() -> tuple[str, ...]:
    return tuple(sorted((path.stem for path in (TEMPLATE / "texts").glob("*.yaml")), reverse=True))


def create(folder: Path, languages: Sequence[str] = ("sv", "en")) -> list[Path]:
    """Write a new study to a folder that is empty or does not exist; gives its files.

    raises  FILE-08 the folder is not empty; FILE-09 no template in a language
    """
    folder = Path(folder)
    refuse(folder, languages)
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHARED:
        copy(TEMPLATE / name, folder / name)
    for lang in languages:
        for name in (f"texts/{lang}.yaml", f"report/{lang}.md"):
            copy(TEMPLATE / name, folder / name)
    name_languages(folder / "study.yaml", languages)
    write_schemas(folder / SCHEMAS)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def refuse(folder: Path, languages: Sequence[str]) -> None:
    faults = []
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        faults.append(Fault("FILE-08", Place(str(folder)), {"folder": folder.name}))
    known = template_languages()
    for lang in languages:
        if lang not in known:
            faults.append(Fault("FILE-09", facts={"lang": lang, "known": ", ".join(known)}))
    if faults:
        raise TempenError(faults)


def copy(source: Path, target: Path) -> None:
    """A file or a folder of files, without what Python may have left beside them."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


def name_languages(path: Path, languages: Sequence[str]) -> None:
    text = path.read_text("utf-8")
    line = f"languages: [{', '.join(dict.fromkeys(languages))}]"
    path.write_text(text.replace("languages: [sv, en]", line, 1), "utf-8")
