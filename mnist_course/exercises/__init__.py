"""The exercises, one module a lesson: what each asks, its hints, and how it is judged."""
