"""Solvus: lithium-alloy anodes from the surface atom to the pouch cell."""

__version__ = "0.1.0"
