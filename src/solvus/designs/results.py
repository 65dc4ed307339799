"""A folder of designs as one table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solvus.base.errors import Fault, InputError
from solvus.designs.columns import DESIGN, FAILED, OK, STATUS, Column
from solvus.designs.store import parts_of, read_about

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Results:
    """The finished designs of a folder.

    frame : a row for each, in the order of their numbers; columns : name -> what it holds
    about : what the folder says of itself (sweep.json)
    """

    folder: Path
    about: dict[str, Any]
    columns: dict[str, Column]
    frame: pd.DataFrame

    @property
    def ok(self) -> pd.DataFrame:
        """The designs that could be run."""
        return self.frame[self.frame[STATUS] == OK]

    @property
    def failures(self) -> int:
        """How many could not."""
        return int((self.frame[STATUS] == FAILED).sum())


def read_results(folder: str | Path) -> Results:
    """Read every finished part of a folder.

    Raises InputError where it is no folder of designs, a part cannot be read, or two parts hold the
    same design.
    """
    import pandas as pd
    from pyarrow import ArrowInvalid, parquet

    folder = Path(folder)
    about = read_about(folder)
    columns = {row["name"]: Column(**row) for row in about["columns"]}
    frames = []
    for path in parts_of(folder):
        try:
            frames.append(parquet.read_table(path).to_pandas())
        except (OSError, ArrowInvalid) as error:
            raise InputError(Fault(f"cannot be read: {error}", file=str(path))) from None
    made = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(columns))
    asked = about["plan"].get("_designs")
    if asked is not None:  # fewer draws than an earlier run had
        made = made[made[DESIGN] < asked]
    made = made.sort_values(DESIGN, kind="stable", ignore_index=True)
    twice = made[DESIGN].duplicated()
    if twice.any():
        number = int(made[DESIGN][twice].iloc[0])
        raise InputError(Fault(f"holds design {number} twice; two sweeps wrote into it",
                               file=str(folder)))  # fmt: skip
    return Results(folder, about, columns, made)
