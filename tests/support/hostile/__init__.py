"""Submissions that are dishonest or broken, as data: add to the lists."""
