"""Units, files, errors and records: what every layer needs, and no physics."""
