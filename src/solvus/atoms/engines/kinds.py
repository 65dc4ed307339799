"""What an engine is: a name, settings with defaults, and a factory of ASE calculators."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from solvus.base.errors import MissingExtra

Factory = Callable[[Mapping[str, Any], Path | None], Any]


class Setting(NamedTuple):
    """A setting of an engine: its default (whose type it must have), unit, range or choices.

    `level` says that energies may be subtracted only where it is equal; the sampling of k-points
    is not one, as a bulk cell and a slab need different meshes for the same density.
    `limit` says that it only bounds the effort: nothing that converged hangs on it.
    """

    name: str
    default: Any
    unit: str
    low: float | None
    high: float | None
    about: str
    choices: tuple[str, ...] = ()
    level: bool = True
    limit: bool = False


class Engine(NamedTuple):
    """A source of energies.

    kind : "dft", "potential" (learned, for screening) or "toy" (no physics, for tests);
    make : (settings, file for the log or None) -> ASE calculator;
    version : of everything that the energy hangs on, in one line;
    elements : symbols that it knows, None where it is not known beforehand;
    sampled : whether it takes k-points; source : who made it.
    """

    name: str
    kind: str
    about: str
    settings: tuple[Setting, ...]
    make: Factory
    version: Callable[[], str]
    elements: Callable[[], frozenset[str]] | None
    sampled: bool
    source: str

    def defaults(self) -> dict[str, Any]:
        """Every setting at its default."""
        return {setting.name: setting.default for setting in self.settings}


def installed_version(package: str, library: str, extra: str) -> str:
    """Name and version of a package, in one line; MissingExtra if it is not installed."""
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        raise MissingExtra(library, extra) from None


def elements_up_to(heaviest: int) -> frozenset[str]:
    """The symbols of hydrogen to the element of that number."""
    from ase.data import chemical_symbols

    return frozenset(chemical_symbols[1 : heaviest + 1])


def _digest(module: ModuleType) -> str:
    """A hash of a module's source, so that results of code since changed are not taken up."""
    source = getattr(module, "__file__", None)
    if source is None:
        return ""
    return hashlib.sha256(Path(source).read_bytes()).hexdigest()[:8]


def external(path: str) -> Engine:
    """An engine from ``module:callable``; the callable takes no argument and returns a calculator.

    Raises ImportError or AttributeError if it is not there, TypeError if it cannot be called.
    """
    module_name, _, attribute = path.partition(":")
    module = importlib.import_module(module_name)
    factory = getattr(module, attribute)
    if not callable(factory):
        raise TypeError(f"{path} is not a function")
    number = str(getattr(module, "__version__", ""))
    return Engine(
        name=path,
        kind="external",
        about="a calculator of your own",
        settings=(),
        make=lambda settings, log: factory(),
        version=lambda: " ".join(filter(None, (path, number, _digest(module)))),
        elements=None,
        sampled=False,
        source=path,
    )
