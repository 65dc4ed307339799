"""The walk through designs: nothing twice, nothing lost, whatever dies."""

from __future__ import annotations

import errno
import json
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from solvus.base.errors import InputError
from solvus.designs import batch as batches
from solvus.designs.batch import Batch, run_batch
from solvus.designs.crew import Here, Processes
from solvus.designs.design import Done
from solvus.designs.job import Job, read_job
from solvus.designs.plan import carry_out, read_sweep
from solvus.designs.results import read_results
from solvus.designs.work import batch_size, work_on
from solvus.study.folder_lock import Locked

POINTS = np.stack([np.linspace(0.0, 1.0, 10), np.full(10, 0.1)], axis=1)


@pytest.fixture
def job(small: Path) -> Job:
    return read_job(small)[0]


class Mortal(Here):
    """A crew whose workers die over some designs, a number of times each."""

    class Died(Exception):
        """As a broken pool says it."""

    lost = (Died,)

    def __init__(self, deaths: dict[int, int]) -> None:
        self.deaths, self.renewed = dict(deaths), 0
        self.ran: list[int] = []

    def submit(self, job: Job, batch: Batch) -> Future[list[Done]]:
        future: Future[list[Done]] = Future()
        for number in range(batch.first, batch.first + len(batch.points)):
            if self.deaths.get(number, 0) > 0:
                self.deaths[number] -= 1
                future.set_exception(self.Died())
                return future
        self.ran += range(batch.first, batch.first + len(batch.points))
        future.set_result(run_batch(job, batch))
        return future

    def renew(self) -> bool:
        self.renewed += 1
        return True


def run(job: Job, folder: Path, crew: Any = None, size: int = 3, **plan: Any) -> pd.DataFrame:
    with work_on(job, folder, crew or Here(), size, plan=plan) as work:
        return work.run(POINTS)


def without_times(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns="seconds")


def test_designs_come_back_in_order_and_as_they_are_kept(job: Job, tmp_path: Path) -> None:
    frame = run(job, tmp_path / "o")
    assert frame["design"].tolist() == list(range(10))
    assert frame["cell.working.thickness"].tolist() == pytest.approx(np.linspace(20.0, 60.0, 10))
    kept = read_results(tmp_path / "o")
    pd.testing.assert_frame_equal(kept.frame, frame)
    assert kept.columns["cell.working.thickness"].unit == "um"
    assert kept.failures == 0


def test_what_is_finished_is_not_run_again(job: Job, tmp_path: Path) -> None:
    first = run(job, tmp_path / "o")
    (tmp_path / "o" / "designs" / "part-000000003.parquet").unlink()
    crew = Mortal({})
    again = run(job, tmp_path / "o", crew)
    assert crew.ran == [3, 4, 5]
    pd.testing.assert_frame_equal(without_times(again), without_times(first))


def test_the_size_of_batches_and_the_crew_change_nothing(job: Job, tmp_path: Path) -> None:
    one = run(job, tmp_path / "a", size=1)
    other = run(job, tmp_path / "b", Processes(2), size=4)
    pd.testing.assert_frame_equal(without_times(one), without_times(other))


def test_a_worker_that_dies_once_loses_nothing(job: Job, tmp_path: Path) -> None:
    crew = Mortal({4: 1, 9: 1})
    frame = run(job, tmp_path / "o", crew)
    assert (frame["status"] == "ok").all()
    assert sorted(crew.ran) == list(range(10))
    assert crew.renewed == 2


def test_a_design_that_always_kills_its_worker_fails_alone(job: Job, tmp_path: Path) -> None:
    crew = Mortal({4: 100})
    frame = run(job, tmp_path / "o", crew)
    assert frame["design"][frame["status"] == "failed"].tolist() == [4]
    assert "was killed" in frame["error"][4]
    assert frame["cell.working.thickness"][4] == pytest.approx(POINTS[4, 0] * 40.0 + 20.0)


def test_an_interrupt_keeps_what_was_finished(job: Job, tmp_path: Path) -> None:
    class Stopped(Mortal):
        def submit(self, job: Job, batch: Batch) -> Future[list[Done]]:
            if batch.first == 6:
                raise KeyboardInterrupt
            return super().submit(job, batch)

    with pytest.raises(KeyboardInterrupt):
        run(job, tmp_path / "o", Stopped({}))
    crew = Mortal({})
    assert len(run(job, tmp_path / "o", crew)) == 10
    assert crew.ran == [6, 7, 8, 9]


