"""Inputs, right answers, misconceptions: a file an exercise. Never where student code is graded."""
