"""Figures and pages from plain arrays and records: knows no model, no claim and no command."""
