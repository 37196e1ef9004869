"""A new study loads without faults, in each language, and never writes over anything."""

from __future__ import annotations

import pytest

from tempen.errors import TempenError
from tempen.study import check, load
from tempen.study.new import create


@pytest.mark.parametrize("languages", [("sv", "en"), ("en",), ("sv",)])
def test_a_new_study_is_without_faults(tmp_path, languages):
    files = create(tmp_path / "mine", languages)
    assert all(path.is_file() for path in files)
    assert check(tmp_path / "mine") == ()
    study = load(tmp_path / "mine")
    assert study.languages == languages
    assert set(study.texts) == set(languages)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(TempenError) as caught:
        create(tmp_path)
    assert caught.value.faults[0].code == "FILE-08"
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_a_language_without_a_template(tmp_path):
    with pytest.raises(TempenError) as caught:
        create(tmp_path / "mine", ["sv", "fi"])
    assert caught.value.faults[0].code == "FILE-09"
    assert not (tmp_path / "mine").exists()
