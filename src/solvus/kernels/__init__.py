"""Compiled numerics: floats and arrays in and out; SI throughout, no units, no files."""
