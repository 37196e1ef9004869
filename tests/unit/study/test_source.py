"""Reading YAML: text as written, lines, and what a stranger's file may not do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempen.errors import Faults
from tempen.study.source import Source, read


def read_bytes(folder: Path, data: bytes) -> tuple[Source, list[str]]:
    (folder / "a.yaml").write_bytes(data)
    faults = Faults()
    return read(folder, "a.yaml", faults), [fault.code for fault in faults.found]


def test_values_stay_as_written_and_have_lines(tmp_path):
    source, codes = read_bytes(tmp_path, b"wave: 2023\nshare: 1.10\nlist:\n  - no\n  - {a: ~}\n")
    assert codes == []
    assert source.value == {"wave": "2023", "share": "1.10", "list": ["no", {"a": None}]}
    assert source.place("list", 1, "a").line == 5
    assert source.place("list", 7, "x").line == 3


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbfa: 1\n", b"a: 1\r\nb: 2\r\n", b"%YAML 1.2\n---\na: 1\n"]
)
def test_marks_and_line_ends_of_other_systems(tmp_path, data):
    source, codes = read_bytes(tmp_path, data)
    assert codes == []
    assert source.value["a"] == "1"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "FILE-07"),
        (b"# nothing\n", "FILE-07"),
        ("a: å".encode("latin-1"), "FILE-03"),
        ("a: å".encode("utf-16"), "FILE-03"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "FILE-03"),
        (b"a: \x00", "FILE-02"),
        (b"a: [1", "FILE-02"),
        (b"a: *b", "FILE-02"),
        (b"a: &b [*b]", "FILE-02"),
        (b"? [a]\n: b", "FILE-02"),
        (b"a: 1\na: 2", "FILE-06"),
        (b"[" * 100_000, "FILE-05"),
        (b"a: 1\n" * 2_000_000, "FILE-04"),
    ],
)
def test_what_is_no_study_file(tmp_path, data, code):
    _, codes = read_bytes(tmp_path, data)
    assert code in codes


def test_a_billion_laughs(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    _, codes = read_bytes(tmp_path, "\n".join(lines).encode())
    assert codes == ["FILE-04"]


def test_an_alias_is_read_where_it_stands(tmp_path):
    source, codes = read_bytes(tmp_path, b"a: &s [x, y]\nb: *s\n")
    assert (codes, source.value["b"]) == ([], ["x", "y"])
    assert source.place("b", 1).line == 2


def test_a_file_that_is_not_there(tmp_path):
    faults = Faults()
    assert read(tmp_path, "a.yaml", faults).value is None
    assert faults.found[0].code == "FILE-01"


@settings(max_examples=200)
@given(
    data=st.one_of(
        st.binary(max_size=80), st.text("ab:-[]{}&*!|>'\"#\n ,?%", max_size=60).map(str.encode)
    )
)
def test_nothing_but_faults(data, tmp_path_factory):
    read_bytes(tmp_path_factory.mktemp("yaml"), data)
