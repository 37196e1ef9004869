"""Page numbers of the contents, as laid out by LibreOffice where it is installed.

No library can lay out a Word file. LibreOffice can, in some seconds; its pages are near Word's.
It runs with a profile of its own, in which a macro tells the page of every bookmark: twice alike,
because LibreOffice lays out while it answers. Else the pages of our own PDF stand there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from docx.opc.oxml import serialize_part_xml
from docx.oxml.parser import parse_xml

from tempen.errors import Fault, Place, TempenError
from tempen.report.write.docx.elements import Element, name, w
from tempen.report.write.docx.package import write_entry

How = Literal["libreoffice", "pdf", "auto"]
BODY = "word/document.xml"
SECONDS = 120
EMU_PER_TWIP = 635
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
MACRO = """<script:module xmlns:script="http://openoffice.org/2000/script"
 script:name="Pages" script:language="StarBasic">
Sub Tell(source, target)
  Dim report, cursor, marks, mark, out, i, pass, now, before
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  report = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  cursor = report.CurrentController.ViewCursor
  marks = report.Bookmarks
  For pass = 1 To 9
    before = now
    now = ""
    cursor.jumpToLastPage()
    For i = 0 To marks.Count - 1
      mark = marks.getByIndex(i)
      cursor.gotoRange(mark.Anchor.Start, False)
      now = now &amp; mark.Name &amp; " " &amp; cursor.Page &amp; Chr(10)
    Next
    If now = before Then Exit For
  Next
  out = FreeFile
  Open target For Output As #out
  Print #out, now
  Close #out
  report.close(True)
  StarDesktop.terminate
End Sub
</script:module>
"""
LIBRARY = 'xmlns:library="http://openoffice.org/2000/library"'
# A profile that counts as set up: otherwise LibreOffice puts its own empty library in place.
PROFILE = {
    "registrymodifications.xcu": '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" '
    'oor:op="fuse"><value>true</value></prop></item></oor:items>',
    "basic/script.xlc": f"<library:libraries {LIBRARY}>"
    '<library:library library:name="Standard" library:link="false"/></library:libraries>',
    "basic/Standard/script.xlb": f'<library:library {LIBRARY} library:name="Standard">'
    '<library:element library:name="Pages"/></library:library>',
    "basic/Standard/Pages.xba": MACRO,
}


def fill_pages(path: Path, how: How = "auto") -> str:
    """Fill the contents of a written report; gives what the numbers come from.

    libreoffice  lay out with LibreOffice; WRITE-12 if that fails
    auto         the same where it is installed and succeeds
    pdf          leave the pages that `write` was given
    returns      "libreoffice" or "pdf"
    """
    if how == "pdf":
        return "pdf"
    try:
        pages = lay_out(path)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        if how == "libreoffice":
            raise TempenError([Fault("WRITE-12", Place(str(path)))]) from error
        return "pdf"
    put_pages(path, pages)
    return "libreoffice"


def has_office() -> bool:
    return bool(shutil.which("soffice") or shutil.which("libreoffice"))


def find_office() -> str:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise FileNotFoundError("soffice")
    return office


def lay_out(path: Path) -> dict[str, int]:
    """The page of every bookmark of a Word file."""
    office = find_office()
    with tempfile.TemporaryDirectory(prefix="tempen") as folder:
        # Its own folder, whose names hold nothing that a macro's arguments could trip over.
        report, told, profile = (Path(folder) / name for name in ("r.docx", "pages", "profile"))
        change_body(path, report, simplify)
        write_profile(profile / "user")
        call = f"macro:///Standard.Pages.Tell({report.as_uri()},{told})"
        subprocess.run(
            [
                office,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--norestore",
                call,
            ],
            check=True,
            capture_output=True,
            timeout=SECONDS,
            env={**os.environ, "HOME": folder},
        )
        return read_pages(told.read_text("utf-8"))


def write_profile(user: Path) -> None:
    for file, content in PROFILE.items():
        place = user / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(HEAD + content, "utf-8")


def read_pages(told: str) -> dict[str, int]:
    """{bookmark: page}; ValueError where LibreOffice told nothing of use."""
    pairs = (line.rsplit(" ", 1) for line in told.splitlines() if line.strip())
    pages = {bookmark: int(page) for bookmark, page in pairs}
    if not pages:
        raise ValueError("no pages")
    return pages


def put_pages(path: Path, pages: Mapping[str, int]) -> None:
    change_body(path, path, lambda body: put_cached(body, pages))


def simplify(body: Element) -> None:
    """Lines as high as the charts in their place: drawing them is most of LibreOffice's time."""
    for chart in list(body.iter(name("w:drawing"))):
        height = round(int(chart.find(f".//{name('wp:extent')}").get("cy")) / EMU_PER_TWIP)
        run = chart.getparent()
        run.replace(chart, w("t", "."))
        spacing = run.getparent().get_or_add_pPr().get_or_add_spacing()
        spacing.set(name("w:line"), str(height))
        spacing.set(name("w:lineRule"), "exact")


def change_body(source: Path, target: Path, change: Callable[[Element], None]) -> None:
    """Write the file anew with its body changed, everything else as it was."""
    with zipfile.ZipFile(source) as read:
        entries = {entry: read.read(entry) for entry in read.namelist()}
    body: Element = parse_xml(entries[BODY])
    change(body)
    entries[BODY] = serialize_part_xml(body)
    with zipfile.ZipFile(target, "w") as write:
        for entry, content in entries.items():
            write_entry(write, entry, content)


def put_cached(body: Element, pages: Mapping[str, int]) -> None:
    """Replace the cached text of every page reference: the text between `separate` and `end`."""
    bookmark, cached = "", False
    for one in body.iter(name("w:instrText"), name("w:fldChar"), name("w:t")):
        if one.tag == name("w:instrText"):
            parts = (one.text or "").split()
            bookmark = parts[1] if parts[:1] == ["PAGEREF"] else ""
        elif one.tag == name("w:fldChar"):
            cached = bool(bookmark) and one.get(name("w:fldCharType")) == "separate"
        elif cached and bookmark in pages:
            one.text = str(pages[bookmark])
