"""A JSON file as plain data, with the place of a key for whoever finds fault with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from solvus.base.errors import Fault, InputError
from solvus.base.yaml_source import MAX_CHARACTERS, KeyPath, key_text, read_text


class JsonFile:
    """One JSON object of a file: `data`."""

    def __init__(self, path: Path) -> None:
        """Read it; InputError: not readable, not UTF-8, too long, not JSON, a key given twice."""
        self.name = str(path)
        self.text = read_text(path)
        if len(self.text) > MAX_CHARACTERS:
            raise InputError(Fault(f"is longer than {MAX_CHARACTERS} characters", file=self.name))
        self.data = self._parsed()

    def fault(self, message: str, path: KeyPath) -> Fault:
        """Return a fault at the last of the keys that the text has, one after the other."""
        line = column = at = 0
        for key in path:
            found = self.text.find(json.dumps(key, ensure_ascii=False), at)
            if found < 0:
                break
            at = found + 1
            line = self.text.count("\n", 0, found) + 1
            column = found - self.text.rfind("\n", 0, found)
        return Fault(message, key_text(path), self.name, line, column)

    def _parsed(self) -> dict[str, Any]:
        try:
            data = json.loads(self.text, object_pairs_hook=self._once)
        except json.JSONDecodeError as error:
            message = f"is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
            raise InputError(Fault(message, "", self.name, error.lineno, error.colno)) from None
        except (RecursionError, ValueError):  # ValueError: more digits than Python reads
            message = "cannot be read: nested too deeply, or a number with too many digits"
            raise InputError(Fault(message, file=self.name)) from None
        if not isinstance(data, dict):
            raise InputError(Fault("must be one JSON object, { ... }", file=self.name))
        return data

    def _once(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, value in pairs:
            if key in made:
                raise InputError(self.fault("this key is given twice in one object", (key,)))
            made[key] = value
        return made
