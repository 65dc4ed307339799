"""The first signal is held back, the second one ends everything."""

from __future__ import annotations

import os
import signal

import pytest

from solvus.cli.interrupts import GivenUp, Interrupts


def test_the_first_is_noted_and_the_second_gives_up(capfd: pytest.CaptureFixture[str]) -> None:
    with Interrupts("stopping") as interrupts:
        interrupts.stop_if_asked()
        os.kill(os.getpid(), signal.SIGINT)
        assert interrupts.asked
        with pytest.raises(KeyboardInterrupt):
            interrupts.stop_if_asked()
        with pytest.raises(GivenUp):
            os.kill(os.getpid(), signal.SIGTERM)
    assert capfd.readouterr().err == "\nstopping\n"


def test_the_old_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with pytest.raises(ValueError, match="x"), Interrupts(""):
        raise ValueError("x")
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
