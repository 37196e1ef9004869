"""How long the office's overview and its tables take with many responses stored.

    python -m bench.office                # 130 000 organisations, 100 000 responses, SQLite
    python -m bench.office --postgresql   # the same on a PostgreSQL of its own (Debian's)

Prints the median of wall and processor time of ten requests made one after the other in one
process, the page rendered, after two to warm up. Nothing is written.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

RESPONSES, OTHERS = 100_000, 30_000
STATES = ("not_started", "started", "declined")


def fill() -> None:
    """Responses of thirty days, units that wait, and an invitation sent to each."""
    from django.utils import timezone

    from tempen.web.office.models import Mail
    from tempen.web.respond.fieldwork import current
    from tempen.web.respond.models import Response, Unit

    fieldwork, now, rng = current(), timezone.now(), random.Random(1)
    fieldwork.opened_at = now - timedelta(days=30)
    fieldwork.save()
    cells = list(Unit.objects.values_list("cell", flat=True))
    make_all(
        Unit,
        (
            Unit(
                fieldwork=fieldwork,
                code=f"x{n}",
                name=f"Unit {n:06}",
                cell=rng.choice(cells),
                disposition="complete" if n < RESPONSES else rng.choice(STATES),
            )
            for n in range(RESPONSES + OTHERS)
        ),
    )
    version = fieldwork.versions.first()
    units = Unit.objects.filter(code__startswith="x")

    def response(unit: int, days: float) -> Response:
        sent = now - timedelta(days=days)
        began = sent - timedelta(minutes=rng.uniform(5, 60))
        return Response(
            unit_id=unit,
            version=version,
            status="submitted",
            page="respondent",
            started_at=began,
            submitted_at=sent,
        )

    complete = units.filter(disposition="complete").values_list("pk", flat=True)
    make_all(Response, (response(pk, rng.uniform(0, 30)) for pk in complete))
    begun = units.filter(disposition="started").values_list("pk", flat=True)
    pages = ("direction", "services", "effects")
    make_all(
        Response, (Response(unit_id=pk, version=version, page=rng.choice(pages)) for pk in begun)
    )
    every = units.values_list("pk", flat=True)
    given = {"fieldwork": fieldwork, "step": "invitation", "state": "sent", "sent_at": now}
    make_all(Mail, (Mail(unit_id=pk, **given) for pk in every))


def make_all(model, rows) -> None:
    from itertools import islice

    while batch := list(islice(rows, 5000)):
        model.objects.bulk_create(batch)


TABLES = ("rates", "curve", "dispositions", "stops", "minutes", "calls")


def measure(path: str) -> tuple[float, float]:
    """Wall and processor seconds of a request."""
    from tests.unit.web.office.signed import sign_in

    client = sign_in("lead")
    walls, processors = [], []
    for _ in range(12):
        wall, processor = time.perf_counter(), time.process_time()
        assert client.get(path).status_code == 200
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    return statistics.median(walls[2:]), statistics.median(processors[2:])


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--postgresql", action="store_true")
    asked = told.parse_args()
    from tests.web import Cluster, empty, setup, use_database

    with tempfile.TemporaryDirectory() as folder:
        setup(Path(folder))
        cluster = Cluster() if asked.postgresql else None
        try:
            use_database(cluster.address if cluster else "", Path(folder))
            empty()
            fill()
            from django.db import connection

            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            name = "PostgreSQL" if cluster else "SQLite"
            for path in ("", *(f"tables/{table}.csv" for table in TABLES)):
                wall, processor = measure(f"/office/{path}")
                shown = f"{wall * 1000:5.0f} ms, {processor * 1000:5.0f} ms of this process"
                print(f"{name} {path or 'overview':24} {shown}")
        finally:
            if cluster:
                cluster.remove()


if __name__ == "__main__":
    main()
