"""What was read from measured files, as tables, figures and readings: one module for each kind."""
