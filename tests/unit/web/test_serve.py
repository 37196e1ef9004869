"""How an installation is started: its secret, its database, and when it is refused."""

from __future__ import annotations

import stat

import pytest

from tempen.errors import TempenError
from tempen.web.config import read_config, read_database, to_environ
from tempen.web.serve import refuse_real
from tests.web import ROOT, STUDY, make_config


def code_of(error: pytest.ExceptionInfo[TempenError]) -> str:
    return error.value.faults[0].code


def test_the_secret_is_its_owners_alone(tmp_path):
    environ = {"TEMPEN_STUDY": str(STUDY), "TEMPEN_DATA": str(tmp_path / "data")}
    first, second = read_config(environ), read_config(environ)
    assert first.secret == second.secret and len(first.secret) > 40
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data" / "secret").stat().st_mode) == 0o600
    assert (tmp_path / "data" / ".gitignore").read_text() == "*\n"


def test_a_secret_of_the_environment_is_kept_nowhere(tmp_path):
    environ = {"TEMPEN_DATA": str(tmp_path / "data"), "TEMPEN_SECRET": "given"}
    assert read_config(environ).secret == "given"
    assert not (tmp_path / "data").exists()


def test_the_environment_of_the_workers_says_the_same(tmp_path):
    config = make_config(tmp_path, "postgresql://who:p%40ss@db.example:5433/survey")
    assert read_config(to_environ(config)) == config


def test_a_database_is_named_by_its_address(tmp_path):
    config = make_config(tmp_path, "postgresql://who:p%40ss@db.example:5433/survey")
    found = read_database(config)
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("survey", "who", "p@ss")
    assert (found["HOST"], found["PORT"]) == ("db.example", 5433)
    with pytest.raises(TempenError) as refused:
        read_database(make_config(tmp_path, "mysql://who:secret@db/survey"))
    assert code_of(refused) == "WEB-01"
    assert "secret" not in str(refused.value)


def test_a_demonstration_of_real_organisations_is_refused(tmp_path):
    real = ROOT / "examples" / "ai-offentlig-sektor"
    with pytest.raises(TempenError) as refused:
        refuse_real(make_config(tmp_path, study=real, demo=True))
    assert code_of(refused) == "WEB-03"
    refuse_real(make_config(tmp_path, study=real))
    refuse_real(make_config(tmp_path, demo=True))
