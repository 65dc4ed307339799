"""A study with some values moved, named by their key paths in the study file.

`with_values` is the quick way for numbers that were checked before (a calibration moves them a
thousand times); `changed` writes texts into the file's data and reads the whole study again, so
that names such as a mechanism or a closure may change as well. `place_of` says what a key path
names.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from solvus.base import yaml_source
from solvus.base.yaml_source import KeyPath, key_text
from solvus.study import installed
from solvus.study.fields import described
from solvus.study.load import load_data
from solvus.study.places import Place, key_path, place_of, value_at, with_values
from solvus.study.registries import Registries
from solvus.study.schema import Study
from solvus.study.yaml_text import as_yaml

__all__ = [
    "Place", "changed", "key_path", "place_of", "standing_alone", "value_at", "with_values",
    "write_entry",
]  # fmt: skip


def changed(
    source: str | Path | Study,
    texts: Mapping[str | KeyPath, Any],
    known: Registries | None = None,
    name: str = "",
) -> Study:
    """The study of a file (Path), a text or a study, with entries changed, and read again.

    texts : key path -> what stands in the file (``{"cell.working.mechanism": "H1",
        "interface.parameters.level_slope": "20 mV", "protocol[0]": "Strip at ..."}``); None takes
        the entry away. Blocks on the way that the file leaves out are made.
    known : the names a study may use; those of the package, material files being sought beside
        the file, if left out.

    The text of the new study is the changed file as YAML. Raises InputError with all faults, at
    the lines of the original file.
    """
    if isinstance(source, Study):
        name, source = name or source.source_name, source.source_text
    elif isinstance(source, Path):
        name, source = name or str(source), yaml_source.read_text(source, str(source))
    data, marks = yaml_source.load(source, name)
    for path, text in texts.items():
        write_entry(data, key_path(path), text)
    allowed = known or installed.registries(Path(name).parent if name else None)
    return load_data(data, marks, allowed, as_yaml(data), name or "study")


def standing_alone(study: Study) -> str:
    """The text of a study with the values that ``use`` gave written into it, and the paths of its
    measured files made whole.

    It reads the same in any folder. A study without either keeps its text, comments and all.
    """
    near = {
        name: one.file for name, one in study.measured.items() if not Path(one.file).is_absolute()
    }
    if not study.use and not near:
        return study.source_text
    data, _ = yaml_source.load(study.source_text, study.source_name)
    data.pop("use", None)
    for name, file in near.items():
        whole = (Path(study.source_name).parent / file).resolve()
        write_entry(data, ("measured", name, "file"), str(whole))
    for path, text in study.taken:
        write_entry(data, path, text)
    notes = study.source_text.splitlines()[-len(study.taken) :] if study.taken else []
    head = "# The study as it was run: what its files of fitted values gave is written in.\n"
    if not study.use:
        head = "# The study as it was run, with the whole paths of its measured files.\n"
    return head + as_yaml(data) + "".join(f"{line}\n" for line in notes)


def write_entry(data: Any, keys: KeyPath, text: Any) -> None:
    """Put `text` at a key path into the plain data of a file; None takes the entry away.

    Blocks on the way that are missing are made. ValueError where something else is in the way.
    """
    for head, following in pairwise(keys):
        if isinstance(data, list):
            if not (isinstance(head, int) and head < len(data)):
                raise ValueError(f"the file has no entry {key_text(keys)}")
        elif data.get(head) is None:
            data[head] = [] if isinstance(following, int) else {}
        data = data[head]
        if not isinstance(data, dict | list):
            raise ValueError(f"{described(data)} stands on the way to {key_text(keys)}")
    last = keys[-1]
    if text is None and isinstance(data, dict):
        data.pop(last, None)
    elif isinstance(data, list) and not (isinstance(last, int) and last < len(data)):
        raise ValueError(f"the file has no entry {key_text(keys)}")
    else:
        data[last] = text
