"""The command line: one file per command, and the door out for messages, tables and JSON."""
