"""What is wrong with a file and the files it names, gathered so that all is told at once."""

from __future__ import annotations

from collections.abc import Iterable

from solvus.base import yaml_source
from solvus.base.errors import Fault, InputError
from solvus.base.yaml_source import KeyPath


class Faults:
    """Faults of a file whose keys stand at `marks`, and of other files."""

    def __init__(self, marks: yaml_source.Marks, file: str) -> None:
        """Nothing is wrong yet."""
        self.marks, self.file = marks, file
        self._found: dict[Fault, None] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, path: KeyPath, text: str) -> None:
        """A sentence about what stands at a key path of the file."""
        self._found[yaml_source.fault_at(text, path, self.marks, self.file)] = None

    def add_all(self, slips: Iterable[tuple[KeyPath, str]], below: KeyPath = ()) -> None:
        """Several sentences, each with a key path below one."""
        for path, text in slips:
            self.add((*below, *path), text)

    def of_file(self, error: InputError, name: str, at: KeyPath) -> None:
        """Faults of another file, called `name` at a key path of this one: at their own lines, or
        where they have none, at the line that names it."""
        for fault in error.faults:
            if fault.line:
                self._found[fault] = None
            else:
                self.add(at, f"{name}: {fault.message}")

    def elsewhere(self, fault: Fault) -> None:
        """A fault that knows its place."""
        self._found[fault] = None

    def places(self) -> set[tuple[str, int, int, str]]:
        """File, line, column and key of every fault so far."""
        return {(one.file, one.line, one.column, one.key) for one in self._found}

    def error(self) -> InputError:
        """Everything that is wrong, by file and line."""
        order = sorted(self._found, key=lambda one: (one.file, one.line, one.column))
        return InputError(*order)
