"""Jobs of the page: run in processes of their own, cached by what they compute, cancelled.

A job is known by its key, which names all that its result depends on: two users who ask for the
same thing share one job, and nobody sees what another one has not asked for by its content. Each
user has one job in a lane; a new one takes its place, and a job that nobody waits for is stopped.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, NamedTuple

from solvus.explore import worker

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
MOST_WAITING = 24  # jobs of all users in one pool
MOST_CACHED = 192 << 20  # bytes of results that are kept
MOST_FAILURES = 256
GRACE = 1.5  # [s] for a task to stop by itself before its process is killed
LOOK = 0.05  # [s] between two looks at a running job
START_LIMIT = 120.0  # [s] for a process to come up


class PoolKind(NamedTuple):
    """Processes of a kind: how many, the time a job may take [s], whether each takes one job only
    and has its memory bounded."""

    processes: int
    limit: float
    guarded: bool = False


POOLS: dict[str, PoolKind] = {
    "run": PoolKind(2, 300.0),
    "long": PoolKind(1, 3600.0),
    "files": PoolKind(1, 90.0, True),
}
POOL_OF: dict[str, str] = {
    "simulate": "run", "report": "run", "paper": "long", "analyse": "files",
}  # fmt: skip


class View(NamedTuple):
    """How a job stands: status, what it does, steps done, in all, sentences where it failed."""

    status: str
    what: str = ""
    done: int = 0
    total: int = 0
    sentences: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.status in (DONE, FAILED, CANCELLED)


@dataclass
class _Job:
    key: str
    task: str
    payload: Any
    owners: set[tuple[str, str]] = field(default_factory=set)
    view: View = field(default_factory=lambda: View(WAITING))
    stop: bool = False
    over: threading.Event = field(default_factory=threading.Event)


class Jobs:
    """All jobs of a server."""

    def __init__(self, pools: dict[str, PoolKind] | None = None) -> None:
        """Take the pools; their processes come up with the first job, or with `warm`."""
        self._pools = dict(POOLS if pools is None else pools)
        self._lock = threading.RLock()
        self._wake = {name: threading.Condition(self._lock) for name in self._pools}
        self._waiting: dict[str, deque[_Job]] = {name: deque() for name in self._pools}
        self._active: dict[str, _Job] = {}
        self._owned: dict[tuple[str, str], _Job] = {}
        self._results: OrderedDict[str, bytes] = OrderedDict()
        self._failures: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._size = 0
        self._closed = False
        self._crew = [
            _Hand(self, name, kind)
            for name, kind in self._pools.items()
            for _ in range(kind.processes)
        ]

    def warm(self, pool: str) -> None:
        """Bring the processes of a pool up before they are needed."""
        for hand in self._crew:
            if hand.pool == pool:
                hand.begin()

    def submit(self, user: str, lane: str, task: str, payload: Any, key: str) -> View:
        """Ask for a result; the job that this user had in the lane is let go."""
        owner = (user, lane)
        with self._lock:
            before = self._owned.get(owner)
            if before is not None and before.key != key:
                self._let_go(owner)
            known = self._known(key)
            if known is not None:
                return known
            job = self._active.get(key)
            if job is None or job.stop:
                pool = POOL_OF[task]
                if self._closed or len(self._waiting[pool]) >= MOST_WAITING:
                    return View(FAILED, sentences=(
                        "too many jobs are waiting on this page; try again in a moment",))
                job = _Job(key, task, payload)
                self._active[key] = job
                self._waiting[pool].append(job)
                for hand in self._crew:
                    if hand.pool == pool:
                        hand.begin()
                self._wake[pool].notify()
            job.owners.add(owner)
            self._owned[owner] = job
            return job.view

    def wait(self, key: str, seconds: float) -> View:
        """How a job stands once it is over, or after so long."""
        with self._lock:
            job = self._active.get(key)
        if job is not None:
            job.over.wait(seconds)
        return self.view(key)

    def view(self, key: str) -> View:
        """How a job stands; `CANCELLED` for one that is not known."""
        with self._lock:
            known = self._known(key)
            if known is not None:
                return known
            job = self._active.get(key)
            return job.view if job is not None else View(CANCELLED)

    def result(self, key: str) -> Any:
        """The result of a job that is done; KeyError else. Each call gives a copy of its own."""
        with self._lock:
            data = self._results[key]
            self._results.move_to_end(key)
        return pickle.loads(data)

    def cancel(self, user: str, lane: str) -> bool:
        """Let go what the user has in a lane; whether there was something."""
        with self._lock:
            return self._let_go((user, lane))

    def close(self) -> None:
        """End every process."""
        with self._lock:
            self._closed = True
            for job in self._active.values():
                job.stop = True
            for wake in self._wake.values():
                wake.notify_all()
        for hand in self._crew:
            hand.end()

    def _known(self, key: str) -> View | None:
        if key in self._results:
            self._results.move_to_end(key)
            return View(DONE)
        if key in self._failures:
            return View(FAILED, sentences=self._failures[key])
        return None

    def _let_go(self, owner: tuple[str, str]) -> bool:
        job = self._owned.pop(owner, None)
        if job is None:
            return False
        job.owners.discard(owner)
        if not job.owners and not job.view.over:
            job.stop = True
            pool = POOL_OF[job.task]
            if job in self._waiting[pool]:
                self._waiting[pool].remove(job)
                self._finish(job, View(CANCELLED))
        return True

    def _next(self, pool: str) -> _Job | None:
        """The next job of a pool; None when the server closes."""
        with self._lock:
            while not self._waiting[pool] and not self._closed:
                self._wake[pool].wait()
            if self._closed:
                return None
            job = self._waiting[pool].popleft()
            job.view = View(RUNNING)
            return job

    def _told(self, job: _Job, what: str, done: int, total: int) -> None:
        with self._lock:
            job.view = View(RUNNING, what, done, total)

    def _finish(self, job: _Job, view: View, data: bytes | None = None) -> None:
        with self._lock:
            if view.status == DONE and data is not None:
                self._keep(job.key, data)
            elif view.status == FAILED:
                self._failures[job.key] = view.sentences
                while len(self._failures) > MOST_FAILURES:
                    self._failures.popitem(last=False)
            job.view = view
            if self._active.get(job.key) is job:
                del self._active[job.key]
            for owner in job.owners:
                if self._owned.get(owner) is job:
                    del self._owned[owner]
            job.over.set()

    def _keep(self, key: str, data: bytes) -> None:
        self._results[key] = data
        self._size += len(data)
        while self._size > MOST_CACHED and len(self._results) > 1:
            _, old = self._results.popitem(last=False)
            self._size -= len(old)


class _Hand:
    """A thread with a process: takes a job, watches it, replaces the process where it must."""

    def __init__(self, jobs: Jobs, pool: str, kind: PoolKind) -> None:
        self.pool = pool
        self._jobs, self._kind = jobs, kind
        self._process: SpawnProcess | None = None
        self._channel: Connection | None = None
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Bring it up, once."""
        if self._thread is None:
            name = f"solvus-{self.pool}"
            self._thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._thread.start()

    def end(self) -> None:
        """End the process."""
        if self._thread is not None:
            self._thread.join(GRACE)
        self._kill()

    def _work(self) -> None:
        try:
            self._take_all()
        except (EOFError, OSError):  # the server has closed while a process came up
            if not self._jobs._closed:
                raise

    def _take_all(self) -> None:
        self._spawn()
        while (job := self._jobs._next(self.pool)) is not None:
            try:
                if self._process is None or not self._process.is_alive():
                    self._spawn()
                self._watch(job)
            except (EOFError, OSError):
                self._kill()
                self._again(job)
            if self._kind.guarded:  # whatever a file did to the process ends with it
                self._kill()
                self._spawn()
        self._kill()

    def _again(self, job: _Job) -> None:
        """A job whose process has died: once more, as the death may be older than the job; not
        where a file of a stranger may have been its cause."""
        try:
            if not (job.stop or self._kind.guarded):
                self._spawn()
                self._watch(job)
                return
        except (EOFError, OSError):
            self._kill()
        why = "its process has ended: it may have taken too much memory"
        view = View(CANCELLED) if job.stop else View(FAILED, sentences=(why,))
        self._jobs._finish(job, view)

    def _watch(self, job: _Job) -> None:
        channel = self._channel
        assert channel is not None
        channel.send((job.task, job.payload))
        begun, asked = time.monotonic(), 0.0
        while True:
            if channel.poll(LOOK):
                word, value = channel.recv()
                if word == worker.PROGRESS:
                    self._jobs._told(job, *value)
                    continue
                self._jobs._finish(job, *_ended(word, value))
                return
            now = time.monotonic()
            if job.stop and not asked:
                asked = now
                channel.send(worker.STOP)
            late = now - begun > self._kind.limit
            if late or (asked and now - asked > GRACE):
                self._kill()
                why = f"it took longer than {self._kind.limit:.0f} s and was stopped"
                view = View(CANCELLED) if job.stop else View(FAILED, sentences=(why,))
                self._jobs._finish(job, view)
                return

    def _spawn(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=worker.serve, args=(theirs, self._kind.guarded), daemon=True
        )
        process.start()
        theirs.close()
        self._process, self._channel = process, ours
        if ours.poll(START_LIMIT):
            ours.recv()

    def _kill(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._process is not None:
            if self._process.pid:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._process.pid, signal.SIGKILL)  # and what it has started
            self._process.kill()
            self._process.join(GRACE)
            self._process = None


def _ended(word: str, value: Any) -> tuple[View, bytes | None]:
    """What the last word of a task means."""
    if word == worker.DONE:
        return View(DONE), value
    if word == worker.FAILED:
        return View(FAILED, sentences=tuple(value)), None
    return View(CANCELLED), None
