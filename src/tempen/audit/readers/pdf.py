"""PDF: by its tags where it has them, else by where its words stand on the page."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pikepdf
import pypdfium2 as pdfium

from tempen.audit.build import Drafted
from tempen.audit.readers import tagged, untagged
from tempen.audit.readers.limits import MOST_UNPACKED, Budget, stop
from tempen.audit.readers.sheets import Unread
from tempen.locale import Words, mark

PASSWORD = 4  # pdfium's code for a file that asks for one
COVERED = 0.6  # of the letters on the pages: with less in its tags, a file counts as untagged
PAGES = mark("its pages cannot be made out")
# What a malformed object tree makes pikepdf raise when it is asked for what is not there.
FAULTY = (
    pikepdf.PdfError,
    AttributeError,
    TypeError,
    ValueError,
    KeyError,
    RuntimeError,
    OverflowError,
)
MOST_PAGE = 64_000_000  # bytes of drawing instructions on one page


def read(name: str, data: bytes, budget: Budget) -> Drafted:
    """raises  AUDIT-03 too much on the pages; AUDIT-04 damaged; AUDIT-05 encrypted;
    AUDIT-06 no text on any page
    """
    structure = open_structure(name, data)
    if structure is not None:
        check_streams(name, structure)
    document = open_pages(name, data)
    try:
        if not len(document):
            raise stop("AUDIT-04", name, kind="PDF", problem=PAGES)
        return read_pages(name, document, structure, budget)
    finally:
        document.close()
        if structure is not None:
            structure.close()


def open_structure(name: str, data: bytes) -> pikepdf.Pdf | None:
    """The objects of the file; None where they cannot be made out, though its pages may be."""
    try:
        found = pikepdf.open(io.BytesIO(data))
        return found if len(found.pages) else None
    except pikepdf.PasswordError:
        raise stop("AUDIT-05", name) from None
    except FAULTY:
        return None


def open_pages(name: str, data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", 0) == PASSWORD:
            raise stop("AUDIT-05", name) from None
        raise stop("AUDIT-04", name, kind="PDF", problem=PAGES) from None


def read_pages(
    name: str, document: pdfium.PdfDocument, structure: pikepdf.Pdf | None, budget: Budget
) -> Drafted:
    pages = len(document)
    lang = language(structure)
    told: list[Words] = []
    if structure is not None and tagged.has_tags(structure):
        marked = tagged.read_marked(document, budget)
        try:
            drafts, used = tagged.read_tree(structure, marked, budget)
        except FAULTY:
            told.append(mark("its tags are damaged, so it was read without them"))
        else:
            if used >= COVERED * marked.letters and drafts:
                return Drafted("tagged pdf", drafts, lang, pages, remarks(marked.unread, pages))
        budget = Budget(name, budget.is_late)
    drafts, unread = untagged.read_drafts(document, budget)
    if len(unread.damaged) == pages:
        raise stop("AUDIT-04", name, kind="PDF", problem=PAGES)
    if not drafts:
        raise stop("AUDIT-06", name)
    return Drafted("pdf", list(drafts), lang, pages, (*told, *remarks(unread, pages)))


def remarks(unread: Unread, pages: int) -> tuple[Words, ...]:
    """Pages of which nothing could be read are named."""
    found = []
    if unread.empty:
        n, told = len(unread.empty), first(unread.empty)
        found.append(
            mark(
                "pages without text, perhaps scanned: {n} of {of} ({told})",
                n=n,
                of=pages,
                told=told,
            )
        )
    if unread.damaged:
        n, told = len(unread.damaged), first(unread.damaged)
        found.append(
            mark("pages too damaged to read: {n} of {of} ({told})", n=n, of=pages, told=told)
        )
    if unread.left:
        told = f"{pages - unread.left + 1}–{pages}"
        found.append(
            mark(
                "pages that were not read, since they are too many or took too long: {n} of {of} "
                "({told})",
                n=unread.left,
                of=pages,
                told=told,
            )
        )
    return tuple(found)


def first(pages: list[int]) -> str:
    return ", ".join(map(str, pages[:12])) + (" …" if len(pages) > 12 else "")


def language(structure: pikepdf.Pdf | None) -> str:
    try:
        return str(structure.Root.get("/Lang", ""))[:2].lower() if structure else ""
    except FAULTY:
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
    except FAULTY:
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
    except FAULTY:
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
