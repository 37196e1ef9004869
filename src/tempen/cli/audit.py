"""`tempen audit`: prints what was found and writes the copies that are asked for."""

from __future__ import annotations

from pathlib import Path
from shutil import get_terminal_size

from tempen.auditor import Against, Audited, audit_files
from tempen.cli.tell import put, tell
from tempen.errors import Fault, Place, TempenError


def run(
    files: list[Path],
    *,
    as_json: bool,
    html: Path | None,
    word: Path | None,
    against: Against,
    lang: str,
    tell_lang: str,
) -> int:
    """Audit the files, print, write; the exit code: 1 if a file could not be read or holds an
    error.

    lang       of the findings; tell_lang: of faults in the files themselves
    raises     TempenError AUDIT-08 a copy would replace the document
    """
    done, faults = audit_files(files, against)
    if as_json:
        from tempen.audit.write.record import to_json

        put(to_json(((one.reading, one.audit) for one in done), lang))
    elif done:
        from tempen.audit.write.told import tell as told

        width = min(get_terminal_size((100, 24)).columns, 110)
        put("\n\n".join(told(one.reading, one.audit, lang, width) for one in done))
    for one in done:
        if html:
            from tempen.audit.write.margin import write as write_page

            page = write_page(one.reading, one.audit, lang)
            save(one, target(html, one, ".html", len(files)), page.encode("utf-8"))
        if word:
            save_commented(one, word, len(files), lang)
    tell(faults, tell_lang)
    wrong = any(finding.severity == "error" for one in done for finding in one.audit.findings)
    return int(wrong or any(fault.severity == "error" for fault in faults))


def save_commented(one: Audited, word: Path, files: int, lang: str) -> None:
    """raises  AUDIT-09 the document is no Word file, so it cannot hold Word's comments"""
    from tempen.audit.write.comments import write as write_comments

    if one.reading.format != "docx":
        raise TempenError([Fault("AUDIT-09", Place(str(one.path)))])
    data = write_comments(one.reading.name, one.data, one.audit, lang)
    save(one, target(word, one, ".docx", files), data)


def target(out: Path, one: Audited, suffix: str, files: int) -> Path:
    """The file itself where one document is written to a name; else a name in that folder."""
    if files == 1 and out.suffix.lower() == suffix and not out.is_dir():
        return out
    return out / f"{one.path.stem}-audit{suffix}"


def save(one: Audited, path: Path, data: bytes) -> None:
    """Write beside the target and move it there whole; never over the document."""
    if path.resolve() == one.path.resolve():
        raise TempenError([Fault("AUDIT-08", Place(str(path)))])
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
