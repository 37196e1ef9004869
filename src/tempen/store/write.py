"""Outputs that are there whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WORK = ".tempen-"  # how the folder of unfinished outputs begins


@contextmanager
def replace_whole(target: Path) -> Iterator[Path]:
    """Write files into the folder that this gives; they reach `target` when all are written.

    Files of the same name are replaced, others in `target` stay. On any exception, an interrupt
    included, nothing in `target` has changed and the temporary folder is gone. Each file is
    moved by one rename, so a reader never sees half a file; what was moved is moved back if a
    later rename fails. Two builds into one folder move one after the other.

    Files are not forced to disk (fsync): outputs are made again by one command, and waiting for
    the disk would cost every run more than a power cut at the wrong second is worth.
    """
    made = not target.exists()
    target.mkdir(parents=True, exist_ok=True)
    # Inside: renames are atomic only within one file system, and `target` may be a mount, or the
    # only place where one may write.
    clear_abandoned(target)
    work = Path(tempfile.mkdtemp(prefix=WORK, dir=target))
    try:
        fresh, old = work / "new", work / "old"
        fresh.mkdir()
        old.mkdir()
        with alone_in(work):
            yield fresh
            with alone_in(target):
                move_all(fresh, target, old)
        made = False
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if made:
            with contextlib.suppress(OSError):  # another build has put something there
                target.rmdir()


def clear_abandoned(target: Path) -> None:
    """Remove what builds left that were killed: folders that nobody holds, a minute old or more."""
    for work in target.glob(f"{WORK}*"):
        with contextlib.suppress(OSError):  # held by another build, or gone
            if time.time() - work.stat().st_mtime > 60:
                with alone_in(work, wait=False):
                    shutil.rmtree(work)


@contextmanager
def alone_in(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the folder against other builds; raises BlockingIOError if one does, and not `wait`."""
    try:
        import fcntl
    except ImportError:  # Windows: a folder cannot be locked, so nobody knows who holds it
        if not wait:
            raise BlockingIOError from None
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError:  # a file system without locks
            if not wait:
                raise
        yield
    finally:
        os.close(handle)


def move_all(fresh: Path, target: Path, old: Path) -> None:
    """Move every file of `fresh` into `target`; what stood there waits in `old` until all moved."""
    names = sorted(p.relative_to(fresh) for p in fresh.rglob("*") if not p.is_dir())
    moved: list[Path] = []
    try:
        for name in names:
            moved.append(name)
            keep_old(target / name, old / name)
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).replace(target / name)
    except BaseException:
        for name in reversed(moved):
            put_back(target / name, old / name, written=not (fresh / name).exists())
        raise


def keep_old(standing: Path, kept: Path) -> None:
    """A second name for what stands there: the first stays until it is replaced."""
    if not standing.is_file():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(standing, kept)
    except OSError:  # a file system without links
        shutil.copy2(standing, kept)


def put_back(standing: Path, kept: Path, *, written: bool) -> None:
    if kept.exists():
        kept.replace(standing)
    elif written:
        standing.unlink(missing_ok=True)
