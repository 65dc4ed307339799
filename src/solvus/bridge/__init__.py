"""Bridges to PyBaMM: parameter sets for its models, and its experiments as protocols.

No module here imports PyBaMM before it is used, and Solvus does not depend on it.
"""
