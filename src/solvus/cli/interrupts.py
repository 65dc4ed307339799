"""Ctrl-C: the first one ends a run at the next whole step, the second one gives up.

A step that is cut in the middle would leave a record that does not fit together, so the first
signal is only noted, and the run is asked to stop between two steps.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_STDERR = 2


class GivenUp(BaseException):
    """The second interrupt: stop where you are. Not an Exception, so that nothing swallows it."""


class Interrupts:
    """Holds back Ctrl-C (and SIGTERM) while the body runs; `asked` says that one has come."""

    def __init__(self, first: str) -> None:
        """`first` is what the first signal makes the program say on stderr."""
        self.asked = False
        self.message = first
        self._before: dict[int, object] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                self._before[number] = signal.signal(number, self._handle)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            # what signal.signal gave back, which it takes again
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise GivenUp
        self.asked = True
        # Not print: the signal may have come in the middle of one.
        os.write(_STDERR, f"\n{self.message}\n".encode())

    def stop_if_asked(self) -> None:
        """Raise KeyboardInterrupt if a signal has come. To be called between two steps."""
        if self.asked:
            raise KeyboardInterrupt


@contextmanager
def sigterm_interrupts() -> Iterator[None]:
    """Let SIGTERM, which batch systems send at the end of their time, act as Ctrl-C does."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
