"""What the Debian package's scripts say to systemd when it is removed, and when it is exchanged for a newer one."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.packaging.source import ROOT


@pytest.mark.parametrize(("deed", "disables"), [("remove", True), ("upgrade", False)])
def test_service_is_disabled_by_a_removal_and_not_by_an_update(tmp_path: Path, deed: str, disables: bool) -> None:
    told = tmp_path / "told"
    told.touch()
    systemctl = tmp_path / "systemctl"
    systemctl.write_text(f'#!/bin/sh\necho "$@" >>{told}\nexit 1\n', encoding="utf-8")
    systemctl.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    script = ROOT / "packaging/debian/prerm"
    subprocess.run(["/bin/sh", script, deed], env={"PATH": path}, check=True, timeout=60)
    assert ("disable rekisterid.service" in told.read_text(encoding="utf-8")) is disables
