"""Every model of a plan in every measurement: the studies, and what is moved in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from solvus.base import yaml_source
from solvus.base.errors import Fault, InputError
from solvus.base.yaml_source import KeyPath, key_text
from solvus.infer.deciding_block import CandidateBlock, ModelBlock
from solvus.infer.deciding_values import Knob, Values
from solvus.infer.faults import Faults
from solvus.infer.reach import no_efficiency, reach
from solvus.study.fitted import Value, belongings
from solvus.study.installed import registries
from solvus.study.places import Place, key_path, place_of, value_at
from solvus.study.registries import Registries
from solvus.study.schema import Study
from solvus.study.variant import changed
from solvus.study.yaml_text import as_yaml

FOILS: tuple[KeyPath, ...] = (("cell", "working"), ("cell", "counter"))


@dataclass(frozen=True)
class Base:
    """The study of a plan as text; `name` stands for its file, `below` is where it stands in the
    plan, () for a file of its own."""

    text: str
    name: str
    folder: Path
    below: KeyPath = ()

    @classmethod
    def inline(cls, data: dict[str, Any], name: str, folder: Path) -> Base:
        """The study that a plan holds itself."""
        return cls(as_yaml(data), name, folder, ("study",))

    @classmethod
    def of_file(cls, path: Path) -> Base:
        """A study file; InputError where it cannot be read."""
        return cls(yaml_source.read_text(path, str(path)), str(path), path.parent)


class Placed(NamedTuple):
    """A knob in a study: its number among those of the model, key paths, and [SI] the value at the
    centre, sigma, and what the study would take."""

    number: int
    paths: tuple[KeyPath, ...]
    centre: float
    sigma: float
    low: float
    high: float


class Studies:
    """The studies of a plan; models that make the same of two measurements run them as one."""

    def __init__(self, base: Base, faults: Faults) -> None:
        """What is wrong goes to `faults`."""
        self.base, self.faults = base, faults
        self.known: Registries = registries(base.folder)
        self.studies: dict[str, Study] = {}
        self.placed: dict[str, tuple[Placed, ...]] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._used: dict[tuple[str, str], str] = {}  # (model, knob) -> why it found no place

    def add(
        self, model: str, of_model: ModelBlock, i: int, candidate: CandidateBlock, values: Values
    ) -> str | None:
        """The run of a model in a measurement; None where there can be none."""
        texts, origin = _written(model, of_model, i, candidate)
        try:
            study = changed(self.base.text, texts, self.known, self.base.name)
        except InputError as error:
            for fault in error.faults:
                self._refused(fault, origin, f"model {model}, measurement {i + 1}")
            return None
        except ValueError as error:
            at = next((origin[k] for k in origin if key_text(k) in str(error)), ("models", model))
            self.faults.add(at, str(error))
            return None
        key = (model, study.source_text)
        if key not in self._names:
            self._names[key] = name = f"{model}, run {len(self._names) + 1}"
            self.studies[name] = study
            of_candidate = {path for path, at in origin.items() if at[0] == "candidates"}
            self.placed[name] = tuple(
                one
                for number, knob in enumerate(values.knobs)
                if (one := self._place(model, study, number, knob, of_candidate)) is not None
            )
        return self._names[key]

    def check_used(self, model: str, values: Values) -> None:
        """A knob that has a place in no study of its model is a slip."""
        for knob in values.knobs:
            why = self._used.get((model, knob.name), "")
            if why:
                self.faults.add(knob.at, why)

    def check_reach(self, run: str, i: int, place: str, number: int) -> None:
        """A cycle, step or conditioning that the protocol does not have is a slip."""
        if place == "conditioning":
            text = no_efficiency(self.studies[run], number)
            if text:
                self.faults.add(("candidates", i, place), text)
            return
        if place not in ("cycle", "step"):
            return
        goes = reach(self.studies[run].protocol)
        most = goes.cycles if place == "cycle" else goes.steps
        if number > most:
            text = f"the protocol has {most:.0f} {place}{'' if most == 1 else 's'}"
            self.faults.add(("candidates", i, place), f"{text}, not {number}")

    def _refused(self, fault: Fault, origin: Mapping[KeyPath, KeyPath], where: str) -> None:
        key = key_path(fault.key)
        for n in range(len(key), 0, -1):
            if key[:n] in origin:
                below = "" if n == len(key) else f"{key_text(key[n:])}: "
                self.faults.add(origin[key[:n]], below + fault.message)
                return
        if self.base.below:
            self.faults.add((*self.base.below, *key), fault.message)
        elif (fault.file, fault.line, fault.column, fault.key) not in self.faults.places():
            self.faults.elsewhere(replace(fault, message=f"{fault.message} ({where})"))

    def _place(
        self, model: str, study: Study, number: int, knob: Knob, of_candidate: set[KeyPath]
    ) -> Placed | None:
        """A knob in a study, None where it has no place there."""
        key = (model, knob.name)
        try:
            paths = self._paths(study, knob)
            place = place_of(study, paths[0], self.known)
        except ValueError as error:
            self._used.setdefault(key, str(error))
            return None
        self._used[key] = ""
        try:
            sigma = _sigma(place, knob)
            centre = None
            if knob.value is not None and not of_candidate & set(paths):
                centre = place.read(knob.value)
            elif (stands := value_at(study, paths[0], self.known)) is not None:
                centre = stands
            if centre is None:
                raise ValueError(
                    f"the value comes from a material; write it: value: {place.example}"
                )
            if not place.holds(centre):
                raise ValueError(f'"{knob.value}" is a value that the study does not take')
        except ValueError as error:
            self.faults.add(knob.at, str(error))
            return None
        return Placed(number, paths, centre, sigma, place.low, place.high)

    def _paths(self, study: Study, knob: Knob) -> tuple[KeyPath, ...]:
        if not knob.fitted:
            return knob.paths
        found = [path for value in knob.fitted for path in self._homes(study, value)]
        if not found:
            raise ValueError(f"{knob.name} was fitted to something that is not in this study")
        return tuple(dict.fromkeys(found))

    def _homes(self, study: Study, value: Value) -> list[KeyPath]:
        """Where what a fitted value belongs to stands in a study."""
        path = key_path(value.key)
        homes = [path]
        if path[:2] in FOILS:
            cell = study.cell
            foils = FOILS if cell.counter not in (None, cell.working) else FOILS[:1]
            homes = [(*foil, *path[2:]) for foil in foils]
        return [one for one in homes if self._belongs(study, one, value)]

    def _belongs(self, study: Study, path: KeyPath, value: Value) -> bool:
        try:
            place_of(study, path, self.known)
        except ValueError:
            return False
        return belongings(study, path, self.known) == value.belongs_to


def _sigma(place: Place, knob: Knob) -> float:
    if knob.sigma is None:
        return 0.0
    sigma = place.read(knob.sigma)
    if not sigma > 0.0:
        raise ValueError(f'sigma "{knob.sigma}" is not above zero')
    return sigma


def _written(
    model: str, of_model: ModelBlock, i: int, candidate: CandidateBlock
) -> tuple[dict[str | KeyPath, Any], dict[KeyPath, KeyPath]]:
    """What is written into the study, and where in the plan each of it stands."""
    texts: dict[str | KeyPath, Any] = {}
    origin: dict[KeyPath, KeyPath] = {}
    at: KeyPath = ("candidates", i)
    if candidate.protocol is not None:
        texts["protocol",] = candidate.protocol
        origin["protocol",] = (*at, "protocol")
        for number in range(len(candidate.protocol)):
            origin["protocol", number] = (*at, "protocol", number)
    for below, changes in (
        (("models", model, "changes"), of_model.changes),
        ((*at, "changes"), candidate.changes),
        ((*at, "changes_in", model), candidate.changes_in.get(model, {})),
    ):
        for path, text in changes.items():
            keys = key_path(path)
            texts.pop(keys, None)
            texts[keys] = text
            origin[keys] = (*below, path)
    return texts, origin
