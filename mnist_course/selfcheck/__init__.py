"""A saved notebook read, run and judged: for pytest, `check` and `watch`."""
