"""What cannot be read is said with its code, within bounds of time and memory."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tempen.audit import read
from tempen.audit.readers import READERS, limits, package, pdf, sheets
from tempen.errors import TempenError
from tests.unit.audit.readers.made import make_pdf, make_word, part, save, with_part


def code_of(name: str, data: bytes) -> str:
    with pytest.raises(TempenError) as caught:
        read(name, data)
    (fault,) = caught.value.faults
    assert fault.place.file == name
    assert fault.say("sv") != fault.say("en")
    return fault.code


def plain_word() -> bytes:
    return make_word(
        lambda document: document.add_paragraph("Of 250 agencies, 100 answered, 40 %.")
    )


def encrypted_pdf() -> bytes:
    with pikepdf.open(io.BytesIO(make_pdf())) as document:
        return save(document, encryption=pikepdf.Encryption(user="secret", owner="secret"))


def scanned_pdf() -> bytes:
    """Two pages that show an image and hold no text."""
    with pikepdf.new() as document:
        for _ in range(2):
            page = document.add_blank_page(page_size=(200, 200))
            image = document.make_stream(b"\x80" * 100, Width=10, Height=10)
            image.update(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.XObject,
                    Subtype=pikepdf.Name.Image,
                    ColorSpace=pikepdf.Name.DeviceGray,
                    BitsPerComponent=8,
                )
            )
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
            page.Contents = document.make_stream(b"q 200 0 0 200 0 0 cm /Im0 Do Q")
        return save(document)  # fmt: skip


def ole(inside: str) -> bytes:
    return package.OLE + b"\0" * 500 + inside.encode("utf-16-le") + b"\0" * 500


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"PK", "AUDIT-01"),
        ("a", b"x", "AUDIT-01"),
        ("a.docx", ole("WordDocument"), "AUDIT-01"),
        ("a.md", b"", "AUDIT-02"),
        ("a.docx", b"", "AUDIT-02"),
        ("a.txt", b"\x89PNG\0\0\0", "AUDIT-04"),
        ("a.html", b"\0\0\0\0", "AUDIT-04"),
        ("a.docx", b"PK\3\4 and then nothing", "AUDIT-04"),
        ("a.pdf", b"%PDF-1.7\nnothing follows", "AUDIT-04"),
        ("a.docx", ole("EncryptedPackage"), "AUDIT-05"),
        ("a.md", b"<!-- nothing is seen -->", "AUDIT-06"),
        ("a.html", b"<html><body><script>1</script></body></html>", "AUDIT-06"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name, data, code):
    assert code_of(name, data) == code


def test_encrypted_and_scanned_pdfs_are_told_apart_from_clean_ones():
    assert code_of("a.pdf", encrypted_pdf()) == "AUDIT-05"
    assert code_of("a.pdf", scanned_pdf()) == "AUDIT-06"


def test_pages_without_text_among_others_are_named():
    with pikepdf.open(io.BytesIO(make_pdf())) as document:
        document.add_blank_page()
        reading = read("a.pdf", save(document))
    assert [str(remark) for remark in reading.remarks] == [
        "pages without text, perhaps scanned: 1 of 2 (2)"
    ]


@pytest.mark.parametrize("keep", [0.3, 0.9])
@pytest.mark.parametrize("make", [plain_word, make_pdf])
def test_half_a_file_is_damaged_or_read_as_far_as_it_goes(make, keep):
    name, data = ("a.docx" if make is plain_word else "a.pdf"), make()
    try:
        assert read(name, data[: int(len(data) * keep)]).blocks
    except TempenError as error:
        assert {fault.code for fault in error.faults} <= {"AUDIT-04", "AUDIT-06"}


@pytest.mark.parametrize("tags", [True, False])
def test_pages_beyond_those_that_are_read_are_named(monkeypatch, tags):
    monkeypatch.setattr(sheets, "MOST_PAGES", 1)
    with pikepdf.open(io.BytesIO(make_pdf(tags=tags))) as document:
        for _ in range(2):
            document.add_blank_page()
        reading = read("a.pdf", save(document))
    assert reading.blocks and [str(remark) for remark in reading.remarks] == [
        "pages that were not read, since they are too many or took too long: 2 of 3 (2–3)"
    ]


def test_pages_are_read_until_the_time_is_out():
    with pikepdf.open(io.BytesIO(make_pdf(tags=False))) as document:
        for _ in range(3):
            document.add_blank_page()
        asked = iter([False, False, True])
        reading = read("a.pdf", save(document), lambda: next(asked))
    assert "2 of 4 (3–4)" in str(reading.remarks[-1])


def test_a_part_that_unpacks_to_far_more_than_it_is_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(package, "MOST_UNPACKED", 2_000_000)
    bomb = b"<w:document>" + b" " * 5_000_000
    assert code_of("a.docx", with_part(plain_word(), "word/document.xml", bomb)) == "AUDIT-03"


def test_a_part_that_holds_more_than_it_says_is_damaged():
    data = bytearray(plain_word())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as old:
        info = old.getinfo("word/document.xml")
    at = data.rindex(b"PK\1\2", 0, data.rindex(b"word/document.xml"))
    data[at + 24 : at + 28] = (info.file_size // 2).to_bytes(4, "little")
    assert code_of("a.docx", bytes(data)) == "AUDIT-04"


def test_drawing_instructions_that_unpack_to_too_much_are_not_drawn(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_PAGE", 1_000_000)
    with pikepdf.open(io.BytesIO(make_pdf())) as document:
        document.pages[0].Contents = document.make_stream(b" " * 3_000_000)
        assert code_of("a.pdf", save(document, compress_streams=True)) == "AUDIT-03"


def test_a_text_longer_than_is_read_is_said(monkeypatch):
    monkeypatch.setattr(limits, "MOST_CHARACTERS", 1000)
    assert code_of("a.txt", b"a word " * 200) == "AUDIT-03"


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY file SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:body><w:p><w:r><w:t>&b;&file;</w:t></w:r></w:p></w:body></w:document>"""


