"""One submission: assembled, run, judged; many: a pool and a cluster."""
