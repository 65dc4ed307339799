"""Materials: numbers with unit, range, status and source, one file per material."""