def test_entities_are_refused_in_word():
    assert code_of("a.docx", with_part(plain_word(), "word/document.xml", ENTITIES)) == "AUDIT-04"


def test_deep_and_wide_pages_are_bounded():
    deep = "<div>" * 5000 + "40 %" + "</div>" * 5000
    wide = '<table><tr><td colspan="999999999" rowspan="999999999">40 %</td></tr></table>'
    for text in (deep, wide):
        try:
            assert read("a.html", text.encode()).blocks
        except TempenError as error:
            assert {fault.code for fault in error.faults} <= {"AUDIT-03", "AUDIT-06"}


# --- any bytes at all ---------------------------------------------------------------------------

WORD, TAGGED = plain_word(), make_pdf()
UNTAGGED = make_pdf(tags=False)
HTML = b"<html lang=sv><body><h1>A</h1><table><tr><th rowspan=2>B<td>40 %</table><p>Av 3<sup>1</sup></body>"
cuts = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), st.binary(max_size=12)), max_size=4)


def cut(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """The data with stretches replaced by others."""
    for where, gone, put in changes:
        at = int(where * len(data))
        data = data[:at] + put + data[at + gone :]
    return data


def reads_or_says_why(name: str, data: bytes) -> None:
    try:
        reading = read(name, data)
    except TempenError as error:
        assert all(fault.code.startswith("AUDIT-") for fault in error.faults)
    else:
        for text, number in reading.numbers():
            assert text.text[number.start : number.end]


bounded = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(st.sampled_from(sorted(READERS)), st.binary(max_size=300))
@settings(max_examples=120, deadline=None)
@example(".pdf", b"%PDF-1.4")
def test_any_bytes_are_read_or_refused(suffix, data):
    reads_or_says_why(f"a{suffix}", data)


@given(cuts)
@bounded
def test_changed_pdfs_are_read_or_refused(changes):
    reads_or_says_why("a.pdf", cut(TAGGED, changes))
    reads_or_says_why("a.pdf", cut(UNTAGGED, changes))


@given(cuts)
@bounded
def test_changed_word_documents_are_read_or_refused(changes):
    reads_or_says_why("a.docx", cut(WORD, changes))
    inner = cut(part(WORD), changes)
    reads_or_says_why("a.docx", with_part(WORD, "word/document.xml", inner))


@given(cuts)
@bounded
def test_changed_pages_and_texts_are_read_or_refused(changes):
    for suffix in (".html", ".md", ".txt"):
        reads_or_says_why(f"a{suffix}", cut(HTML, changes))
