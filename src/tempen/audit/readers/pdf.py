"""PDF: by its tags where it has them, else by where its words stand on the page."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pikepdf
import pypdfium2 as pdfium

from tempen.audit.build import Drafted
from tempen.audit.readers import tagged, untagged
from tempen.audit.readers.limits import MOST_PAGES, MOST_UNPACKED, Budget, stop
from tempen.locale import Words, mark

PASSWORD = 4  # pdfium's code for a file that asks for one
COVERED = 0.6  # of the letters on the pages: with less in its tags, a file counts as untagged
MOST_PAGE = 64_000_000  # bytes of drawing instructions on one page


def read(name: str, data: bytes) -> Drafted:
    """raises  AUDIT-03 too many pages or too much on them; AUDIT-04 damaged; AUDIT-05 encrypted;
    AUDIT-06 no text on any page
    """
    structure = open_structure(name, data)
    if structure is not None:
        check_pages(name, len(structure.pages))
        check_streams(name, structure)
    document = open_pages(name, data)
    try:
        check_pages(name, len(document))
        return read_pages(name, document, structure)
    finally:
        document.close()
        if structure is not None:
            structure.close()


def open_structure(name: str, data: bytes) -> pikepdf.Pdf | None:
    """The objects of the file; None where they cannot be made out, though its pages may be."""
    try:
        return pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        raise stop("AUDIT-05", name) from None
    except (pikepdf.PdfError, ValueError, RuntimeError, OverflowError):
        return None


def open_pages(name: str, data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", 0) == PASSWORD:
            raise stop("AUDIT-05", name) from None
        raise stop(
            "AUDIT-04", name, kind="PDF", problem=mark("its pages cannot be made out")
        ) from None


def check_pages(name: str, pages: int) -> None:
    if pages > MOST_PAGES:
        raise stop("AUDIT-03", name, most=mark("{n} pages", n=MOST_PAGES))
    if not pages:
        raise stop("AUDIT-04", name, kind="PDF", problem=mark("its pages cannot be made out"))


def read_pages(name: str, document: pdfium.PdfDocument, structure: pikepdf.Pdf | None) -> Drafted:
    budget, pages = Budget(name), len(document)
    lang = language(structure)
    if structure is not None and tagged.has_tags(structure):
        marked = tagged.read_marked(document, budget)
        drafts, used = tagged.read_tree(structure, marked, budget)
        if used >= COVERED * marked.letters and drafts:
            return Drafted("tagged pdf", drafts, lang, pages, remarks(marked.empty, pages))
    drafts, empty = untagged.read_drafts(document, budget)
    if not drafts:
        raise stop("AUDIT-06", name)
    return Drafted("pdf", list(drafts), lang, pages, remarks(empty, pages))


def remarks(empty: list[int], pages: int) -> tuple[Words, ...]:
    """Pages on which nothing could be read are named: they may be scanned."""
    if not empty:
        return ()
    told = ", ".join(map(str, empty[:12])) + (" …" if len(empty) > 12 else "")
    return (
        mark("pages without text, perhaps scanned: {n} of {of} ({told})", n=len(empty), of=pages,
             told=told),
    )  # fmt: skip


def language(structure: pikepdf.Pdf | None) -> str:
    try:
        return str(structure.Root.get("/Lang", ""))[:2].lower() if structure else ""
    except (pikepdf.PdfError, ValueError, AttributeError):
        return ""


# --- what the pages would unpack to -----------------------------------------------------------


def check_streams(name: str, structure: pikepdf.Pdf) -> None:
    """raises  AUDIT-03 a page, or all of them, unpack to more than is read"""
    total, seen = 0, set()
    for page in structure.pages:
        size = 0
        for stream in streams_of(page.obj, seen):
            size += unpacked(stream, MOST_PAGE - size)
            if size >= MOST_PAGE:
                raise stop("AUDIT-03", name, most=f"{MOST_PAGE // 1_000_000} MB")
        total += size
        if total > MOST_UNPACKED:
            raise stop("AUDIT-03", name, most=f"{MOST_UNPACKED // 1_000_000} MB")


def streams_of(page: Any, seen: set[tuple[int, int]], depth: int = 0) -> list[Any]:
    """The drawing instructions of a page and of the forms that it draws, each once."""
    found: list[Any] = []
    try:
        contents = page.get("/Contents") if depth == 0 else page
        parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        found += [one for one in parts if isinstance(one, pikepdf.Stream) and fresh(one, seen)]
        forms = page.get("/Resources", {}).get("/XObject", {})
        for form in forms.values() if depth < 8 and isinstance(forms, pikepdf.Dictionary) else ():
            if (
                isinstance(form, pikepdf.Stream)
                and form.get("/Subtype") == "/Form"
                and form.objgen not in seen
            ):
                found += streams_of(form, seen, depth + 1)
    except (pikepdf.PdfError, ValueError, AttributeError, TypeError, RuntimeError):
        return found
    return found


def fresh(stream: Any, seen: set[tuple[int, int]]) -> bool:
    if stream.objgen in seen:
        return False
    seen.add(stream.objgen)
    return True


def unpacked(stream: Any, most: int) -> int:
    """Bytes that a stream unpacks to, never unpacking more than `most`."""
    try:
        data = stream.read_raw_bytes()
        said = stream.get("/Filter")
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return 0
    filters = list(said) if isinstance(said, pikepdf.Array) else [said] if said else []
    for one in filters:
        if one not in ("/FlateDecode", "/Fl"):
            return len(data) * (200 if one in ("/LZWDecode", "/RunLengthDecode") else 1)
        try:
            data = zlib.decompressobj().decompress(data, max(most, 1))
        except zlib.error:
            return len(data)
    return len(data)
