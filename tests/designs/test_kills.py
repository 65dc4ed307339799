"""SIGKILL of the driver and of workers at random moments: every design once, none twice.

Dask is tried with a scheduler and workers that are processes of their own, over TCP on loopback.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from solvus.designs.crew import Here
from solvus.designs.plan import carry_out, read_sweep
from solvus.designs.results import read_results

DESIGNS = 360
PROGRAM = [sys.executable, "-c", "from solvus.cli.app import main; import sys; sys.exit(main())"]
TIME = 120.0  # [s] that anything here may take

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def wide(small: Path) -> Path:
    """The small study over so many designs that there is time to kill something."""
    small.write_text(small.read_text().replace("draws: 4", f"draws: {DESIGNS // 3}\n  batch: 6"))
    return small


@pytest.fixture
def expected(wide: Path, tmp_path: Path) -> pd.DataFrame:
    """What an undisturbed walk gives."""
    carry_out(read_sweep(wide), tmp_path / "undisturbed", Here(), 1)
    return read_results(tmp_path / "undisturbed").frame


def start(wide: Path, folder: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [*PROGRAM, "sweep", str(wide), "--out", str(folder), *more]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def parts(folder: Path) -> int:
    return len(list((folder / "designs").glob("part-*.parquet")))


def wait_for(done: Callable[[], bool], process: subprocess.Popen[bytes]) -> bool:
    """Wait until `done`; False where the process ended before."""
    end = time.monotonic() + TIME
    while time.monotonic() < end:
        if done():
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.005)
    raise AssertionError("nothing happened")


def workers_of(pid: int) -> list[int]:
    """Pool processes of a driver; the tracker of resources that Python starts is none."""
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            line = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in line:
            found.append(int(child))
    return found


def check(folder: Path, expected: pd.DataFrame) -> None:
    found = read_results(folder).frame
    pd.testing.assert_frame_equal(
        found.drop(columns="seconds"), expected.drop(columns="seconds")
    )
    assert not list((folder / "designs").glob(".*"))  # nothing half written is left


def test_a_driver_killed_again_and_again_loses_and_repeats_nothing(
    wide: Path, expected: pd.DataFrame, tmp_path: Path
) -> None:
    folder, moments = tmp_path / "o", random.Random(5)
    killed, kept = 0, 0
    while True:
        driver = start(wide, folder, "--workers", "2")
        due = kept + moments.randint(1, 25)
        if wait_for(lambda due=due: parts(folder) >= due, driver):  # type: ignore[misc]
            time.sleep(moments.random() * 0.02)
            driver.kill()
            driver.wait(TIME)
            killed += 1
            orphans = {path.name for path in (folder / "designs").glob("part-*")}
            assert len(orphans) >= due
        else:
            assert driver.wait(TIME) == 0, driver.stderr and driver.stderr.read()
            break
        kept = parts(folder)
    assert killed >= 2
    check(folder, expected)


def test_a_finished_part_is_never_written_again(
    wide: Path, expected: pd.DataFrame, tmp_path: Path
) -> None:
    folder = tmp_path / "o"
    driver = start(wide, folder, "--workers", "2")
    assert wait_for(lambda: parts(folder) >= 10, driver)
    driver.kill()
    driver.wait(TIME)
    before = {path: path.stat().st_mtime_ns for path in (folder / "designs").glob("part-*")}
    assert start(wide, folder, "--workers", "2").wait(TIME) == 0
    assert all(path.stat().st_mtime_ns == written for path, written in before.items())
    check(folder, expected)


def test_workers_killed_at_random_lose_nothing(
    wide: Path, expected: pd.DataFrame, tmp_path: Path
) -> None:
    folder, moments = tmp_path / "o", random.Random(7)
    driver = start(wide, folder, "--workers", "2")
    killed = 0
    for due in (2, 15, 30):
        if not wait_for(lambda due=due: parts(folder) >= due, driver):  # type: ignore[misc]
            break
        own = workers_of(driver.pid)
        if own:
            os.kill(moments.choice(own), signal.SIGKILL)
            killed += 1
    assert driver.wait(TIME) == 0, driver.stderr and driver.stderr.read()
    assert killed >= 2
    check(folder, expected)


def test_an_interrupt_says_what_is_kept_and_ends_the_workers(wide: Path, tmp_path: Path) -> None:
    folder = tmp_path / "o"
    driver = start(wide, folder, "--workers", "2")
    assert wait_for(lambda: parts(folder) >= 3, driver)
    own = workers_of(driver.pid)
    driver.send_signal(signal.SIGINT)
    _, told = driver.communicate(timeout=TIME)
    assert driver.returncode == 1
    assert f"of {DESIGNS} designs are kept; the same command goes on from there" in told.decode()
    assert "Traceback" not in told.decode()
    assert all(not Path(f"/proc/{pid}").exists() for pid in own)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a Dask scheduler and its two workers, each a process."""
    pytest.importorskip("distributed", reason="needs Dask (extra sweep)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    quiet = {"cwd": tmp_path, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
            "--port", str(port), "--no-dashboard"]  # fmt: skip
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1",
              "--no-nanny", "--no-dashboard"]  # fmt: skip
    running = [subprocess.Popen(dask, **quiet)]  # type: ignore[call-overload]
    running += [subprocess.Popen(worker, **quiet) for _ in range(2)]  # type: ignore[call-overload]
    yield address, running
    for one in running:
        one.kill()
        one.wait(TIME)


def test_a_cluster_loses_nothing_with_a_worker_and_the_driver_killed(
    wide: Path, expected: pd.DataFrame, tmp_path: Path,
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
) -> None:  # fmt: skip
    address, running = cluster
    folder = tmp_path / "o"
    driver = start(wide, folder, "--scheduler", address)
    assert wait_for(lambda: parts(folder) >= 5, driver)
    running[1].kill()
    assert wait_for(lambda: parts(folder) >= 15, driver)
    driver.kill()
    driver.wait(TIME)
    assert parts(folder) < DESIGNS // 6
    again = start(wide, folder, "--scheduler", address)
    assert again.wait(TIME) == 0, again.stderr and again.stderr.read()
    check(folder, expected)


def test_a_scheduler_that_ends_is_told_and_loses_nothing(
    wide: Path, expected: pd.DataFrame, tmp_path: Path,
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
) -> None:  # fmt: skip
    address, running = cluster
    folder = tmp_path / "o"
    driver = start(wide, folder, "--scheduler", address)
    assert wait_for(lambda: parts(folder) >= 5, driver)
    for one in running:
        one.kill()
    _, told = driver.communicate(timeout=TIME)
    assert driver.returncode == 1
    assert b"is gone; what was finished is kept" in told
    assert told.decode().count("\n") == 1
    assert start(wide, folder, "--workers", "2").wait(TIME) == 0
    check(folder, expected)


def test_numbers_do_not_depend_on_who_ran_them(expected: pd.DataFrame) -> None:
    assert np.isfinite(expected["foil_left"][expected["status"] == "ok"]).all()
    assert (expected["status"] == "failed").sum() == DESIGNS // 3
