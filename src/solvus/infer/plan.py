"""From the ``calibration:`` block of a study to a problem: every text checked, all faults at once.

The block names parameters by key paths and data by features; here both meet the studies they speak
of. What no run can give is refused before anything is run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from solvus.base import yaml_source
from solvus.base.errors import Fault, InputError
from solvus.base.record import provenance
from solvus.base.yaml_source import KeyPath
from solvus.infer.plan_data import Entry, entries_of
from solvus.infer.plan_parameters import Part, parts_of
from solvus.infer.problem import Asked, Datum, Free, Problem
from solvus.infer.sources import Source, read_sources
from solvus.infer.studies import Move, StudyModel, Wanted
from solvus.study.calibration_block import THIS, Calibration, Search
from solvus.study.features import FEATURES, Feature
from solvus.study.installed import read_study
from solvus.study.schema import Study


@dataclass(frozen=True)
class Plan:
    """A calibration that can be carried out.

    sources : the studies by name, the one with the block as "this".
    moves : what each parameter sets. wanted : what is read, data first, then predictions.
    key : hash of everything the outcome depends on.
    """

    sources: Mapping[str, Source]
    parameters: tuple[Free, ...]
    moves: tuple[Move, ...]
    data: tuple[Datum, ...]
    predictions: tuple[Asked, ...]
    wanted: tuple[Wanted, ...]
    search: Search
    key: str

    @property
    def study(self) -> Study:
        """The study that holds the block."""
        return self.sources[THIS].study

    def opened(self, most_workers: int | None = None) -> OpenPlan:
        """The problem with its model; a context, at whose end the model's processes end."""
        return OpenPlan(self, most_workers)


class OpenPlan:
    """A plan with its model running."""

    def __init__(self, plan: Plan, most_workers: int | None = None) -> None:
        """Nothing runs before the context is entered."""
        self.plan = plan
        self.model = StudyModel(
            {name: source.study for name, source in plan.sources.items()},
            {name: source.folder for name, source in plan.sources.items()},
            plan.moves,
            plan.wanted,
            most_workers,
        )
        self.problem = Problem(plan.parameters, plan.data, self.model, plan.predictions)

    def __enter__(self) -> Self:
        self.model.prepare({one.name: one.start for one in self.plan.parameters})
        return self

    def __exit__(self, *error: object) -> None:
        self.model.__exit__(*error)


def read_plan(path: str | Path, features: Mapping[str, Feature] = FEATURES) -> Plan:
    """The calibration of the study file at `path`; InputError with every fault."""
    return plan_of(read_study(path), Path(path).parent, features)


def plan_of(study: Study, folder: Path, features: Mapping[str, Feature] = FEATURES) -> Plan:
    """The calibration of a study whose file lies in `folder`.

    Raises InputError with every fault: no block, studies that cannot be read, key paths that lead
    nowhere, starts outside bounds, data without sigma, places that are never reached, and so on.
    """
    block = study.calibration
    name = study.source_name
    if block is None:
        raise InputError(
            Fault("has no calibration block: nothing says what is free and what was read", "", name)
        )
    _, marks = yaml_source.load(study.source_text, name)
    sources, faults = read_sources(study, folder, block, marks)
    parts = parts_of(block, sources)
    entries = entries_of(block, sources, features, folder)
    slips = [*parts.slips, *entries.slips]
    if not faults and not slips:
        slips += _enough(parts.parts, entries.data)
    faults += [yaml_source.fault_at(text, ("calibration", *at), marks, name) for at, text in slips]
    faults += entries.faults
    if faults:
        raise InputError(*dict.fromkeys(sorted(faults, key=_place)))
    return Plan(
        sources=sources,
        parameters=tuple(part.free for part in parts.parts),
        moves=tuple(move for part in parts.parts for move in part.moves),
        data=tuple(entry.datum for entry in entries.data if entry.datum is not None),
        predictions=tuple(entry.asked for entry in entries.predictions),
        wanted=tuple(entry.wanted for entry in (*entries.data, *entries.predictions)),
        search=block.fit,
        key=_key(sources, block, folder),
    )


def _place(fault: Fault) -> tuple[str, int, int]:
    return fault.file, fault.line, fault.column


def _enough(parts: list[Part], data: list[Entry]) -> list[tuple[KeyPath, str]]:
    """Readings and priors must not be fewer than the parameters."""
    repeats = {e.datum.repeats for e in data if e.datum and e.datum.repeats and not e.datum.bound}
    alone = sum(1 for e in data if e.datum and not e.datum.repeats and not e.datum.bound)
    readings, priors = alone + len(repeats), sum(part.free.prior is not None for part in parts)
    if readings + priors >= len(parts):
        return []
    counted = f"{readings} reading{'' if readings == 1 else 's'}"
    counted += f" and {priors} prior{'' if priors == 1 else 's'}"
    return [
        (
            ("parameters",),
            f"{len(parts)} parameters are free, but there are only {counted} (repeats count as "
            "one, bounds not at all); free fewer, or give priors or more data",
        )
    ]


def _key(sources: Mapping[str, Source], block: Calibration, folder: Path) -> str:
    """Hash of the studies, the files of data and the version of Solvus."""
    told: list[Any] = [provenance()["solvus_version"]]
    told += [f"{name}\n{source.study.source_text}" for name, source in sorted(sources.items())]
    digest = hashlib.sha256("\0".join(told).encode("utf-8"))
    for datum in block.data:
        if datum.file is not None:
            digest.update((folder / datum.file).read_bytes())
        if datum.measured is not None:
            source = sources[datum.study]
            file = source.study.measured[datum.measured].file
            digest.update((source.folder / file).read_bytes())
    return digest.hexdigest()

