"""A process that carries out tasks one after the other and tells how far it is."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import resource
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from solvus.base.errors import InputError, MissingExtra
from solvus.explore.linking import sentences
from solvus.explore.tasks import TASKS

TELL_EVERY = 0.1  # [s]
NICENESS = 5
STOP = "stop"
DONE, FAILED, STOPPED, PROGRESS, READY = "done", "failed", "stopped", "progress", "ready"
MOST_MEMORY = 8 << 30  # bytes of address space of a process that reads files of strangers
MOST_FILE = 256 << 20  # bytes that it may write


class Stopped(Exception):
    """The task was asked to stop."""


def serve(channel: Connection, guarded: bool) -> None:
    """Carry out (task, payload) from the channel until it is closed.

    guarded : bound memory and files, for a process that reads what strangers send.
    """
    # a group of its own: the server ends it with whatever it has started, and Ctrl-C passes it by
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # a daemon to the server, so that it never outlives it; but a task may have processes itself
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    os.nice(NICENESS)  # the page itself comes first
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if guarded:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_FILE, MOST_FILE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    channel.send((READY, None))
    while True:
        try:
            task, payload = channel.recv()
        except (EOFError, OSError):
            return
        answer = _carried_out(TASKS[task], payload, _teller(channel))
        try:
            channel.send(answer)
        except (BrokenPipeError, OSError):
            return


def _teller(channel: Connection) -> Callable[[str, int, int], None]:
    """Progress to the server now and then; raises Stopped when it has asked for that."""
    last = [0.0]

    def tell(what: str, done: int, total: int) -> None:
        if channel.poll() and channel.recv() == STOP:
            raise Stopped
        now = time.monotonic()
        if now - last[0] >= TELL_EVERY:
            last[0] = now
            channel.send((PROGRESS, (what, done, total)))

    return tell


def _carried_out(
    task: Callable[..., Any], payload: Any, tell: Callable[[str, int, int], None]
) -> tuple[str, Any]:
    """The answer of a task: its result pickled, or sentences."""
    try:
        return DONE, pickle.dumps(task(payload, tell), protocol=pickle.HIGHEST_PROTOCOL)
    except Stopped:
        return STOPPED, None
    except InputError as error:
        return FAILED, sentences(error)
    except MissingExtra as error:
        return FAILED, (str(error),)
    except MemoryError:
        return FAILED, ("it takes more memory than the page allows",)
    except Exception as error:  # the page tells it as a sentence, whatever it is
        what = " ".join(str(error).split())[:300] or "no more is known"
        return FAILED, (f"internal error, a fault of Solvus: {type(error).__name__}: {what}",)
