"""Tables that are taken away as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def send_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[object]], lang: str):
    """A CSV that spreadsheets open as it is: with a byte order mark, and semicolons in Swedish.

    A cell that a spreadsheet would take for a formula has an apostrophe before it.
    """
    text = io.StringIO()
    write = csv.writer(text, delimiter=";" if lang == "sv" else ",", lineterminator="\r\n")
    write.writerow(head)
    write.writerows([[harmless(cell, lang) for cell in row] for row in rows])
    body = "\ufeff" + text.getvalue()
    http_response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    http_response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return http_response


def harmless(cell: object, lang: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        text = f"{cell:.4f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if lang == "sv" else text
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) and not isinstance(cell, int) else text
