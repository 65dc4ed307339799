"""Files that are either whole or not there.

Everything is written to a temporary name in the same folder and renamed, so a run that is
interrupted leaves the old file, never half of a new one.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def temporary_beside(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary path in the folder of `path`; rename it to `path` on success.

    The body may make a file or a folder there. If the body raises, what it made is removed and
    `path` keeps its old content. Missing parent folders are made. A symbolic link at `path` is
    followed, so the link stays and its target is replaced.

    Raises FileNotFoundError if the body made nothing, and OSError as the system gives it.
    """
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    token = secrets.token_hex(4)
    temporary = target.with_name(f".{target.stem}.{token}.partial{target.suffix}")
    try:
        yield temporary
        _put_in_place(temporary, target, token)
    finally:
        _remove(temporary)


def write_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """Write `data` to `path`, whole or not at all."""
    with temporary_beside(path) as temporary, open(temporary, "xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write `text` to `path` as UTF-8 with the line ends it has, whole or not at all."""
    write_bytes(path, text.encode("utf-8"))


def cut_torn_line(path: str | os.PathLike[str]) -> None:
    """Cut off a last line without its line end, which a kill left; what follows would stick to it.

    A file that is not there stays so.
    """
    if not os.path.exists(path):
        return
    with open(path, "rb+") as file:
        data = file.read()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            file.truncate(whole)


def _put_in_place(temporary: Path, target: Path, token: str) -> None:
    """Rename `temporary` to `target`; a folder in the way is set aside first, then removed."""
    if not temporary.is_dir():
        os.replace(temporary, target)
        return
    aside = target.with_name(f".{target.name}.{token}.old")
    had_old = target.exists()
    if had_old:
        os.replace(target, aside)
    try:
        os.replace(temporary, target)
    except OSError:
        if had_old:
            os.replace(aside, target)
        raise
    _remove(aside)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
