"""`make run`: prepare, then serve both apps and the jobs until stopped. To try out, or for a village."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
PUBLIC, ADMIN = "PUBLIC_BASE_URL", "ADMIN_BASE_URL"
BASE_URLS = {PUBLIC: "alamat https:// yang dibuka warga", ADMIN: "alamat https:// yang dibuka petugas"}
CHANGE = "PORT dan ADMIN_PORT"
LOOK_AGAIN, PATIENCE = 0.1, 5.0
"""Seconds."""
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
    if taken := [address for address in (portal, admin) if _listens(address)]:
        print(f"{' dan '.join(taken)}: sudah dipakai. Hentikan dulu, atau ganti {CHANGE}.", file=sys.stderr)
        return 2
    env = {**env, **{name: f"http://{portal if name == PUBLIC else admin}" for name in missing}}
    prepared = subprocess.run([*ADMIN_COMMAND, "demo", "prepare"], cwd=ROOT, env=env, check=False)  # noqa: S603 - our own command
    return prepared.returncode or _serve(env, portal, admin)


def _serve(env: Mapping[str, str], portal: str, admin: str) -> int:
    # One worker each is enough for a village, and half the memory.
    env = {"WEB_CONCURRENCY": "1", **env}
    serving = _Serving()
    # Citizens first: who comes after waits until the one before answers.
    serving.start([*GUNICORN, "--bind", portal, "wsgi:portal()"], portal_env(env), until=portal)
    serving.start([*GUNICORN, "--bind", admin, "wsgi:admin()"], env, until=admin)
    serving.start([*ADMIN_COMMAND, "jobs", "run"], env)
    if serving.all_run():
        print(f"\n  Portal  {env.get(PUBLIC) or portal}\n  Admin   {env.get(ADMIN) or admin}")
        print("\n  Berhenti: Ctrl-C\n", flush=True)
    return serving.wait()


def portal_env(env: Mapping[str, str]) -> dict[str, str]:
    """The portal's environment: where the admin's keyring is named, it gets the portal's beside it."""
    admin_keys = env.get("KEYRING_FILE")
    return {**env, "KEYRING_FILE": str(Path(admin_keys).with_name("portal.json"))} if admin_keys else {**env}


class _Serving:
    """Processes that end together: when one of them ends, or somebody says stop."""

    def __init__(self) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self._stopping = False
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, lambda _signal, _frame: self._stop())

    def start(self, command: Sequence[str], env: Mapping[str, str], *, until: str | None = None) -> None:
        """Start one more while all others run, and wait until it answers at `until`.

        In a session of its own: Ctrl-C reaches us alone, and we ask each to end in order. Interrupted by the
        terminal, gunicorn's workers may hang for half a minute when browsers hold connections.
        """
        if not self.all_run():
            return
        started = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)  # noqa: S603 - our own
        self._processes.append(started)
        while until and self.all_run() and not _answers(until):
            time.sleep(LOOK_AGAIN)

    def all_run(self) -> bool:
        return not self._stopping and all(process.poll() is None for process in self._processes)

    def wait(self) -> int:
        """Until one of them ends; then all end. The worst exit code; ending when told is no fault."""
        while self.all_run():
            time.sleep(LOOK_AGAIN)
        self._stop()
        codes = [process.wait() for process in self._processes]
        return max((abs(code) for code in codes if code != -signal.SIGTERM), default=0)

    def _stop(self) -> None:
        self._stopping = True
        for process in self._processes:
            process.terminate()


def _listens(address: str) -> bool:
    host, _, port = address.rpartition(":")
    with suppress(OSError), socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE):
        return True
    return False


def _answers(address: str) -> bool:
    """Whether it speaks HTTP, whatever it says."""
    with suppress(OSError), closing(HTTPConnection(address, timeout=PATIENCE)) as asking:
        asking.request("GET", "/healthz")
        asking.getresponse()
        return True
    return False


if __name__ == "__main__":
    sys.exit(main(os.environ))  # noqa: TID251 - the start-up door
