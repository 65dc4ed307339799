"""Worker processes: one core each, and none that outlives its parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def pool(workers: int) -> ProcessPoolExecutor:
    """A pool of fresh processes, each on one core."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=as_worker)


def end(executor: ProcessPoolExecutor) -> None:
    """End the processes of a pool at once, whatever they do."""
    # a process that is gone already, or being started, is no matter
    for process in list((executor._processes or {}).values()):
        process.terminate()
    executor.shutdown(wait=True, cancel_futures=True)


def as_worker() -> None:
    """Workers stand side by side, one core each; libraries read this when they are imported.

    Ctrl-C at a terminal reaches every process of it: the parent alone decides what it ends.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker once its parent is gone: it must not write where the next run goes on."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
