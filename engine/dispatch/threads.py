"""How many threads the libraries of a worker may start: one, for a worker is one job on one core."""

import os

# Threads that were started before a fork are not there after it, and what waits for them waits for ever.
ONE_THREAD = dict.fromkeys(("MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


def one_thread() -> None:
    """Say so to the libraries that this process has still to import; what the operator said stays."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
