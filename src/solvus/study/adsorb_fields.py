"""The kinds of value a study of adsorption holds; lengths in angstrom and energies in eV."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from solvus.atoms.engines import ENGINES, Setting, engine
from solvus.atoms.plan import Level
from solvus.atoms.sites import KINDS
from solvus.atoms.surface import HOST, LEAST_LAYERS, PLACEMENTS
from solvus.base.errors import suggestion
from solvus.study.fields import as_text, choice, described, quantity_reader, whole_number_reader
from solvus.study.pouch_fields import one_of, quantity, whole_number
from solvus.study.pouch_types import read_variants
from solvus.study.sentences import Slip, carry

MOST_WIDTH, MOST_LAYERS = 8, 40
# Up to the heaviest that any engine here knows.
_SYMBOLS = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se "
    "Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb "
    "Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu"
)
_HELD = "all"

Site = tuple[int, int, int]


def read_engine(value: Any) -> Level:
    """An engine: its name, or a block with ``name`` and settings; what is left out has defaults.

    Raises ValueError or the slips of several settings, each at its key.
    """
    given = {"name": value} if not isinstance(value, dict) else dict(value)
    if "name" not in given:
        raise carry([((), "is a block without a name; write e.g. {name: gpaw, cutoff: 250 eV}")])
    name = _engine_name(given.pop("name"))
    rows = {row.name: row for row in engine(name).settings}
    settings = {row.name: row.default for row in rows.values()}
    slips: list[Slip] = []
    for key, text in given.items():
        if key not in rows:
            slips.append(((key,), _no_setting(key, name, rows)))
            continue
        try:
            settings[key] = read_setting(rows[key], text)
        except ValueError as error:
            slips.append(((key,), str(error)))
    if slips:
        raise carry(slips)
    return Level(name, settings)


def _engine_name(value: Any) -> str:
    text = as_text(value, "gpaw")
    if ":" not in text:
        if text not in ENGINES:
            near = suggestion(text, ENGINES)
            raise ValueError(
                f"{described(value)} is no engine.{near} Your own calculator is written "
                "module:function"
            )
        return text
    try:
        engine(text)
    except Exception as error:  # a module of the user's may raise anything when it is imported
        told = " ".join(f"{type(error).__name__}: {error}".split())
        raise ValueError(
            f"{described(value)} cannot be used ({told}); write module:function, the module in a "
            "folder on PYTHONPATH"
        ) from None
    return text


def _no_setting(key: str, name: str, rows: dict[str, Setting]) -> str:
    if not rows:
        return f'is no setting: "{name}" takes none; remove this line'
    return f"is no setting of {name}.{suggestion(key, rows)}"


def read_setting(row: Setting, value: Any) -> Any:
    """A setting of an engine from what the file says, of the type of its default.

    Raises ValueError with a sentence.
    """
    if row.choices:
        return choice(value, row.choices, row.name)
    low, high = row.low or 0.0, row.high or 0.0
    if row.unit == "%":
        example = f"{row.default} %"
        if not isinstance(value, str):
            raise ValueError(f'{described(value)} stands where a share is due; write "{example}"')
        return round(100.0 * quantity_reader("1", example, f"{low:g} %", f"{high:g} %")(value))
    if isinstance(row.default, int):
        return whole_number_reader(row.default, int(low), int(high))(value)
    unit = "" if row.unit in ("", "1") else f" {row.unit}"
    texts = [f"{number:g}{unit}" for number in (row.default, low, high)]
    return quantity_reader(row.unit or "1", *texts)(value)


def read_fixed(value: Any) -> int | None:
    """Layers held at the bottom of a slab; None for "all"."""
    if isinstance(value, str) and value.strip().lower() == _HELD:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_LAYERS:
        return value
    raise ValueError(
        f"{described(value)} is no number of layers; write e.g. 2, or {_HELD} to hold every atom "
        "of the slab"
    )


def read_solute(value: Any) -> str:
    """The symbol of an element other than lithium."""
    text = as_text(value, "Ag")
    if text == HOST:
        raise ValueError(f"{described(value)} is the host; leave solute out for pure lithium")
    if text not in _SYMBOLS.split():
        raise ValueError(f'{described(value)} is no element; write its symbol, e.g. "Ag"')
    return text


def read_kinds(value: Any) -> tuple[str, ...]:
    """Kinds of site to try, each once."""
    if not isinstance(value, list) or not value:
        raise ValueError(
            f"{described(value) if value != [] else 'an empty list'} stands where a list of kinds "
            f"of site is due; write e.g. [{', '.join(KINDS)}]"
        )
    slips: list[Slip] = []
    kinds: list[str] = []
    for index, one in enumerate(value):
        try:
            kinds.append(choice(one, KINDS, "kind of site"))
        except ValueError as error:
            slips.append(((index,), str(error)))
            continue
        if kinds.count(kinds[-1]) > 1:
            slips.append(((index,), f"{described(one)} is named twice; name each kind once"))
    if slips:
        raise carry(slips)
    return tuple(kinds)


def read_pattern(value: Any) -> tuple[Site, ...]:
    """Lattice sites [layer, i, j]; layer 1 is the face, i and j count from 0."""
    if not isinstance(value, list) or not value:
        raise ValueError(
            f"{described(value)} stands where a list of lattice sites is due; write e.g. "
            "[[1, 0, 0], [2, 1, 1]]"
        )
    slips: list[Slip] = [
        ((index,), "is no lattice site; write [layer, i, j], e.g. [1, 0, 0]")
        for index, one in enumerate(value) if not _whole(one, 3)
    ]  # fmt: skip
    if slips:
        raise carry(slips)
    return tuple((one[0], one[1], one[2]) for one in value)


def read_depth(value: Any) -> int:
    """How many layers a slab has."""
    if isinstance(value, list):
        raise ValueError(
            "a list stands where the number of layers of the slab is due; the layers that a random "
            "placement draws from are written random_layers: [1, 2]"
        )
    return whole_number_reader(8, LEAST_LAYERS, MOST_LAYERS)(value)


def read_layers(value: Any) -> tuple[int, ...]:
    """The layers that a random placement draws from."""
    if not (_whole(value, len(value)) if isinstance(value, list) and value else False):
        raise ValueError(
            f"{described(value)} stands where a list of layers is due; write e.g. [1, 2]"
        )
    if min(value) < 1 or len(set(value)) < len(value):
        raise ValueError("names a layer twice or one above the face; write e.g. [1, 2]")
    return tuple(value)


def _whole(value: Any, count: int) -> bool:
    return (
        isinstance(value, list)
        and len(value) == count
        and all(isinstance(one, int) and not isinstance(one, bool) for one in value)
    )


def read_surface_name(value: Any) -> str:
    """The name of a surface: one line, short enough for a table."""
    text = as_text(value, "Li31Ag(100)")
    if len(text) > 60 or not re.fullmatch(r"[^\x00-\x1f\x7f]+", text):
        raise ValueError(f"{described(value)} is no name of a surface; write at most 60 characters")
    return text


_TEXT = {"type": "string"}
Engine = Annotated[
    Level,
    PlainValidator(read_engine),
    WithJsonSchema({"type": ["string", "object"], "examples": ["gpaw"]}),
]
SurfaceName = Annotated[str, PlainValidator(read_surface_name), WithJsonSchema(_TEXT)]
Solute = Annotated[str, PlainValidator(read_solute), WithJsonSchema(_TEXT)]
Kinds = Annotated[
    tuple[str, ...],
    PlainValidator(read_kinds),
    WithJsonSchema({"type": "array", "items": {"enum": list(KINDS)}, "minItems": 1}),
]
Pattern = Annotated[
    tuple[Site, ...], PlainValidator(read_pattern), WithJsonSchema({"type": "array"})
]
Layers = Annotated[tuple[int, ...], PlainValidator(read_layers), WithJsonSchema({"type": "array"})]
Fixed = Annotated[
    int | None, PlainValidator(read_fixed), WithJsonSchema({"type": ["integer", "string"]})
]
AdsorptionVariants = Annotated[
    dict[str, dict[str, Any]],
    PlainValidator(lambda value: read_variants(value, "{cut-off 340 eV: {engine.cutoff: 340 eV}}")),
    WithJsonSchema({"type": "object"}),
]
Width = whole_number(2, 1, MOST_WIDTH, "Cells along a side of the slab.")
Depth = Annotated[
    int,
    PlainValidator(read_depth),
    WithJsonSchema({"type": "integer", "minimum": LEAST_LAYERS, "maximum": MOST_LAYERS}),
]
Vacuum = quantity("angstrom", "10 A", "5 A", "30 A", "Vacuum on either side of the slab.")
Count = whole_number(1, 1, MOST_WIDTH**2 * MOST_LAYERS, "Atoms of the solute.")
Placement = one_of("placement", *PLACEMENTS)
Seed = whole_number(0, 0, 2**31 - 1, "Seed of the random numbers.")
Refine = one_of("way to refine", "relax", "single")
Best = whole_number(3, 1, 100, "Sites that a screening hands on.")
MostSites = whole_number(6, 1, 1000, "Most sites tried on a surface.")
Force = quantity("eV/angstrom", "0.01 eV/A", "0.001 eV/A", "0.1 eV/A", "Largest force left.")
Steps = whole_number(200, 1, 10_000, "Most steps of a relaxation.")
Rattle = quantity("angstrom", "0.02 A", "0 A", "0.2 A", "Random displacement at the start.")
Symmetry = one_of("answer", "keep", "off")
YesNo = one_of("answer", "yes", "no")
Reference = one_of("reference of lithium", "bulk", "atom")
Ranks = whole_number(1, 1, 1024, "MPI ranks of a calculation.")
