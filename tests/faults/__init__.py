"""Reports under faults: processes killed, servers gone, disks full, clients that hang up.

`python -m tests.faults --rounds 1000` runs as many as you want and prints what came of them; the tests run a
few of each. What must hold afterwards is in `promises.py`.
"""
