"""`make run`: prepare, then serve both apps and the jobs until stopped. To try out, or for a village."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
ADMIN_COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi:admin()"]


def main(env: Mapping[str, str]) -> int:
    """Migrate, make keys and demo data where there are none, serve. Returns the exit code."""
    portal = f"{env.get('HOST', '127.0.0.1')}:{env.get('PORT', '8000')}"
    admin = f"{env.get('HOST', '127.0.0.1')}:{env.get('ADMIN_PORT', '8001')}"
    env = {"PUBLIC_BASE_URL": f"http://{portal}"} | dict(env)
    prepared = subprocess.run([*ADMIN_COMMAND, "demo", "prepare"], cwd=ROOT, env=env, check=False)  # noqa: S603 - our own command
    if prepared.returncode:
        return prepared.returncode
    serving = [
        subprocess.Popen(command, cwd=ROOT, env=env)  # noqa: S603 - our own commands
        for command in (
            [*GUNICORN, "--bind", portal, "wsgi:portal()"],
            [*GUNICORN, "--bind", admin, "wsgi:admin()"],
            [*ADMIN_COMMAND, "jobs", "run"],
        )
    ]
    print(f"\n  Portal  http://{portal}\n  Admin   http://{admin}\n\n  Berhenti: Ctrl-C\n", flush=True)
    return _wait(serving)


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
