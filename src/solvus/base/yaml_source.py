"""YAML read with the place of every key, so that an error can say line and column.

The language is the plain part of YAML 1.2: ``yes``/``no`` stay text, ``1e-5`` is a number,
dates stay text. Anchors, aliases, tags and several documents in one file are refused.
"""

from __future__ import annotations

import os
import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml

from solvus.base.errors import Fault, InputError

KeyPath = tuple[str | int, ...]
Marks = dict[KeyPath, tuple[int, int]]

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 32

_TAG = "tag:yaml.org,2002:"
_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def load(source: str | Path, name: str = "") -> tuple[dict[str, Any], Marks]:
    """Read YAML from a file (`source` is a Path) or from text (`source` is a str).

    Returns the data as plain dicts, lists and scalars, and the place of each key path as
    (line, column), counted from 1: for ``("cell", "working")`` the place of the key, for
    ``("protocol", 3)`` the place of the fourth item. `name` stands for the file in messages;
    a Path names itself if it is left out.

    Raises InputError: not readable, not UTF-8, not YAML, a key given twice, too long, too deep.
    """
    if isinstance(source, os.PathLike):
        name = name or str(source)
        text = read_text(Path(source), name)
    else:
        text = source
    if len(text) > MAX_CHARACTERS:
        raise InputError(Fault(f"is longer than {MAX_CHARACTERS} characters", file=name))
    node = _compose(text, name)
    if node is None:
        raise InputError(Fault("is empty", file=name))
    if not isinstance(node, yaml.MappingNode):
        line, column = _place(node)
        raise InputError(Fault('must be lines of "key: value"', "", name, line, column))
    reader = _Reader(name)
    data = reader.plain(node, ())
    if reader.faults:
        raise InputError(*reader.faults)
    return data, reader.marks


def read_text(path: Path, name: str = "") -> str:
    """Return the text of a UTF-8 file; InputError if it is missing, a folder or not UTF-8."""
    name = name or str(path)
    try:
        with open(path, "rb") as file:
            data = file.read(4 * MAX_CHARACTERS + 1)
    except FileNotFoundError:
        raise InputError(Fault("there is no such file", file=name)) from None
    except IsADirectoryError:
        raise InputError(Fault("is a folder, not a file", file=name)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(Fault(f"cannot be read: {reason}", file=name)) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        message = "is not UTF-8 text; save it with that encoding"
        raise InputError(Fault(message, "", name, line, column)) from None


def key_text(path: KeyPath) -> str:
    """Return ``cell.working.thickness`` or ``protocol[3].repeat`` for a key path."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def key_path(text: str | KeyPath) -> KeyPath:
    """``cell.working.thickness`` or ``protocol[1].steps[0]`` as a tuple of keys."""
    if not isinstance(text, str):
        return tuple(text)
    return tuple(name or int(index) for name, index in _PART.findall(text))


def fault_at(message: str, path: KeyPath, marks: Mapping[KeyPath, tuple[int, int]],
             file: str = "") -> Fault:  # fmt: skip
    """Return a fault at a key path, placed at the nearest key above it that the file has."""
    known = next((path[:n] for n in range(len(path), 0, -1) if path[:n] in marks), None)
    line, column = marks[known] if known else (0, 0)
    return Fault(message, key_text(path), file, line, column)


def placed(error: InputError, marks: Mapping[KeyPath, tuple[int, int]],
           file: str = "") -> InputError:  # fmt: skip
    """Return the same error with file, line and column put in where a fault names only a key."""
    paths = {key_text(path): path for path in marks}
    faults = []
    for fault in error.faults:
        key = fault.key
        while key and key not in paths:
            key = re.sub(r"(\.[^.\[\]]*|\[\d+\])$|^[^.\[\]]*$", "", key)
        line, column = marks[paths[key]] if key else (0, 0)
        if fault.line:
            faults.append(fault)
        else:
            faults.append(Fault(fault.message, fault.key, fault.file or file, line, column))
    return InputError(*faults)


class _Loader(yaml.SafeLoader):
    """SafeLoader with the scalars of YAML 1.2, no aliases and a limit on depth."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 (its type is PyYAML's)
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(
                problem="anchors (&) and aliases (*) are not used here; write the text out",
                problem_mark=event.start_mark,
            )
        if self.depth >= MAX_DEPTH:
            raise yaml.MarkedYAMLError(
                problem=f"is nested more than {MAX_DEPTH} deep", problem_mark=event.start_mark
            )
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


_TAGS = {"map", "seq", "str", "null", "bool", "int", "float"}
_SCALARS = {
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "int": (r"[-+]?[0-9]+", "-+0123456789"),
    "float": (
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)"
        r"|\.(?:nan|NaN|NAN)",
        "-+.0123456789",
    ),
}
for _kind in ("bool", "null", "int", "float"):  # int before float: "5" is both
    _pattern, _first = _SCALARS[_kind]
    _Loader.add_implicit_resolver(_TAG + _kind, re.compile(rf"(?:{_pattern})$"), list(_first))


