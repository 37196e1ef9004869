"""One transaction: all of it happens, or none."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.db.transaction import Atomic


def at_once() -> AbstractContextManager[None]:
    """On SQLite it holds the write lock from its start; inside another it is a part of it."""
    return Atomic(using=None, savepoint=True, durable=False)
