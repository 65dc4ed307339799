"""Physical constants, CODATA 2018 (exact since the 2019 definition of the SI)."""

F = 96485.33212
"""Faraday constant [C/mol]."""

R = 8.314462618
"""Molar gas constant [J/mol/K]."""

SECONDS_PER_HOUR = 3600.0
"""Seconds in an hour [s/h]."""
