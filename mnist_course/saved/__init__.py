"""A saved notebook, read with care: for the self-check and for grading alike."""
