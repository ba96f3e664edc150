"""The Debian package, built and unpacked: its program runs with nothing but the system's Python."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from models.migrations import program, program_and_schema
from tests.live.missing import server_missing
from tests.packaging.source import ROOT, run_alone

pytestmark = [pytest.mark.live("dpkg-deb"), pytest.mark.timeout(900)]

SYSTEM_PYTHON = Path("/usr/bin/python3")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("dpkg-deb") is None or not SYSTEM_PYTHON.exists():
        server_missing("dpkg-deb")
    if not (ROOT / ".tools/bin/uv").exists():
        server_missing("uv")
    folder = tmp_path_factory.mktemp("deb")
    environment = {**os.environ, "DEB_FOLDER": str(folder), "DEB_COMPRESSION": "none"}
    done = subprocess.run(
        [ROOT / "packaging/debian/build"], env=environment, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stderr[-2000:]
    (found,) = folder.glob("*.deb")
    return found


@pytest.fixture(scope="module")
def root(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("root")
    subprocess.run(["dpkg-deb", "--extract", package, folder], check=True, timeout=300)
    subprocess.run(["dpkg-deb", "--control", package, folder / "DEBIAN"], check=True, timeout=60)
    return folder


def test_program_runs_where_it_was_unpacked(root: Path) -> None:
    told = run_alone([str(root / "opt/rekisterid/bin/rekisterid"), "--version"])
    assert (told.returncode, told.stdout) == (0, f"rekisterid {program_and_schema()}\n")


def test_program_reads_a_message_in_its_reading_process(root: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.eml"
    letter.write_bytes(
        b"From: Maija Malli <maija@asiakas.example>\r\nTo: info@salonki.example\r\nSubject: Hei\r\n"
        b"Date: Wed, 04 Mar 2026 09:00:00 +0200\r\nMessage-ID: <1@asiakas.example>\r\n\r\nHei\r\n\r\nTerveisin\r\nMaija Malli\r\n"
    )
    told = run_alone([str(root / "opt/rekisterid/bin/rekisterid"), "explain", str(letter)])
    assert told.returncode == 0, told.stderr
    assert "maija@asiakas.example" in told.stdout


def test_command_unit_and_account_are_where_debian_looks(root: Path) -> None:
    assert (root / "usr/bin/rekisterid").readlink() == Path("/opt/rekisterid/bin/rekisterid")
    unit = (root / "usr/lib/systemd/system/rekisterid.service").read_text(encoding="utf-8")
    assert "ExecStart=/opt/rekisterid/bin/rekisterid " in unit
    account = (root / "usr/lib/sysusers.d/rekisterid.conf").read_text(encoding="utf-8").split()[1]
    assert f"User={account}" in unit
    assert (root / "usr/share/doc/rekisterid/config.example.toml").exists()


def test_package_names_its_version_and_the_python_that_fits(root: Path, package: Path) -> None:
    control = (root / "DEBIAN/control").read_text(encoding="utf-8")
    assert "@" not in control.replace("rekisterid@localhost", "")
    assert f"Version: {program()}\n" in control
    assert re.search(r"^Depends: python3 \(>= 3\.\d+\), python3 \(<< 3\.\d+\)", control, re.MULTILINE)
    # Without the certificates of the authorities no server would be trusted.
    assert re.search(r"^Depends: .*, ca-certificates,", control, re.MULTILINE)
    assert package.name.startswith(f"rekisterid_{program()}_")


def test_package_belongs_to_root_and_holds_no_path_of_the_builder(root: Path, package: Path) -> None:
    listed = subprocess.run(
        ["dpkg-deb", "--contents", package], capture_output=True, text=True, check=True, timeout=300
    )
    lines = listed.stdout.splitlines()
    assert {line.split()[1] for line in lines} == {"root/root"}
    assert [line for line in lines if re.match(r"-....w..w|-.......w", line)] == []
    ours = root / "opt/rekisterid/lib"
    compiled = [path for path in ours.rglob("*.pyc") if "connectors" in path.parts]
    assert compiled
    assert all(str(ROOT).encode() not in path.read_bytes() for path in compiled)


@pytest.mark.parametrize("script", ["postinst", "prerm", "postrm"])
def test_scripts_of_the_package_are_sound_shell(root: Path, script: str) -> None:
    path = root / "DEBIAN" / script
    assert path.stat().st_mode & 0o111
    subprocess.run(["/bin/sh", "-n", path], check=True, timeout=60)
