"""`make run`: prepare, then serve both apps and the jobs until stopped. To try out, or for a village."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
PUBLIC, ADMIN = "PUBLIC_BASE_URL", "ADMIN_BASE_URL"
BASE_URLS = {PUBLIC: "alamat https:// yang dibuka warga", ADMIN: "alamat https:// yang dibuka petugas"}
ADMIN_COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi:admin()"]


def main(env: Mapping[str, str]) -> int:
    """Migrate, make keys and demo data where there are none, serve. Returns the exit code."""
    os.umask(0o077)
    host = env.get("HOST") or "127.0.0.1"
    portal, admin = f"{host}:{env.get('PORT') or '8000'}", f"{host}:{env.get('ADMIN_PORT') or '8001'}"
    missing = [name for name in BASE_URLS if not (env.get(name) or env.get(f"{name}_FILE"))]
    if missing and host not in LOOPBACK:
        told = " dan ".join(f"{name}, {BASE_URLS[name]}" for name in missing)
        print(f"HOST={host}: isi juga {told}.", file=sys.stderr)
        return 2
    env = {**env, **{name: f"http://{portal if name == PUBLIC else admin}" for name in missing}}
    prepared = subprocess.run([*ADMIN_COMMAND, "demo", "prepare"], cwd=ROOT, env=env, check=False)  # noqa: S603 - our own command
    if prepared.returncode:
        return prepared.returncode
    serving = [
        # A session of its own: Ctrl-C reaches us alone, and we ask each to end in order. Interrupted by the
        # terminal, gunicorn's workers may hang for half a minute when browsers hold connections.
        subprocess.Popen(command, cwd=ROOT, env=own, start_new_session=True)  # noqa: S603 - our own commands
        for command, own in (
            ([*GUNICORN, "--bind", portal, "wsgi:portal()"], portal_env(env)),
            ([*GUNICORN, "--bind", admin, "wsgi:admin()"], env),
            ([*ADMIN_COMMAND, "jobs", "run"], env),
        )
    ]
    print(f"\n  Portal  {env.get(PUBLIC) or portal}\n  Admin   {env.get(ADMIN) or admin}")
    print("\n  Berhenti: Ctrl-C\n", flush=True)
    return _wait(serving)


def portal_env(env: Mapping[str, str]) -> dict[str, str]:
    """The portal's environment: where the admin's keyring is named, it gets the portal's beside it."""
    admin_keys = env.get("KEYRING_FILE")
    return {**env, "KEYRING_FILE": str(Path(admin_keys).with_name("portal.json"))} if admin_keys else {**env}


def _wait(serving: list[subprocess.Popen[bytes]]) -> int:
    """Until one of them ends or somebody says stop; then all end."""

    def stop(_signal: int, _frame: object) -> None:
        for process in serving:
            process.terminate()

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
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
