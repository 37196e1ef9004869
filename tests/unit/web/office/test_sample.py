"""Of a sample those who were drawn are asked, and nobody else."""

from __future__ import annotations

import shutil
from dataclasses import replace

from tests.web import STUDY


def test_units_that_were_not_drawn_are_not_asked(on_sqlite, tmp_path):
    from tempen.web.respond.fieldwork import add_units, current
    from tempen.web.respond.models import Unit
    from tempen.web.study import served

    folder = shutil.copytree(STUDY, tmp_path / "study")
    path = folder / "frame/2028.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    told = [f"{row},{'yes' if at % 3 == 0 else 'no'}" for at, row in enumerate(rows)]
    path.write_text("\n".join([f"{head},drawn", *told]) + "\n", "utf-8")
    here, fieldwork = served(), current()
    study = replace(here.study, folder=folder, design="sample")
    Unit.objects.filter(fieldwork=fieldwork).delete()
    assert add_units(fieldwork, study, here.wave) == len(rows[::3]) == 60
