"""The wheel that pipx installs holds everything that the program reads, and nothing else."""

import sys
import zipfile
from pathlib import Path

import pytest

from models.migrations import program_and_schema
from tests.packaging.source import FLOORS, ROOT, build_wheel, run_alone


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(build_wheel(folder)) as wheel:
        wheel.extractall(folder / "unpacked")
    return folder / "unpacked"


def files_below(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for floor in FLOORS for path in (folder / floor).rglob("*") if path.is_file())
    return {str(path) for path in found if "__pycache__" not in path.parts}


def test_wheel_holds_every_file_of_the_three_floors(unpacked: Path) -> None:
    assert files_below(unpacked) == files_below(ROOT)


@pytest.mark.parametrize(
    "file",
    [
        "daemon/systemd/rekisterid.service",
        "daemon/templates/letters/feedback_request.fi.txt.j2",
        "daemon/templates/wordings/feedback.sv.txt",
        "daemon/reasons.toml",
        "daemon/demo/data/config.toml",
        "models/migrations/env.py",
        "models/migrations/versions/0001_first_register.py",
    ],
)
def test_wheel_holds_what_is_read_at_run_time(unpacked: Path, file: str) -> None:
    assert (unpacked / file).is_file()


def test_wheel_holds_no_tests(unpacked: Path) -> None:
    assert {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")} == set(FLOORS)


def test_program_runs_from_the_wheel_and_makes_a_register(unpacked: Path, tmp_path: Path) -> None:
    version = "from daemon.cli import main; main()"
    told = run_alone([sys.executable, "-c", version, "--version"], PYTHONPATH=str(unpacked))
    assert (told.returncode, told.stdout) == (0, f"rekisterid {program_and_schema()}\n")
    code = (
        "import daemon; from models.register.database import open_database; "
        f"open_database('sqlite:///{tmp_path}/register.sqlite', key=bytes(32)).close(); print(daemon.__file__)"
    )
    made = run_alone([sys.executable, "-c", code], PYTHONPATH=str(unpacked))
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout.startswith(str(unpacked))
