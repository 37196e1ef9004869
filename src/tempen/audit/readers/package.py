"""The parts of a Word file: a zip of XML, opened with bounds and without trust."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from tempen.audit.readers.limits import MOST_UNPACKED, stop
from tempen.locale import mark

Element = Any  # an lxml element
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


class Package:
    """A file of parts. Nothing is unpacked before its size is known to be within bounds.

    raises  AUDIT-01 an older format; AUDIT-03 too large when unpacked; AUDIT-04 damaged;
            AUDIT-05 encrypted
    """

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.left = MOST_UNPACKED
        if data.startswith(OLE):
            if "EncryptedPackage".encode("utf-16-le") in data:
                raise stop("AUDIT-05", name)
            raise stop("AUDIT-01", name, suffix=".doc", known=".docx, .pdf")
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
            raise self.damaged(mark("it is no package of parts")) from None
        self.names = frozenset(self.zip.namelist())

    def damaged(self, problem: str) -> Exception:
        return stop("AUDIT-04", self.name, kind="Word", problem=problem)

    def read(self, part: str) -> bytes:
        """A part's bytes: what it claims to hold is believed, and no more is unpacked."""
        try:
            info = self.zip.getinfo(part)
            if info.flag_bits & 1:
                raise stop("AUDIT-05", self.name)
            self.left -= info.file_size
            if self.left < 0:
                most = f"{MOST_UNPACKED // 1_000_000} MB"
                raise stop("AUDIT-03", self.name, most=most)
            with self.zip.open(info) as file:
                return file.read(info.file_size)
        except (KeyError, zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError):
            raise self.damaged(mark("a part of it is damaged: {part}", part=part)) from None
        except (NotImplementedError, RuntimeError):
            raise self.damaged(mark("it is packed in an unknown way")) from None

    def parse(self, part: str) -> Element:
        """A part's root. A document type, which could hold entities, is not accepted."""
        root = parse_xml(self.read(part))
        if root is None:
            raise self.damaged(mark("a part of it is damaged: {part}", part=part))
        return root

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """{id: (last word of the kind, target part)} of what a part refers to inside the file."""
        folder, file = posixpath.split(part)
        name = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
        if name not in self.names:
            return {}
        found = {}
        for one in self.parse(name).iter(f"{{{RELS}}}Relationship"):
            target = one.get("Target") or ""
            if one.get("TargetMode") == "External" or not target:
                continue
            path = target[1:] if target[0] == "/" else posixpath.join(folder, target)
            kind = (one.get("Type") or "").rpartition("/")[2]
            found[one.get("Id") or ""] = (kind, posixpath.normpath(path))
        return found

    def main(self) -> str:
        """The name of the part that holds the text."""
        for kind, target in self.relations("").values():
            if kind == "officeDocument" and target in self.names:
                return target
        if "word/document.xml" in self.names:
            return "word/document.xml"
        raise self.damaged(mark("it holds no document"))


def parse_xml(data: bytes) -> Element | None:
    """The root of XML without a document type; None where there is none to be had."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None if root.getroottree().docinfo.doctype else root