def test_two_versions_never_mix(
    job: Job, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(job, tmp_path / "o")
    monkeypatch.setattr(batches, "fingerprint", lambda: "0123456789ab")
    with pytest.raises(InputError, match="a worker runs another state of Solvus"):
        run(job, tmp_path / "p")
    monkeypatch.setattr("solvus.designs.job.fingerprint", lambda: "0123456789ab")
    later = Job(**{**vars(read_job(small)[0]), "code": "0123456789ab"})
    with pytest.raises(InputError, match="another state of Solvus"):
        run(later, tmp_path / "o")


def test_two_jobs_and_two_plans_never_mix(job: Job, small: Path, tmp_path: Path) -> None:
    run(job, tmp_path / "o", seed=1)
    with pytest.raises(InputError, match=r"drawn otherwise \(seed\)"):
        run(job, tmp_path / "o", seed=2)
    other = read_job(small, {"cell.working.content": ["5 wt%", "6 wt%"]})[0]
    with pytest.raises(InputError, match="the axes changed"):
        run(other, tmp_path / "o", seed=1)


def test_a_folder_has_one_owner_at_a_time(job: Job, tmp_path: Path) -> None:
    with (
        work_on(job, tmp_path / "o", Here(), 3, plan={}),
        pytest.raises(Locked, match="in use by another run"),
    ):
        run(job, tmp_path / "o")


def test_parts_of_other_points_are_replaced(job: Job, tmp_path: Path) -> None:
    with work_on(job, tmp_path / "o", Here(), 3, plan={}) as work:
        work.run(POINTS[:4])  # the second part holds one design only
    crew = Mortal({})
    assert len(run(job, tmp_path / "o", crew)) == 10
    assert crew.ran == list(range(3, 10))


def test_a_spoilt_part_is_named(job: Job, tmp_path: Path) -> None:
    run(job, tmp_path / "o")
    path = tmp_path / "o" / "designs" / "part-000000003.parquet"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(InputError, match=r"part-000000003.parquet: cannot be read.*remove it"):
        run(job, tmp_path / "o")
    with pytest.raises(InputError, match="cannot be read"):
        read_results(tmp_path / "o")


def test_what_a_kill_left_of_a_part_is_cleared_away(job: Job, tmp_path: Path) -> None:
    run(job, tmp_path / "o")
    left = tmp_path / "o" / "designs" / ".part-000000003.abcd.partial.parquet"
    left.write_bytes(b"half")
    run(job, tmp_path / "o")
    assert not left.exists()


def test_more_draws_go_on_from_fewer(small: Path, tmp_path: Path) -> None:
    few, many = (read_sweep(small, wishes={"draws": n}) for n in (4, 12))
    folder = tmp_path / "o"
    carry_out(few, folder, Here(), 1)
    first = read_results(folder).frame
    count = carry_out(many, folder, Here(), 1)
    found = read_results(folder).frame
    assert (count.total, count.done) == (36, 36)
    assert count.found >= 8  # all but the last part, which had fewer designs
    pd.testing.assert_frame_equal(without_times(found[:12]), without_times(first))
    written = {path: path.stat().st_mtime_ns for path in (folder / "designs").iterdir()}
    carry_out(few, folder, Here(), 1)
    assert len(read_results(folder).frame) == 12
    # the longer parts have all that is asked for, and are kept
    assert {path: path.stat().st_mtime_ns for path in (folder / "designs").iterdir()} == written


def test_curves_that_are_damaged_are_told(small: Path, tmp_path: Path) -> None:
    asked = read_sweep(small, wishes={"curves": True})
    carry_out(asked, tmp_path / "o", Here(), 1)
    next((tmp_path / "o" / "designs").iterdir()).unlink()
    (tmp_path / "o" / "curves.zarr" / "charge" / "zarr.json").write_text("")
    with pytest.raises(InputError, match=r"curves.zarr: cannot be gone on with"):
        carry_out(asked, tmp_path / "o", Here(), 1)


def test_a_full_disk_is_told_with_the_file_and_what_is_kept(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("solvus.designs.store.save_table", full)
    with pytest.raises(OSError, match=r"cannot be written \(No space left.*kept") as error:
        run(job, tmp_path / "o")
    assert str(error.value.filename).endswith("part-000000000.parquet")


def test_a_worker_lost_on_a_cluster_costs_no_other_batch(job: Job, tmp_path: Path) -> None:
    class Apart(Mortal):
        width = 3

        def renew(self) -> bool:
            super().renew()
            return False

    crew = Apart({0: 1})
    frame = run(job, tmp_path / "o", crew)
    assert (frame["status"] == "ok").all()
    assert sorted(crew.ran) == list(range(10))  # none of them twice


def test_curves_are_kept_by_design_and_cycle(small: Path, tmp_path: Path) -> None:
    import zarr

    asked = read_sweep(small, wishes={"curves": True})
    carry_out(asked, tmp_path / "o", Here(), 1)
    frame = read_results(tmp_path / "o").frame
    curves = zarr.open_group(tmp_path / "o" / "curves.zarr", mode="r")
    charge = np.asarray(curves["charge"])
    assert charge.shape == (12, 1)
    failed = (frame["status"] == "failed").to_numpy()
    assert failed.sum() == 4
    assert np.isnan(charge[failed]).all()
    assert charge[~failed] == pytest.approx(1.0)
    assert np.asarray(curves["foil_left"])[~failed, 0] == pytest.approx(
        frame["foil_left"][~failed].to_numpy()
    )


def test_a_batch_is_a_share_of_the_designs(small: Path, pouch: Path) -> None:
    simulated, bill = read_job(small)[0], read_job(
        pouch, {"anode.thickness": "20 um to 30 um"}, wishes={"life": False}
    )[0]
    assert batch_size(simulated, 10, 2) == 1
    assert batch_size(simulated, 10_000, 2) == 100
    assert batch_size(bill, 10_000, 2) == 1000
    assert batch_size(bill, 640, 2) == 80


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder of designs"):
        read_results(tmp_path)
    (tmp_path / "sweep.json").write_text(json.dumps({"kind": "study"}))
    with pytest.raises(InputError, match="does not describe a sweep"):
        read_results(tmp_path)
