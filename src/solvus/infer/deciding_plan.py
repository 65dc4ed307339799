"""A plan file: rival models, measurements that could be made, and every study that follows.

Each model is carried through each measurement: the study of the plan with the protocol of the
measurement, the changes of the model, then those of the measurement. Everything is checked before
anything is run, and every fault is told with its line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pydantic import ValidationError

from solvus.base import units, yaml_source
from solvus.base.errors import InputError, suggestion
from solvus.base.yaml_source import KeyPath
from solvus.infer.criteria import Score
from solvus.infer.deciding_block import CandidateBlock, ModelBlock, PlanBlock, each
from solvus.infer.deciding_studies import Base, Placed, Studies
from solvus.infer.deciding_values import Knob, values_of
from solvus.infer.faults import Faults
from solvus.infer.problem import Asked
from solvus.study.features import FEATURES, Feature
from solvus.study.fields import described
from solvus.study.sentences import slips_of

Pair = tuple[str, str]
OF_THE_READING = " of the reading"
PLACES = ("cycle", "step", "conditioning")


@dataclass(frozen=True)
class Model:
    """A rival. knobs : its uncertain values; correlation : of them, array (knobs, knobs); samples :
    name -> draws from a posterior [SI], array (draws,), for the knobs it covers; score : how it
    fits what is measured, None where the plan does not say."""

    name: str
    title: str
    knobs: tuple[Knob, ...]
    correlation: np.ndarray
    samples: Mapping[str, np.ndarray]
    score: Score | None


class Candidate(NamedTuple):
    """A measurement.

    place : cycle or step, 0 where the feature has none. error : standard deviation of the reading
    [SI], or its share of the reading if `relative`. repeats : name of what shares its error, "".
    """

    name: str
    feature: Feature
    place: int
    error: float
    relative: bool
    cost: float
    repeats: str

    def error_at(self, *readings: float) -> float:
        """Standard deviation [SI] of a reading that might turn out as any of these."""
        return self.error * max(map(abs, readings)) if self.relative else self.error

    @property
    def asked(self) -> Asked:
        """What is read, with its units."""
        return Asked(self.name, self.feature.unit, self.feature.display)


@dataclass(frozen=True)
class Plan:
    """A plan that can be carried out.

    pairs : of models, to be told apart by at least `separate` sigma.
    studies, placed : run -> study, and what is moved in it. runs : (model, number of the
    candidate) -> run; several candidates may be read in one.
    """

    title: str
    file: str
    models: tuple[Model, ...]
    candidates: tuple[Candidate, ...]
    pairs: tuple[Pair, ...]
    separate: float
    cost_unit: str
    folder: Path
    studies: Mapping[str, Any] = field(repr=False)
    placed: Mapping[str, tuple[Placed, ...]] = field(repr=False)
    runs: Mapping[tuple[str, int], str] = field(repr=False)

    def model(self, name: str) -> Model:
        """The model of that name."""
        return next(one for one in self.models if one.name == name)

    @property
    def scores(self) -> list[Score]:
        """How the models fit, of those that say it."""
        return [one.score for one in self.models if one.score is not None]


def read_plan(path: str | Path, features: Mapping[str, Feature] = FEATURES) -> Plan:
    """Read the plan file at `path`; InputError with every fault, at its line."""
    path, name = Path(path), str(path)
    return read_plan_text(yaml_source.read_text(path, name), path.parent, name, features)


def read_plan_text(
    text: str,
    folder: Path,
    name: str = "plan",
    features: Mapping[str, Feature] = FEATURES,
) -> Plan:
    """Read a plan from its text; files it names are sought in `folder`, `name` is for messages."""
    data, marks = yaml_source.load(text, name)
    faults = Faults(marks, name)
    block = _block(data, faults)
    made = _Reader(block, folder, name, faults, features).read()
    if made is None or faults:
        raise faults.error()
    return made


def _block(data: dict[str, Any], faults: Faults) -> PlanBlock:
    """The file as a block; keys at fault are told and left out, so that the rest is read too."""
    try:
        return PlanBlock.model_validate(data)
    except ValidationError as error:
        slips = slips_of(error, PlanBlock)
        faults.add_all(slips)
    wrong = {path[0] for path, _ in slips}
    rest = {key: value for key, value in data.items() if key not in wrong}
    return PlanBlock.model_validate({"title": "without a title", **rest})


class _Reader:
    """Reads the blocks and gathers what is wrong with them."""

    def __init__(
        self,
        block: PlanBlock,
        folder: Path,
        name: str,
        faults: Faults,
        features: Mapping[str, Feature],
    ) -> None:
        self.block, self.folder, self.name, self.features = block, folder, name, features
        self.faults = faults

    def read(self) -> Plan | None:
        """The plan, None where it cannot be told what it would be."""
        models, blocks = self._models(), self._candidates()
        pairs = self._pairs()
        self._check_names(blocks)
        candidates = {i: self._candidate(i, one) for i, one in blocks.items()}
        base = self._base()
        if base is None or self.faults:
            return None
        values = {
            name: values_of(name, one, self.folder, self.faults) for name, one in models.items()
        }
        studies = Studies(base, self.faults)
        runs = {
            (model, i): run
            for i, one in blocks.items()
            for model, of_model in models.items()
            if (run := studies.add(model, of_model, i, one, values[model])) is not None
        }
        for model in models:
            studies.check_used(model, values[model])
        if self.faults:
            return None
        read = [one for one in candidates.values() if one is not None]
        for i, one in enumerate(read):
            for model in models:
                studies.check_reach(runs[model, i], i, one.feature.place, one.place)
        return Plan(
            title=self.block.title,
            file=self.name,
            models=tuple(Model(name, one.title, *values[name]) for name, one in models.items()),
            candidates=tuple(read),
            pairs=pairs,
            separate=self.block.separate,
            cost_unit=self.block.cost_unit,
            folder=base.folder,
            studies=studies.studies,
            placed=studies.placed,
            runs=runs,
        )

    def _models(self) -> dict[str, ModelBlock]:
        given = self.block.models
        if not isinstance(given, dict) or len(given) < 2:
            what = "one model" if isinstance(given, dict) and given else described(given or None)
            self.faults.add(
                ("models",),
                f"{what} stands where at least two models are due; write a name and what it "
                "changes for each",
            )
            return {}
        found, slips = each(
            ((name, {} if one is None else one) for name, one in given.items()), ModelBlock
        )
        self.faults.add_all(slips, ("models",))
        return found

    def _candidates(self) -> dict[int, CandidateBlock]:
        given = self.block.candidates
        if not isinstance(given, list) or not given:
            self.faults.add(
                ("candidates",),
                f"{described(given or None)} stands where a list of measurements is due; write "
                "e.g. - {name: AES, protocol: [Strip at 1 mA/cm2 for 4 mAh/cm2], feature: aes, "
                "step: 1, error: 4 %}",
            )
            return {}
        found, slips = each(enumerate(given), CandidateBlock)
        self.faults.add_all(slips, ("candidates",))
        return found

    def _check_names(self, blocks: Mapping[int, CandidateBlock]) -> None:
        """No measurement twice, and changes only in models that are there."""
        seen: dict[str, int] = {}
        for i, one in blocks.items():
            if one.name in seen:
                text = f'"{one.name}" is already measurement {seen[one.name] + 1}; rename one'
                self.faults.add(("candidates", i, "name"), text)
            seen.setdefault(one.name, i)
            for name in one.changes_in:
                if name not in self._model_names:
                    hint = suggestion(name, self._model_names)
                    path = ("candidates", i, "changes_in", name)
                    self.faults.add(path, f"is not a model here.{hint}")

    @property
    def _model_names(self) -> list[str]:
        """As written, those that cannot be read too."""
        return list(self.block.models) if isinstance(self.block.models, dict) else []

    def _candidate(self, i: int, one: CandidateBlock) -> Candidate | None:
        at: KeyPath = ("candidates", i)
        feature = self.features.get(one.feature)
        if feature is None:
            hint = suggestion(one.feature, self.features)
            self.faults.add((*at, "feature"), f"{described(one.feature)} is not a feature.{hint}")
            return None
        given = {name: getattr(one, name) for name in PLACES if getattr(one, name) is not None}
        for name in given:
            if name != feature.place:
                due = f"a {feature.place}" if feature.place else "no place"
                self.faults.add((*at, name), f"{feature.name} is read at {due}; remove this line")
        if feature.place and feature.place not in given:
            text = f"{feature.name} is read at a {feature.place}, which is missing"
            self.faults.add((*at, "feature"), f"{text}; write e.g. {feature.place}: 1")
        try:
            error, relative = read_error(one.error, feature.unit)
        except ValueError as wrong:
            self.faults.add((*at, "error"), str(wrong))
            return None
        place = given.get(feature.place, 0)
        return Candidate(one.name, feature, place, error, relative, one.cost, one.repeats)

    def _pairs(self) -> tuple[Pair, ...]:
        given = self.block.pairs
        if given is None:
            return tuple(combinations(self._model_names, 2))
        if not isinstance(given, list) or not given:
            text = f"{described(given or None)} is no list of pairs"
            self.faults.add(
                ("pairs",), f"{text}; write e.g. [[H3v, H4a]], or leave it out for all pairs"
            )
            return ()
        pairs: list[Pair] = []
        for number, pair in enumerate(given):
            at: KeyPath = ("pairs", number)
            if not isinstance(pair, list) or len(pair) != 2 or pair[0] == pair[1]:
                self.faults.add(at, "must be two different models; write e.g. [H3v, H4a]")
                continue
            one, other = map(str, pair)
            for name in (one, other):
                if name not in self._model_names:
                    hint = suggestion(name, self._model_names)
                    self.faults.add(at, f'"{name}" is not a model here.{hint}')
            if (other, one) not in pairs:
                pairs.append((one, other))
        return tuple(dict.fromkeys(pairs))

    def _base(self) -> Base | None:
        given = self.block.study
        if isinstance(given, dict):
            return Base.inline(given, self.name, self.folder)
        if not isinstance(given, str):
            text = f"{described(given)} is no study"
            hint = "write the path of a study file, or the study itself as a block"
            self.faults.add(("study",), f"{text}; {hint}")
            return None
        try:
            return Base.of_file(self.folder / given)
        except InputError as error:
            self.faults.of_file(error, given, ("study",))
            return None


def read_error(written: str | float, unit: str) -> tuple[float, bool]:
    """The error of a reading, ``6 mV`` or ``10 % of the reading``: (value [unit] or share, whether
    it is a share). ValueError with a sentence."""
    text = " ".join(str(written).split())
    relative = text.endswith(OF_THE_READING)
    value = units.parse(re.sub(f"{OF_THE_READING}$", "", text), "1" if relative else unit)
    if not value > 0.0:
        raise ValueError(f"{described(written)} is no error; every reading has one above zero")
    return value, relative
