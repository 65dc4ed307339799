"""Virtual instruments: what each would print for a state of the foil. One file each."""

from __future__ import annotations

from solvus.observe import aes, depth_profile, eis, epma, tof_sims, xps
from solvus.observe.kinds import Instrument

INSTRUMENTS: dict[str, Instrument] = {
    module.INSTRUMENT.name: module.INSTRUMENT
    for module in (aes, depth_profile, epma, eis, xps, tof_sims)
}
