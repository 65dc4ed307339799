"""Adsorption on (100) faces of lithium and its solid solutions, from any ASE calculator.

Lengths are in angstrom and energies in eV here, as in ASE and in this field; every other unit is
turned at the door (``study``).
"""
