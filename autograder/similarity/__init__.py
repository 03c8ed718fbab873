"""Answers that are alike: likely to have one source, never proven to."""
