"""Compares what was observed with what is right. Never where student code is graded."""
