"""A million rows of a text export in seconds of processor time and a bounded memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROWS = 1_000_000
MOST_SECONDS = 4.0  # of processor time, the start of Python and its libraries included
MOST_MEGABYTES = 600.0

TITLES = (
    "mode\tox/red\terror\tcontrol changes\tNs changes\tcounter inc.\tNs\tI Range\ttime/s\t"
    "control/V/mA\tEwe/V\tI/mA\tdq/mA.h\t(Q-Qo)/mA.h\thalf cycle\r\n"
)

CHILD = """
import json, resource, sys, time
from solvus.analyse.readers import read
shares = []
record = read(sys.argv[1], progress=shares.append)
used = resource.getrusage(resource.RUSAGE_SELF)
scale = 1024 if sys.platform != "darwin" else 1024**2
print(json.dumps({"rows": record.sizes["point"], "seconds": time.process_time(),
                  "megabytes": used.ru_maxrss / scale, "shares": len(shares),
                  "last": float(record.voltage[-1])}))
"""


def test_a_million_rows(tmp_path: Path) -> None:
    block = "".join(
        f"1\t0\t0\t1\t0\t0\t{i % 2}\t115\t{i}.000000000000000E+000\t1.0000000E+000"
        f"\t{i % 7}.1234567E-002\t1.0000000E+000\t2.777777777777778E-004\t2.777777777777778E-004"
        f"\t{i // 1800}\r\n" for i in range(ROWS // 100)
    )  # fmt: skip
    path = tmp_path / "long.mpt"
    with open(path, "w", encoding="latin-1", newline="") as file:
        file.write("EC-Lab ASCII FILE\r\nNb header lines : 4\r\n\r\n")
        file.write(TITLES)
        for _ in range(100):
            file.write(block)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["rows"] == ROWS
    assert told["shares"] > 5
    assert told["last"] == ((ROWS // 100 - 1) % 7 + 0.1234567) * 1e-2
    assert told["seconds"] < MOST_SECONDS
    assert told["megabytes"] < MOST_MEGABYTES
