"""The pouch cell around a foil: bill of materials, energies, inverse design, uncertainty, life.

Pure functions; every number in SI units, each a float or an array over designs.
"""
