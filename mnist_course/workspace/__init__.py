"""The student's folder: found, delivered, updated, and what is kept in it."""
