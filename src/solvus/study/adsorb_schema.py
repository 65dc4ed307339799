"""A study of adsorption as it stands in its file; lengths in angstrom and energies in eV.

The models are frozen and refuse unknown keys.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator

from solvus.atoms.sites import KINDS
from solvus.atoms.surface import Surface
from solvus.study.adsorb_fields import (
    AdsorptionVariants,
    Best,
    Count,
    Depth,
    Engine,
    Fixed,
    Force,
    Kinds,
    Layers,
    MostSites,
    Pattern,
    Placement,
    Ranks,
    Rattle,
    Reference,
    Refine,
    Seed,
    Solute,
    Steps,
    SurfaceName,
    Symmetry,
    Vacuum,
    Width,
    YesNo,
)
from solvus.study.blocks import Block
from solvus.study.fields import Title, described


class SlabBlock(Block):
    """Slabs of (100) faces of bcc lithium, where a surface says nothing else.

    n : cells along a side; layers : deep; fixed : lowest layers held, None for every atom of the
    slab; vacuum : on either side [angstrom].
    """

    n: Width = 2
    layers: Depth = 8
    fixed: Fixed = 2
    vacuum: Vacuum = 10.0


class SurfaceBlock(Block):
    """A face to adsorb on, and where its solute sits.

    placement : "surface", "second" or "third" layer, the `sites` of a "pattern", or "random" in
    the layers `random_layers` with `seed`; n, layers, fixed, vacuum : instead of those of `slab`.
    """

    name: SurfaceName = Field(examples=["Li31Ag(100)"])
    solute: Solute | None = None
    count: Count | None = None
    placement: Placement = "surface"
    sites: Pattern | None = None
    random_layers: Layers | None = None
    seed: Seed | None = None
    n: Width | None = None
    layers: Depth | None = None
    fixed: Fixed = None
    vacuum: Vacuum | None = None

    def surface(self, slab: SlabBlock) -> Surface:
        """The surface, with what it leaves out taken from `slab`."""
        own = {key: getattr(slab, key) for key in SlabBlock.model_fields}
        own |= {key: value for key in own if (value := getattr(self, key)) is not None}
        if "fixed" in self.model_fields_set:  # None is an answer there
            own["fixed"] = self.fixed
        pattern = self.sites or ()
        count = self.count if self.count is not None else len(pattern) or 1
        if self.solute is None:
            return Surface(self.name, **own)
        return Surface(
            self.name, solute=self.solute, solute_count=count, placement=self.placement,
            pattern=pattern, random_layers=self.random_layers or (1,), seed=self.seed or 0, **own,
        )  # fmt: skip


class AdsorptionFile(Block):
    """A whole study of adsorption.

    engine : of the reported numbers; screen : a fast one that tries every site first, of which the
    `best` are refined by "relax" or "single"; sites, most_sites : which are tried;
    fmax [eV/angstrom], steps : of relaxations; rattle [angstrom], seed : of their start;
    symmetry : relaxations "keep" that of the slab; segregation : also with the solute one layer
    down; reference : of lithium; mpi : ranks of one calculation;
    variants : name -> key path -> what stands there instead.
    """

    title: Title = Field(examples=["Li on Li31Ag(100)"])
    engine: Engine = Field(examples=["gpaw"])
    screen: Engine | None = None
    refine: Refine = "relax"
    best: Best | None = None
    sites: Kinds = KINDS
    most_sites: MostSites | None = None
    fmax: Force = 0.01
    steps: Steps = 200
    rattle: Rattle = 0.02
    seed: Seed = 0
    symmetry: Symmetry = "keep"
    segregation: YesNo = "yes"
    reference: Reference = "bulk"
    mpi: Ranks = 1
    slab: SlabBlock = Field(default_factory=SlabBlock)
    surfaces: tuple[SurfaceBlock, ...] = Field(examples=["[{name: Li(100)}]"])
    variants: AdsorptionVariants = Field(default_factory=dict)

    @field_validator("surfaces", mode="before")
    @classmethod
    def _some(cls, value: Any) -> Any:
        if not isinstance(value, list) or not value:
            given = "an empty list" if value == [] else described(value)
            raise ValueError(
                f"{given} stands where a list of surfaces is due; write e.g. - name: Li(100)"
            )
        return value
