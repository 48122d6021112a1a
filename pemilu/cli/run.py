"""`make run`: prepare, then serve both apps until stopped. For trying out and for a village server."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
PREPARE = [sys.executable, "-m", "flask", "--app", "wsgi:admin()", "demo", "prepare"]


def main(env: Mapping[str, str]) -> int:
    """Migrate, make keys and demo data where there are none, serve. Returns the exit code."""
    port, admin_port = env.get("PORT", "8000"), env.get("ADMIN_PORT", "8001")
    host = env.get("HOST", "127.0.0.1")
    prepared = subprocess.run(PREPARE, cwd=ROOT, check=False)  # noqa: S603 - our own command
    if prepared.returncode:
        return prepared.returncode
    serving = [_serve("wsgi:portal()", f"{host}:{port}"), _serve("wsgi:admin()", f"{host}:{admin_port}")]
    print(
        f"\n  Portal  http://{host}:{port}\n  Admin   http://{host}:{admin_port}\n\n  Berhenti: Ctrl-C\n",
        flush=True,
    )
    return _wait(serving)


def _serve(app: str, bind: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*GUNICORN, "--bind", bind, app], cwd=ROOT)  # noqa: S603 - our own command


def _wait(serving: list[subprocess.Popen[bytes]]) -> int:
    """Until one of them ends or somebody says stop; then all end."""

    def stop(_signal: int, _frame: object) -> None:
        for process in serving:
            process.terminate()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    while all(process.poll() is None for process in serving):
        try:
            serving[0].wait(timeout=1)
        except subprocess.TimeoutExpired:
            continue
    stop(0, None)
    return max(abs(process.wait()) for process in serving)


if __name__ == "__main__":
    sys.exit(main(os.environ))  # noqa: TID251 - the start-up door
