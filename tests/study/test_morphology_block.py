"""The block `morphology`: defaults, every fault at once, filters against pixels and side."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from solvus.study.json_schema import _EditorSchema
from solvus.study.morphology_block import Morphology, table_of
from solvus.study.sentences import slips_of


def read(**keys: Any) -> Morphology:
    return Morphology.model_validate(keys)


def faults(**keys: Any) -> dict[str, str]:
    """Key path -> sentence."""
    with pytest.raises(ValidationError) as caught:
        read(**keys)
    return {".".join(map(str, path)): text for path, text in slips_of(caught.value, Morphology)}


def test_an_empty_block_has_it_all() -> None:
    block = read()
    assert block == Morphology()
    assert (block.density, block.pixels, block.side) == ("signal", 256, 256e-6)
    assert block.cycles == ()
    assert block.roughness.s_filter == 2.5e-6
    assert block.roughness.l_filter is None


def test_everything_may_be_said() -> None:
    block = read(
        density="constant",
        parameters={"density": "2e6 1/cm2", "memory": 0.2, "smoothing_length": "3 um"},
        electrode="Counter",
        pixels=64,
        side="0.1 mm",
        seed=7,
        cycles=[50, 1, 50],
        confocal={"height_noise": "0.1 um"},
        sem={"grain": "2 um"},
        roughness={"form": "second-order", "s_filter": "none", "l_filter": "50 um"},
    )
    assert block.parameters == pytest.approx(
        {"density": 2e10, "memory": 0.2, "smoothing_length": 3e-6}
    )
    assert (block.electrode, block.side, block.cycles) == ("counter", pytest.approx(1e-4), (1, 50))
    assert block.confocal == pytest.approx({"height_noise": 1e-7})
    assert block.roughness.form == "second-order"
    assert block.roughness.s_filter is None
    assert block.roughness.l_filter == pytest.approx(50e-6)


def test_one_cycle_needs_no_list_and_empty_keys_are_defaults() -> None:
    assert read(cycles=50).cycles == (50,)
    empty = read(cycles=None, parameters=None, confocal=None, sem=None, roughness=None)
    assert empty == Morphology()


def test_all_faults_at_once() -> None:
    found = faults(
        density="sginal",
        electrode="anode",
        pixels=8,
        side="1 m",
        seed=-1,
        cycles=[0, "x"],
        confocal={"pixle": "1 um"},
        roughness={"form": "cube"},
        colour="red",
    )
    assert set(found) == {
        "density", "electrode", "pixels", "side", "seed", "cycles.0", "cycles.1",
        "confocal.pixle", "roughness.form", "colour",
    }  # fmt: skip
    assert "signal" in found["density"]
    assert "pixel" in found["confocal.pixle"]


def test_parameters_are_those_of_the_law() -> None:
    found = faults(density="constant", parameters={"density_full": "1e8 1/cm2", "memory": 2})
    assert set(found) == {"parameters.density_full", "parameters.memory"}
    assert "density" in found["parameters.density_full"]
    assert "range" in found["parameters.memory"]
    names = [p.name for p in table_of("overpotential")]
    assert names == [
        "density_reference", "overpotential_reference", "memory", "smoothing_length",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "key", "says"),
    [
        ({"roughness": {"s_filter": "1 um"}}, "roughness.s_filter", "two pixels"),
        ({"roughness": {"l_filter": "1 mm"}}, "roughness.l_filter", "256 um"),
        (
            {"roughness": {"s_filter": "10 um", "l_filter": "5 um"}},
            "roughness.l_filter",
            "longer than s_filter",
        ),
        ({"roughness": {"s_filter": 2.5}}, "roughness.s_filter", "unit"),
        # the default filter no longer suits a coarser pixel
        ({"confocal": {"pixel": "2 um"}}, "roughness.s_filter", "two pixels"),
        ({"confocal": {"pixel": "20 um"}, "roughness": {"s_filter": "none"}}, "confocal.pixel",
         "square of 256 um"),
        ({"side": "5 um"}, "confocal.pixel", "square of 5 um"),
        ({"sem": {"pixel": "0.05 um"}}, "sem.pixel", "square of 256 um"),
        ({"roughness": "plane"}, "roughness", "form"),
    ],
)  # fmt: skip
def test_filters_and_pixels_must_suit_the_square(
    keys: dict[str, Any], key: str, says: str
) -> None:
    assert says in faults(**keys)[key]


def test_editors_learn_the_names() -> None:
    schema = Morphology.model_json_schema(schema_generator=_EditorSchema)
    properties = schema["properties"]
    assert set(properties["density"]["enum"]) == {"constant", "signal", "overpotential"}
    assert properties["pixels"]["maximum"] == 1024
    assert schema["additionalProperties"] is False
