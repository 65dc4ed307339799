"""Whether the axes of a job name anything, before a thousand designs fail over it."""

from __future__ import annotations

from solvus.base.errors import Fault, InputError
from solvus.designs.design import files_of
from solvus.designs.job import Job
from solvus.study.axes import Axis

MOST_TRIED = 20  # values of a listed axis


def check_axes(job: Job) -> None:
    """Write the values of each axis alone into the file and read it.

    An axis none of whose values can be read, with all the others as in the file, is at fault; where
    some can, the rest may well fit together with another axis, and a design that does not is told
    in its row. Raises InputError with a fault for each such axis.
    """
    faults = [fault for axis in job.axes if (fault := _fault(job, axis)) is not None]
    if faults:
        raise InputError(*faults)


def _fault(job: Job, axis: Axis) -> Fault | None:
    count = axis.count
    tried = [0.5] if count is None else [(k + 0.5) / count for k in range(min(count, MOST_TRIED))]
    first: InputError | None = None
    for u in tried:
        try:
            files_of(job, axis.changes(u))
        except InputError as error:
            first = first or error
        else:
            return None
    assert first is not None  # nothing was read
    told = first.faults[0]
    key = f" ({told.key})" if told.key and told.key != axis.name else ""
    return Fault(f"{told.message}{key}", f"sweep.over.{axis.name}", job.name)
