"""What a claim is compared with: one function per feature, by name.

A feature takes the laboratory, the claim and what stands behind the colon of its name, and gives a
`Found`: a number in the unit of the claim, or whether a statement holds, and a sentence on how.
Those of the symmetric cells are in `cycling_features`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solvus.analyse.nucleation import dip
from solvus.base import units
from solvus.materials import library
from solvus.materials.melt import (
    atom_to_mass_fraction,
    lithium_to_solute_ratio,
    specific_capacity_to_compound,
)
from solvus.model.foil import Composition, Foil, compose
from solvus.paper.claims import Claim
from solvus.paper.claims import claim as find_claim
from solvus.paper.cycling_features import CYCLING_FEATURES
from solvus.paper.found import Found
from solvus.paper.laboratory import Laboratory

ENRICHED_BY = 2.0  # sigma of the reading as made, above which a surface counts as enriched
STEADY_WITHIN = 0.20  # what "roughly unchanged" is taken to mean
EPMA_CYCLES = (10, 30, 50)
SOLUBILITY_STEP, SOLUBILITY_TRIED = 0.0005, 0.03  # atom fraction


def _composition(claim: Claim) -> Composition:
    name = claim.arguments.get("solute")
    if name is None:
        return compose(None, None)
    content = units.parse_fraction(claim.arguments["content"])
    return compose(library.solute(name), content)


def mass_fraction(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Mass fraction of the melt from its parts."""
    parts = claim.arguments["solute_parts"], claim.arguments["lithium_parts"]
    return Found(parts[0] / sum(parts), f"{parts[0]} part to {parts[1]} parts by mass")


