"""The study that ``solvus init`` writes: every key, with a word on each."""

from __future__ import annotations

TEMPLATE = """\
# A Solvus study. Every value carries its unit; what is left out takes the value shown here.
# Run it with:  solvus run study.yaml
title: Li-Ag 10 wt%, symmetric, 1 mA/cm2

cell:
  kind: symmetric               # symmetric (two foils, a voltage) | foil (one foil, no voltage)
                                # half (working: a substrate such as Cu; counter must be given)
                                # full (a cathode against a foil): see solvus init --full
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

# measured:                     # files of cycled cells, drawn over the run (solvus run --page)
#   cell_17: {file: data/cell_17.mpt}
#   cell_18: {file: data/cell_18.csv, area: 1.13 cm2, cycles_from: 3}

run:
  detail: full                  # fast: 40 cells, no curves, no nucleation transient
  # cells: 100                  # finite volumes across the foil
  tolerance: 1.0e-3             # relative error allowed in a time step
  # curves: all                 # all | every 10 cycles | none
  skin: quasi_steady            # full: follow the Li in a flux-drained skin (H2, H3) as well
"""


FULL = """\
# A Solvus study of a full cell. Every value carries its unit; what is left out takes the value
# shown here. Run it with:  solvus run study.yaml
title: NCM622 against Li-Ag 10 wt%, C/2

cell:
  kind: full                    # a cathode against a foil: charging plates the foil
  temperature: 25 degC
  electrolyte: lipf6_ec_dec_fec
  working:
    solute: Ag                  # leave solute and content out for pure lithium
    content: 10 wt%
    thickness: 40 um
    coulombic_efficiency: 98.5 %
    packing: 47 %               # of the reaction layer that its lost lithium would fill if dense
  cathode:
    material: ncm622            # solvus materials --kind cathode; or a material file, also BPX
    model: particle             # particle | porous (salt and potential resolved)
    loading: 15.2 mg/cm2        # active material on a face
    # porosity: 27 %            # these four: left out, as on the file of the material
    # resistance: 20 ohm.cm2    # in series with the electrode
    # fade: 0.03 %              # of the active material, lost per cycle
    # lithium_returned: 91 %    # content that no discharge fills beyond
  separator: {thickness: 20 um, porosity: 40 %}
  # electrolyte_amount: 2.6 g/Ah    # or per area, 35 uL/cm2; what shared_electrolyte shares
  # area: 1.13 cm2              # of a face; currents may then be written in mA

# layer:                        # the salt in the reaction layer that lost lithium builds up
#   closure: per_electrode      # what closes its pores; or shared_electrolyte, inventory
# end_of_life:
#   retention: 80 %             # of the first discharge written the same; the run goes on

# C-rates count in the 1C of the cathode. The first end that is reached ends the step.
protocol:
  - repeat: 2                   # activation
    steps:
      - Charge at 0.1C until 4.3 V
      - Discharge at 0.1C until 2.8 V
  - repeat: 50
    steps:
      - Charge at 0.5C until 4.3 V
      - Hold at 4.3 V until C/20
      - Discharge at 0.5C until 2.8 V
      - Rest for 10 min

# instruments:                  # what would be read from the foil
#   aes:

# measured:                     # files of cycled cells, drawn over the run (solvus run --page)
#   cell_17: {file: data/cell_17.mpt, mass: 17.2 mg}    # of active material; or by the area

run:
  detail: full                  # fast: 40 cells, no curves, no nucleation transient
  # cells: 100                  # finite volumes across the foil
  tolerance: 1.0e-3             # relative error allowed in a time step
  # curves: all                 # all | every 10 cycles | none
"""


def template(full: bool = False) -> str:
    """The text of a first study, or of a first full cell; it loads without a fault."""
    return FULL if full else TEMPLATE
