"""A small cell whose numbers are easy to follow by hand."""

from __future__ import annotations

from solvus.pouch.design import (
    AnodeSide,
    CathodeSide,
    Design,
    ElectrolyteFill,
    Envelope,
    Prices,
    SeparatorLayer,
    Stack,
    Tab,
)

MAH_CM2 = 36.0e3  # [C/m2]
MAH_G = 3600.0  # [C/kg]


def small(**parts: object) -> Design:
    """Three cathodes of 40 x 50 mm between four anodes on copper; `parts` replaces whole parts."""
    made = Design(
        stack=Stack(3.0, 1.0, 0.040, 0.050),
        cathode=CathodeSide(
            0.15, 0.92, 180.0 * MAH_G, 200.0 * MAH_G, 3.8, 3200.0, 0.25, 12e-6, 2700.0, 1e-4, 1.0,
            1.0,
        ),
        anode=AnodeSide(
            30e-6, 0.0, 590.0, 2.05e9 * 3.6, 0.1, 6e-6, 8960.0, 1e-4, 0.5e-3, 1.0, 0.0, 1.0
        ),
        separator=SeparatorLayer(16e-6, 0.4, 950.0, 0.001, 1e-3, 2.0),
        electrolyte=ElectrolyteFill(2.5e-3 / 3600.0, 0.0, 1210.0),
        envelope=Envelope(113e-6, 0.18, 5e-3, 8e-3, 2e-3, 1.0),
        positive_tab=Tab(6e-3, 0.1e-3, 15e-3, 2700.0, 2e-5),
        negative_tab=Tab(5e-3, 0.2e-3, 12e-3, 8900.0, 3e-5),
        prices=Prices(20.0, 10.0, 5.0, 12.0, 100.0, 1000.0, 0.5, 10.0, 1.0, 20.0),
        extra_mass=1e-4,
    )
    return made._replace(**parts)  # type: ignore[arg-type]
