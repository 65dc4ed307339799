"""Jobs in processes of their own: shared by what they compute, superseded, stopped, bounded."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from solvus.explore.jobs import CANCELLED, DONE, FAILED, MOST_WAITING, RUNNING, Jobs, PoolKind
from solvus.explore.outcome import Outcome
from solvus.explore.site import Site, begin, look, view_of, wanted

LONG = {"thickness": 900.0, "cycles": 1000.0}  # [um], [1]: some seconds
WAIT = 60.0


@pytest.fixture(scope="module")
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    made.warm("run")
    yield made
    made.close()


def until_running(jobs: Jobs, key: str) -> None:
    end = time.monotonic() + WAIT
    while jobs.view(key).status != RUNNING or jobs.view(key).done == 0:
        assert time.monotonic() < end
        assert not jobs.view(key).over
        time.sleep(0.02)


def payload(site: Site, **changes: float | str) -> tuple[tuple[str, object], str]:
    asked = wanted(site, site.default.moved(dict(changes))).main
    assert asked is not None
    return (asked.text, asked.folder), asked.key


def test_two_users_share_a_result_and_each_gets_a_copy(site: Site, jobs: Jobs) -> None:
    what, key = payload(site, cycles=10.0)
    for user in ("a", "b"):
        jobs.submit(user, "design", "simulate", what, key)
    assert jobs.wait(key, WAIT).status == DONE
    one, other = jobs.result(key), jobs.result(key)
    assert isinstance(one, Outcome)
    assert one is not other
    assert one.life == other.life
    begun = time.perf_counter()
    assert jobs.submit("c", "design", "simulate", what, key).status == DONE  # kept
    assert time.perf_counter() - begun < 0.05


def test_a_new_design_takes_the_place_of_the_one_before(site: Site, jobs: Jobs) -> None:
    old, old_key = payload(site, **LONG)
    jobs.submit("a", "design", "simulate", old, old_key)
    until_running(jobs, old_key)
    new, new_key = payload(site, cycles=11.0)
    jobs.submit("a", "design", "simulate", new, new_key)
    assert jobs.wait(old_key, WAIT).status == CANCELLED
    assert jobs.wait(new_key, WAIT).status == DONE


def test_a_stop_of_one_user_leaves_the_other_waiting(site: Site, jobs: Jobs) -> None:
    what, key = payload(site, **(LONG | {"rate": 0.3}))
    for user in ("a", "b"):
        jobs.submit(user, "design", "simulate", what, key)
    until_running(jobs, key)
    assert jobs.cancel("a", "design")
    assert not jobs.cancel("a", "design")
    time.sleep(0.2)
    assert not jobs.view(key).over
    jobs.cancel("b", "design")
    assert jobs.wait(key, WAIT).status == CANCELLED
    assert jobs.cancel("stranger", "design") is False


def test_what_cannot_be_read_fails_with_its_sentences(site: Site, jobs: Jobs) -> None:
    folder = site.base.full.folder
    jobs.submit("a", "design", "simulate", ("title: x\nprotocol: [Fly]\n", folder), "bad")
    view = jobs.wait("bad", WAIT)
    assert view.status == FAILED
    assert any("cell" in one for one in view.sentences)
    assert not any("Traceback" in one for one in view.sentences)


def test_a_job_has_its_time_and_a_process_that_dies_is_replaced(site: Site) -> None:
    jobs = Jobs({"run": PoolKind(1, 0.4)})
    try:
        what, key = payload(site, **LONG)
        jobs.submit("a", "design", "simulate", what, key)
        view = jobs.wait(key, WAIT)
        assert view.status == FAILED
        assert "took longer" in view.sentences[0]
        hand = jobs._crew[0]
        assert hand._process is None or not hand._process.is_alive()  # it was killed
        hand._kind = PoolKind(1, 100.0)
        small, small_key = payload(site, cycles=2.0)
        jobs.submit("a", "design", "simulate", small, small_key)
        assert jobs.wait(small_key, WAIT).status == DONE
        assert hand._process is not None
        os.kill(int(hand._process.pid or 0), 9)
        other, other_key = payload(site, cycles=3.0)
        jobs.submit("a", "design", "simulate", other, other_key)
        assert jobs.wait(other_key, WAIT).status == DONE
    finally:
        jobs.close()


def test_no_more_jobs_wait_than_there_is_room_for(site: Site) -> None:
    jobs = Jobs({"run": PoolKind(1, 100.0)})
    try:
        what, _ = payload(site, **LONG)
        views = [jobs.submit(f"user-{n}", "design", "simulate", what, f"key-{n}")
                 for n in range(MOST_WAITING + 3)]  # fmt: skip
        assert views[-1].status == FAILED
        assert "too many jobs" in views[-1].sentences[0]
        for n in range(5):  # the same user has one job however often it asks
            jobs.submit("user-1", "design", "simulate", what, f"again-{n}")
        assert sum(job.owners == {("user-1", "design")} for job in jobs._active.values()) <= 1
    finally:
        jobs.close()


def test_nothing_runs_after_the_end(site: Site) -> None:
    jobs = Jobs({"run": PoolKind(1, 100.0)})
    what, key = payload(site, **LONG)
    jobs.submit("a", "design", "simulate", what, key)
    until_running(jobs, key)
    process = jobs._crew[0]._process
    jobs.close()
    assert process is not None
    assert jobs._crew[0]._process is None
    assert jobs.submit("a", "design", "simulate", what, "later").status == FAILED


def test_a_design_runs_with_pure_lithium_beside_it(site: Site) -> None:
    asked = wanted(site, site.default.moved({"cycles": 12.0}))
    begin(site, "a", "design", asked)
    ran = look(site, asked, WAIT)
    assert ran.view.status == DONE
    assert ran.main is not None
    assert ran.reference is not None
    assert (ran.main.solute, ran.reference.solute) == ("Ag", "")
    refused = wanted(site, site.default)._replace(main=None, faults=("no such cell",))
    assert view_of(site, refused).sentences == ("no such cell",)


def test_the_paper_is_begun_told_and_stopped_with_all_it_started(jobs: Jobs) -> None:
    jobs.submit("a", "paper", "paper", None, "paper-test")
    end = time.monotonic() + WAIT
    while not jobs.view("paper-test").what:
        assert time.monotonic() < end
        assert not jobs.view("paper-test").over, jobs.view("paper-test")
        time.sleep(0.05)
    hand = next(one for one in jobs._crew if one.pool == "long")
    assert hand._process is not None
    group = int(hand._process.pid or -1)
    assert os.getpgid(group) == group  # a group of its own, which ends as a whole
    jobs.cancel("a", "paper")
    assert jobs.wait("paper-test", WAIT).status == CANCELLED
