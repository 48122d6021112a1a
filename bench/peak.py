"""Runs a command and prints the peak memory of it and its children: `python -m bench.peak CMD ...`."""

import subprocess
import sys
import time
from pathlib import Path

EVERY = 0.1


def main() -> int:
    process = subprocess.Popen([str(Path(sys.executable).parent / sys.argv[1]), *sys.argv[2:]])
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _family(process.pid))
        time.sleep(EVERY)
    print(f"PEAK {peak:.0f}")
    return process.returncode


def _family(pid: int) -> float:
    """Megabytes of a process and all below it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        own = int(status.split("VmRSS:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        return 0.0
    return own + sum(_family(int(child)) for child in children)


if __name__ == "__main__":
    sys.exit(main())