def _compose(text: str, name: str) -> yaml.Node | None:
    try:
        loader = _Loader(text)
        try:
            return loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        message = " ".join(part for part in (error.context, error.problem) if part)
        if "\t" in message or "'\\t'" in message:
            message = "a tab stands where spaces are due; YAML indents with spaces"
        raise InputError(Fault(message, "", name, line, column)) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, error.position - before.rfind("\n")
        message = f"has a character that YAML does not allow (#x{_code(error.character):04x})"
        raise InputError(Fault(message, "", name, line, column)) from None


def _code(character: int | str | bytes) -> int:
    """The code point; PyYAML gives a number for text and a character otherwise."""
    return character if isinstance(character, int) else ord(character)


def _place(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


_HALF_CHARACTER = r"an escape \uD800 to \uDFFF is half a character; write the character itself"


def _is_text(text: str) -> bool:
    """Whether the text can be written as UTF-8: YAML lets halves of a surrogate pair through."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


class _Reader:
    """Turns nodes into plain data and collects the place of every key and every fault."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.marks: Marks = {}
        self.faults: list[Fault] = []

    def plain(self, node: yaml.Node, path: KeyPath) -> Any:
        """Return the data of a node; faults are collected and the data then not used."""
        if node.tag.removeprefix(_TAG) not in _TAGS:
            self._refuse(f'the tag "{node.tag}" is not used here', node, path)
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self.marks[*path, index] = _place(item)
            return [self.plain(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse("a key must be a word", key_node, path)
                continue
            if not _is_text(key_node.value):
                self._refuse(_HALF_CHARACTER, key_node, path)
                continue
            key: Hashable = key_node.value
            here = (*path, str(key))
            if here in self.marks:
                line = self.marks[here][0]
                self._refuse(f"this key is already given on line {line}", key_node, here)
                continue
            self.marks[here] = _place(key_node)
            data[str(key)] = self.plain(value_node, here)
        return data

    def _scalar(self, node: yaml.Node, path: KeyPath) -> Any:
        kind = node.tag.removeprefix(_TAG)
        text = str(node.value)
        if not _is_text(text):
            self._refuse(_HALF_CHARACTER, node, path)
            return None
        if kind == "str":
            return text
        if kind == "null" and node.value in ("~", "null", "Null", "NULL", ""):
            return None
        if kind == "bool":
            return text.lower() == "true"
        try:
            if kind == "int":
                return int(text)
            if kind == "float":
                return float(re.sub(r"\.(?=inf|nan)", "", text.lower()))
        except ValueError:  # more digits than Python reads, or a tag that does not fit
            pass
        self._refuse(f'"{text[:40]}" cannot be read as {node.tag.rpartition(":")[2]}', node, path)
        return None

    def _refuse(self, message: str, node: yaml.Node, path: KeyPath) -> None:
        line, column = _place(node)
        self.faults.append(Fault(message, key_text(path), self.name, line, column))
