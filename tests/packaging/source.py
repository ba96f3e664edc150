"""The source as a package is built from it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = ("models", "connectors", "daemon")


def build_wheel(folder: Path) -> Path:
    """Build the wheel from a copy of the source, as setuptools leaves folders beside it; nothing is downloaded."""
    source, wheels = folder / "source", folder / "wheels"
    wheels.mkdir(parents=True)
    for floor in FLOORS:
        shutil.copytree(ROOT / floor, source / floor, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    code = f"from setuptools.build_meta import build_wheel; build_wheel({str(wheels)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=source, check=True, capture_output=True, text=True, timeout=120)
    (wheel,) = wheels.glob("*.whl")
    return wheel


def run_alone(words: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command from the root folder with nothing of this checkout in its way."""
    env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": os.devnull, **environment}
    return subprocess.run(words, cwd="/", env=env, capture_output=True, text=True, check=False, timeout=120)
