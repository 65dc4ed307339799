"""A file given to the wrong command is named for what it is, in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from solvus.base.errors import InputError
from solvus.study.file_kinds import PLAN, POUCH, STUDY, FileKind, kind_of_file
from solvus.study.installed import read_study

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("wang2023_1p4Ah", POUCH), ("decide_transport", PLAN), ("ncm622_liag", STUDY)],
)
def test_the_examples_are_told_apart(name: str, kind: FileKind) -> None:
    assert kind_of_file(EXAMPLES / f"{name}.yaml") == kind


@pytest.mark.parametrize(
    ("name", "said"), [("wang2023_1p4Ah", "solvus pouch"), ("decide_transport", "solvus decide")]
)
def test_one_sentence_and_the_command_to_write(name: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_study(EXAMPLES / f"{name}.yaml")
    (fault,) = caught.value.faults
    assert said in fault.message


def test_what_cannot_be_read_is_left_to_the_reader_of_studies(tmp_path: Path) -> None:
    assert kind_of_file(tmp_path / "none.yaml") == STUDY
