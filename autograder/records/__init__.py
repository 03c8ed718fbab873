"""What was found, kept as files: results, journal, tables."""
