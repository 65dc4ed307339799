"""Materials as plain rows, for listings, for one material's page and for provenance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from solvus.materials import library
from solvus.materials.cathode_kinds import Cathode, OpenCircuit, Slurry
from solvus.materials.kinds import Material, Phase, Thermodynamics, XpsLine
from solvus.materials.values import Diffusivity, Value

Row = dict[str, str]


def walk(item: BaseModel, prefix: str = "") -> Iterator[tuple[str, Value]]:
    """Yield (key path, Value) for every number of a material, in the order of its file."""
    for key in type(item).model_fields:
        child = getattr(item, key)
        if isinstance(child, Value):
            yield prefix + key, child
        elif isinstance(child, Diffusivity | Slurry):
            yield from walk(child, f"{prefix}{key}.")
        elif isinstance(child, tuple):
            for entry in child:
                if isinstance(entry, Phase | XpsLine):
                    name = entry.name if isinstance(entry, Phase) else entry.level
                    yield from walk(entry, f"{prefix}{key}.{name}.")


def title(material: Material) -> str:
    """Return the short name of a material: its symbol, formula or name."""
    for key in ("symbol", "formula", "name"):
        if hasattr(material, key):
            return str(getattr(material, key))
    raise TypeError(f"not a material: {material!r}")


def listing() -> list[Row]:
    """Return one row per material of the package: kind, name, what it is, values by status."""
    rows = []
    for kind in library.kinds():
        for name in library.names(kind):
            material = library.find(kind, name)
            counts = Counter(value.status for _, value in walk(material))
            named = material.name
            if isinstance(material, Cathode):
                counts[material.open_circuit.status] += 1
                named = material.composition
            statuses = ", ".join(f"{n} {status}" for status, n in sorted(counts.items()))
            rows.append({"kind": kind, "name": name, "title": named, "values": statuses})
    return rows


def view(material: Material) -> list[Row]:
    """Return one row per number: key, value, unit, range, status, source, note."""
    rows = [
        {
            "key": key,
            "value": f"{value.value:g}",
            "unit": value.unit,
            "range": f"{value.low:g} to {value.high:g}",
            "status": value.status,
            "source": value.source,
            "note": value.note,
        }
        for key, value in walk(material)
    ]
    table = getattr(material, "thermodynamics", None)
    if isinstance(table, Thermodynamics):
        rows.append(
            {
                "key": "thermodynamics",
                "value": table.table,
                "unit": "1, V, 1",
                "range": f"x {table.x[0]:g} to {table.x[-1]:g}, {len(table.x)} rows",
                "status": "calculated",
                "source": table.source,
                "note": "",
            }
        )
    if isinstance(material, Cathode):
        rows.append(_circuit_row(material.open_circuit))
        if material.diffusivity_shape is not None:
            rows.append(_shape_row(material))
    return rows


def _circuit_row(circuit: OpenCircuit) -> Row:
    if circuit.galleries:
        what = f"{len(circuit.galleries)} galleries"
        potentials = [gallery.potential for gallery in circuit.galleries]
        span = f"centred at {min(potentials):g} to {max(potentials):g} V"
    else:
        what = circuit.table
        span = f"x {circuit.x[0]:.4g} to {circuit.x[-1]:.4g}, {len(circuit.x)} rows"
    return {
        "key": "open_circuit",
        "value": what,
        "unit": "1, V",
        "range": span,
        "status": circuit.status,
        "source": circuit.source,
        "note": circuit.note,
    }


def _shape_row(cathode: Cathode) -> Row:
    factors = [factor for _, factor in cathode.diffusivity_shape or ()]
    circuit = cathode.open_circuit
    return {
        "key": "diffusivity_shape",
        "value": f"{len(factors)} rows",
        "unit": "1, 1",
        "range": f"{min(factors):.3g} to {max(factors):.3g}",
        "status": "calculated" if circuit.status == "calculated" else "assumed",
        "source": circuit.source if circuit.status == "calculated" else "",
        "note": "",
    }


def sources_used(materials: Iterable[Material]) -> list[Row]:
    """Return one row per number of the given materials: material, key, value, status, source."""
    return [
        {
            "material": title(material),
            "key": row["key"],
            "value": row["value"] if row["unit"] == "1" else f"{row['value']} {row['unit']}",
            "status": row["status"],
            "source": row["source"],
        }
        for material in materials
        for row in view(material)
    ]
