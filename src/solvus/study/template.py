"""The study that ``solvus init`` writes: every key, with a word on each."""

from __future__ import annotations

TEMPLATE = """\
# A Solvus study. Every value carries its unit; what is left out takes the value shown here.
# Run it with:  solvus run study.yaml
title: Li-Ag 10 wt%, symmetric, 1 mA/cm2

cell:
  kind: symmetric               # symmetric (two foils, a voltage) | foil (one foil, no voltage)
                                # half (working: a substrate such as Cu; counter must be given)
  temperature: 25 degC
  electrolyte: lipf6_ec_dec_fec
  working:
    solute: Ag                  # leave solute and content out for pure lithium
    content: 10 wt%             # wt% or at%; 100 wt% is a substrate of the pure solute
    route: metal                # metal | chloride (AgCl is melted into lithium; content is AgCl)
    thickness: 50 um
    sides: 1                    # 1 | 2 faces worked
    # mechanism: H3v            # how the solute moves; left out: the default of the solute
    # parameters:               # overrides of the mechanism's table, each with its unit
    #   solubility: 0.75 at%
    coulombic_efficiency: 100 %
    # retention: 100 %          # solute the skin keeps per cycle; left out: as the line above
    packing: 25 %               # of the reaction layer that its lost lithium would fill if dense
  # counter:                    # same keys as working; left out: the same foil
  #   thickness: 50 um          # (this would be 50 um of pure lithium)

# interface:                    # laws of the voltage and their parameters
#   nucleation_level: log
#   nucleation_transient: full  # full | short | none
#   kinetics: butler_volmer

# layer:                        # the salt in the reaction layers that lost lithium builds up
#   closure: per_electrode      # what closes their pores; or shared_electrolyte, inventory
#   efficiency: constant        # or surface: by the surface that is plated on
# end_of_life:                  # closed pores, no salt and no lithium end a life in any case
#   voltage: 0.5 V

# Strip takes lithium from the working foil, Plate brings it back. Currents and charges are per
# area, or a C-rate of the working foil. The first end that is reached ends the step.
protocol:
  - Strip at 1 mA/cm2 for 5 mAh/cm2
  - Plate at 1 mA/cm2 for 3 h or until -0.5 V
  - Rest for 1 h
  - repeat: 5                   # repeats may stand inside repeats
    steps:
      - Strip at 0.1C for 1 h
      - Plate at 0.1C for 1 h
  # - Strip at 1 mA/cm2 for 20 h or until 0.5 V or until exhausted
  # - Sweep from 0 V to 100 mV at 0.1 mV/s    # the voltage is given, the current follows

# use: fitted.yaml              # values fitted by `solvus calibrate`, where this file is silent

# instruments:                  # what would be read from the foil
#   aes:
#   depth_profile:
#   epma:

run:
  cells: 100                    # finite volumes across the foil
  tolerance: 1.0e-3             # relative error allowed in a time step
  curves: all                   # all | every 10 cycles | none
  skin: quasi_steady            # full: follow the Li in a flux-drained skin (H2, H3) as well
"""


def template() -> str:
    """The text of a first study; it loads without a fault."""
    return TEMPLATE
