"""The closed loop asked by wrk, which leaves more of the machine to the server than our client does."""

import subprocess
import tempfile
from pathlib import Path

from bench.client import Load

SCRIPT = """
local asked, at = {{ {asked} }}, 0
request = function() at = at % #asked + 1; return asked[at] end
done = function(all, latency)
  local e = all.errors
  local bad = e.status + e.connect + e.read + e.write + e.timeout
  print("TOLD", all.requests, all.duration, latency:percentile(50), latency:percentile(99), bad)
end
"""
MICRO = 1_000_000


def load(port: int, requests: list[bytes], *, seconds: float, connections: int) -> Load:
    """As `bench.client.load`. `bad` counts what is 400 or more, and what got no answer."""
    with tempfile.TemporaryDirectory() as name:
        script = Path(name) / "asked.lua"
        script.write_text(SCRIPT.format(asked=", ".join(map(_as_lua, requests))))
        command = ["wrk", "-t1", f"-c{connections}", f"-d{round(seconds)}s", "-s", str(script)]
        said = subprocess.check_output([*command, f"http://127.0.0.1:{port}"], text=True)
    answers, took, p50, p99, bad = map(float, said.rpartition("TOLD")[2].split())
    return Load(int(answers), answers / took * MICRO, p50 / 1000, p99 / 1000, int(bad))


def _as_lua(request: bytes) -> str:
    escaped = request.decode().replace("\r\n", "\\r\\n")
    return f'"{escaped}"'
