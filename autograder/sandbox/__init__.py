"""The wall around student code, the warm process behind it, and the limits."""