def melt(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Whether lithium is liquid at the temperature of the melt."""
    melting = library.lithium().melting_point.si
    given = claim.number + 273.15
    how = f"lithium melts at {melting - 273.15:.1f} degC; the liquidus of the alloy is not modelled"
    return Found(None, how, holds=given > melting)


def capacity(lab: Laboratory, claim: Claim, which: str) -> Found:
    """mAh per gram of foil, all lithium counted."""
    made = _composition(claim)
    value = units.from_si(made.specific_capacity, "C/kg", "mAh/g")
    how = "Faraday's law on all lithium of the alloy"
    left = _if_a_compound_stays(made)
    if left:
        phase, nearest = min(left.items(), key=lambda item: abs(item[1] - claim.number))
        how += f"; {nearest:.0f} mAh/g if {phase} stays behind"
    return Found(value, how)


def _if_a_compound_stays(made: Composition) -> dict[str, float]:
    """mAh per gram of foil if a compound of the solute keeps its lithium, by compound."""
    if made.solute is None:
        return {}
    m_a, m_li = made.solute.molar_mass.si, library.lithium().molar_mass.si
    return {
        phase.name: units.from_si(
            specific_capacity_to_compound(made.mass_fraction, m_a, m_li, phase.lithium_per_solute),
            "C/kg",
            "mAh/g",
        )
        for phase in made.solute.phases
    }


def ratio(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Atoms of Li per atom of solute."""
    made = _composition(claim)
    assert made.solute is not None
    x, printed = made.atom_fraction, 1.0 / (1.0 + claim.number)
    m_a, m_li = made.solute.molar_mass.si, library.lithium().molar_mass.si
    meant = 100 * atom_to_mass_fraction(printed, m_a, m_li)
    how = f"{100 * x:.2f} at% from the molar masses; {claim.number:.0f}:1 would be {meant:.1f} wt%"
    return Found(lithium_to_solute_ratio(x), how)


def thin(lab: Laboratory, claim: Claim, which: str) -> Found:
    """What foils of that thickness would hold; whether they can be rolled is not modelled."""
    assert isinstance(claim.value, list)
    made = _composition(claim)
    held = [units.from_si(Foil(made, t * 1e-6).capacity, "C/m^2", "mAh/cm2") for t in claim.value]
    how = f"rolling is not modelled; such foils hold {held[0]:.2f} to {held[1]:.2f} mAh/cm2"
    return Found(None, how)


def aes_pristine(lab: Laboratory, claim: Claim, which: str) -> Found:
    """AES reading of the foil as made."""
    return Found(
        100 * lab.aes(lab.as_made(claim.study)), "floor law on the composition of the melt"
    )


def aes_end(lab: Laboratory, claim: Claim, which: str) -> Found:
    """AES reading at the end of a step."""
    shot = lab.ends(claim.study)[int(which)]
    face = shot.face
    how = f"face of {100 * face.skin_fraction:.1f} at% on {100 * face.share:.0f} % of the area"
    return Found(100 * lab.aes(shot), how)


def aes_rest(lab: Laboratory, claim: Claim, which: str) -> Found:
    """AES reading after a rest, and up to which solubility it would agree.

    Above a certain solubility the matrix takes the skin up within the rest: the reading measures
    the solubility rather than that it tests an assumed one.
    """
    found = aes_end(lab, claim, which)
    assert claim.sigma is not None
    most = lab.theta["solubility"]
    for x in np.arange(most, SOLUBILITY_TRIED, SOLUBILITY_STEP):
        reading = aes_end(Laboratory(lab.theta | {"solubility": float(x)}), claim, which).value
        assert reading is not None
        if abs(reading - claim.number) > 2.0 * claim.sigma:
            break
        most = float(x)
    how = (
        f"{found.how}; assumes a solubility of {100 * lab.theta['solubility']:.2f} at%, and agrees "
        f"up to {100 * most:.2f} at%, beyond which the skin dissolves during the rest"
    )
    return found._replace(how=how)


def aes_enriched(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Whether the stripped surface of the last cycle reads above the foil as made."""
    stripped = lab.ends(claim.study)[-2]
    made = lab.aes(lab.as_made(claim.study))
    now = lab.aes(stripped)
    error = 0.01 * float(find_claim("aes.pristine").sigma or 0.0)
    run = lab.run(claim.study).run
    gamma = run.half_cycles[-2].working.skin_solute * 1e2
    how = (
        f"stripped state of cycle {run.half_cycles[-2].cycle}: AES {100 * now:.1f} at% "
        f"against {100 * made:.1f} as made, {gamma:.2f} umol/cm2 in the skin"
    )
    return Found(None, how, holds=run.complete and now > made + ENRICHED_BY * error)


def depth_mean(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Mean reading between two SiO2-equivalent depths [nm]."""
    low, high = (float(text) * 1e-9 for text in which.split("-"))
    profile = lab.profile(lab.ends(claim.study)[0])
    inside = (profile.depth >= low) & (profile.depth <= high)
    return Found(100 * float(profile.reading[inside].mean()), _slab(lab, claim))


def depth_at(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Reading at a SiO2-equivalent depth [nm]."""
    profile = lab.profile(lab.ends(claim.study)[0])
    value = float(np.interp(float(which) * 1e-9, profile.depth, profile.reading))
    return Found(100 * value, _slab(lab, claim))


def _slab(lab: Laboratory, claim: Claim) -> str:
    thickness = sum(layer[0] for layer in lab.ends(claim.study)[0].face.layers)
    scale = lab.theta["sputter_scale"]
    return f"skin of {1e9 * thickness:.0f} nm, {1e9 * thickness / scale:.0f} nm SiO2-equivalent"


def epma_signals(lab: Laboratory, name: str) -> list[float]:
    """EPMA signal of the stripped state of cycles 10, 30 and 50 [mol/m2]."""
    stripped = lab.ends(name)[0::2]
    return [lab.epma(stripped[cycle - 1]) for cycle in EPMA_CYCLES]


def epma_steady(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Whether the signal stays within 20 % of that of cycle 10."""
    signals = epma_signals(lab, claim.study)
    relative = [s / signals[0] for s in signals]
    shown = " / ".join(f"{r:.2f}" for r in relative)
    how = f"relative signal at cycles 10, 30, 50: {shown} (within 20 % counts as unchanged)"
    return Found(None, how, holds=max(abs(r - 1.0) for r in relative) <= STEADY_WITHIN)


def xps_splitting(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Spin-orbit splitting of the doublet against the reference; the shift is left open."""
    assert isinstance(claim.value, list)
    assert claim.sigma is not None
    line = next(x for x in library.solute("Ag").xps if x.level.startswith("3d"))
    expected = units.from_si(line.splitting.si, "J", "eV")
    reference = units.from_si(line.binding_energy.si, "J", "eV")
    printed = claim.value[1] - claim.value[0]
    n = abs(printed - expected) / (np.sqrt(2.0) * claim.sigma)
    how = (
        f"splitting {printed:.1f} eV, reference {expected:.1f} eV ({n:.1f} sigma): it is Ag 3d; "
        f"the shift of {claim.value[0] - reference:+.1f} eV against the metal is not decidable "
        "without the energy reference"
    )
    return Found(None, how, holds=bool(n <= 2.0))


def nucleation_tip(lab: Laboratory, claim: Claim, which: str) -> Found:
    """Tip of the simulated voltage of a plating, read as an experiment would."""
    curve = lab.curve(claim.study, int(which))
    read = dip(curve.time, curve.voltage)
    y = lab.run(claim.study).run.half_cycles[int(which)].signal_found
    how = f"tip of |V| on a surface of signal {100 * y:.1f} %; plateau {1e3 * read.plateau:.0f} mV"
    return Found(1e3 * read.tip, how)


FEATURES: dict[str, Callable[[Laboratory, Claim, str], Found]] = {
    "foil.mass_fraction": mass_fraction,
    "foil.melt": melt,
    "foil.capacity": capacity,
    "foil.ratio": ratio,
    "foil.thin": thin,
    "aes.pristine": aes_pristine,
    "aes.end": aes_end,
    "aes.rest": aes_rest,
    "aes.enriched": aes_enriched,
    "depth.mean": depth_mean,
    "depth.at": depth_at,
    "epma.steady": epma_steady,
    "xps.splitting": xps_splitting,
    "nucleation.tip": nucleation_tip,
    **CYCLING_FEATURES,
}


def find(lab: Laboratory, claim: Claim) -> Found:
    """Evaluate the feature of a claim."""
    name, _, which = claim.feature.partition(":")
    return FEATURES[name](lab, claim, which)
