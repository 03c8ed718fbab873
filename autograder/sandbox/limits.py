"""What one submission may use."""

from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """Limits on one submission, together for all processes that it starts.

    Attributes:
        cell_seconds: wall time of one cell. Here and below, time for which a busy machine kept
            a submission from running is not counted.
        probe_seconds: wall time of one probe, at most; the exercise may say less.
        training_seconds: wall time of a training cell, with `--retrain`.
        total_seconds: wall time of all cells and probes together, training apart.
        cpu_seconds: CPU time of any one process.
        memory: resident bytes.
        disk: bytes in its private file system.
        file: bytes of any one file.
        processes: processes at one time.
        tasks: processes and threads at one time.
        output: bytes of cell outputs; beyond, the submission is stopped.
        kept_output: bytes of one cell's outputs that are kept in the autograded notebook.
        restarts: how often a kernel that was lost is replaced.
    """

    cell_seconds: float = 20.0
    probe_seconds: float = 60.0
    training_seconds: float = 3600.0
    total_seconds: float = 240.0
    cpu_seconds: int = 7200
    memory: int = 3072 * MIB
    disk: int = 512 * MIB
    file: int = 256 * MIB
    processes: int = 64
    tasks: int = 512
    output: int = 20 * MIB
    kept_output: int = 1 * MIB
    restarts: int = 6
