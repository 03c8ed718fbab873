"""What came of submissions, kept as files: results, journal, verdicts, `grades.csv`."""
