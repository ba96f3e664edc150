"""The coverage-guided run: `python -m tests.fuzz.guided TARGET SECONDS`. Needs the packages of the group `fuzz`.

Coverage is measured in our own packages alone. An input that fails is written to tests/data/fuzz/ and the run ends with 1.
"""

import hashlib
import os
import sys
import tempfile
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["connectors"]):
    from tests.fuzz.targets import TARGETS, Target, keep, kept_in, survives

_MAX_BYTES = 65_536


def _one_input(target: Target, raw: bytes) -> None:
    try:
        survives(target, raw)
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        kept = keep(target, raw, hashlib.sha256(raw).hexdigest()[:16])
        traceback.print_exc()
        sys.stderr.write(f"written: {kept}\n")
        sys.stderr.flush()
        # No exception: the engine would write a second file of its own.
        os._exit(1)


def main() -> None:
    """Fuzz one target for so many seconds, from its seeds and from what failed once."""
    name, seconds = sys.argv[1], int(sys.argv[2])
    target = next(target for target in TARGETS if target.name == name)
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(target.seeds):
            Path(folder, str(number)).write_bytes(seed.read_bytes())
        options = [f"-max_total_time={seconds}", f"-max_len={_MAX_BYTES}", "-timeout=30", "-rss_limit_mb=1024"]
        # Where the engine itself gives up (time, memory), it writes there too.
        options += [f"-artifact_prefix={kept_in(target)}/", "-print_final_stats=1", "-verbosity=0"]
        atheris.Setup([sys.argv[0], folder, *options], lambda raw: _one_input(target, raw))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
