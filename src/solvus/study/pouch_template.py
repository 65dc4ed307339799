"""The pouch file that ``solvus pouch --template`` writes: every key, with a word on each."""

from __future__ import annotations

TEMPLATE = """\
# A pouch cell for Solvus. Every value carries its unit; what is left out takes the value shown
# here, except where a line says otherwise.   solvus pouch cell.yaml
title: NCM622 || Li-Ag 30 um

cell:
  cathodes: 12                    # double-coated sheets
  ends: anode                     # anode (one anode more than cathodes) | cathode
  width: 40 mm                    # of the cathode coating
  height: 52 mm

cathode:
  # Capacity and voltage: numbers, as here; or rows of `measured` by upper cut-off; or the open
  # circuit of `material` between `lower_cutoff` and `upper_cutoff`, less `polarisation`.
  specific_capacity: 184.3 mAh/g  # discharged
  mid_voltage: 3.77 V
  # mean_voltage: 3.84 V          # instead, where energy_by is mean
  first_charge: 200 mAh/g         # left out: as specific_capacity; lithium_from foil: discharge
  # material: ncm622              # also gives slurry and densities where they are left out
  # upper_cutoff: 4.3 V
  # lower_cutoff: 2.8 V
  # polarisation: 0 mV
  # measured:
  #   - {upper_cutoff: 4.3 V, specific_capacity: 184.3 mAh/g, mid_voltage: 3.77 V}
  loading: 15.2 mg/cm2            # active material per face; or areal_capacity: 2.8 mAh/cm2
  # lithium_from: cathode         # foil: the cathode is made without lithium (sulfur)
  active: 92 %                    # of the coating's mass; the rest is carbon and binder
  carbon: 4 %
  active_density: 4.7 g/cm3
  carbon_density: 1.9 g/cm3
  binder_density: 1.78 g/cm3
  coating_density: 3.2 g/cm3      # or porosity: 24 %
  foil: {thickness: 12 um, metal: Al, ear: 0 cm2}

anode:
  solute: Ag                      # leave solute and content out for pure lithium
  content: 10 wt%
  route: metal                    # metal | chloride
  thickness: 30 um                # of one foil
  foil: per_face                  # per_face | shared (one foil between two cathodes)
  collector: none                 # none | {thickness: 6 um, metal: Cu, ear: 0 cm2}
  overhang: 0.5 mm                # over the cathode, each side
  end_faces: both                 # both | inner: foil on the outer faces of the stack
  residual: 0 %                   # lithium that cannot be used

separator:
  thickness: 16 um
  porosity: 40 %
  density: 0.95 g/cm3             # of its solid; or bulk_density: 0.57 g/cm3
  ceramic: 0 mg/cm2
  overhang: 1 mm
  wraps: 2                        # extra layers around the stack

electrolyte:
  name: lipf6_ec_dec_fec          # gives the density
  amount: 2.6 g/Ah                # or 2 mL/Ah; must be given

pouch:
  thickness: 113 um
  areal_mass: 18 mg/cm2           # or density: 1.6 g/cm3
  seals: {side: 5 mm, top: 8 mm, bottom: 0 mm}
  cup: drawn                      # drawn | flat (two sheets, no walls)

tabs:
  positive: {width: 6 mm, thickness: 0.1 mm, length: 15 mm, metal: Al, sealant: 20 mg}
  negative: {width: 6 mm, thickness: 0.1 mm, length: 15 mm, metal: Ni, sealant: 20 mg}

extra_mass: 0 g                   # tape, glue
formation: 100 %                  # capacity that is left after formation
n_to_p: first_charge              # first_charge | reversible: what N/P counts
energy_by: mid                    # mid | mean: the voltage that energy is capacity times
basis: body                       # body | stack | envelope | tabs: the volume of "Wh/L"
checks:
  n_to_p: refuse                  # refuse | warn: N/P below 1
  electrolyte: warn               # warn | refuse: less electrolyte than the pores take

# prices:                         # assumed where left out
#   active: 20 $/kg
#   additives: 10 $/kg
#   aluminium: 5 $/kg
#   copper: 12 $/kg
#   lithium: 100 $/kg
#   solute: 1000 $/kg             # left out: a guess for the solute of the foil
#   electrolyte: 10 $/kg
#   tabs: 20 $/kg
#   separator: 0.5 $/m2
#   laminate: 1 $/m2

# uncertain:                      # carried to the energies
#   separator.thickness: 12 um to 20 um
#   anode.thickness: +- 2 um

# variants:                       # other cells beside this one
#   with copper: {anode.collector: {thickness: 6 um}}

# reported: {energy_density: 836 Wh/L}    # printed elsewhere, shown beside what is computed

# life:
#   study: full_cell.yaml         # a study of kind full; run with --life

# sweep:                          # many designs: solvus sweep cell.yaml
#   over:
#     anode.thickness: 20 um to 50 um in 7       # or a list; without "in 7": drawn evenly
#     cathode.loading: 15.2 mg/cm2 +- 2 %        # drawn from a normal distribution
#   draws: 64                     # of the axes that are drawn
#   method: sobol                 # sobol | latin | random
#   seed: 1
#   batch: 50                     # designs that are one piece of work; left out: chosen
#   life: yes                     # run the study of the life for each design
#   curves: no                    # keep what happens over the cycles
#   read: {voltage at 50: {feature: mid_voltage, cycle: 50}}      # more columns
"""


def template() -> str:
    """The text of a first pouch file; it loads without a fault."""
    return TEMPLATE
