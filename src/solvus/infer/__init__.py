"""Calibration and the choice of experiments."""
