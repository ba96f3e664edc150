"""The Dockerfile, read: what it copies is there and is sent, and what runs has no rights. It is not built here."""

import re
from pathlib import Path

import pytest

from daemon.cli.app import make_app
from tests.packaging.source import ROOT

KNOWN = {
    "FROM", "ENV", "RUN", "WORKDIR", "COPY", "USER", "VOLUME", "HEALTHCHECK", "STOPSIGNAL", "ENTRYPOINT", "CMD",
}  # fmt: skip


def instructions() -> list[tuple[str, str]]:
    """Give instruction and the rest of each line, continued lines joined, comments left out."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines)).splitlines()
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in joined)]


def stages() -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for word, rest in instructions():
        if word == "FROM":
            found.append([])
        found[-1].append((word, rest))
    return found


def copied() -> list[str]:
    """Give the paths of the checkout that are copied."""
    rests = [rest for word, rest in instructions() if word == "COPY" and not rest.startswith("--from=")]
    return [path for rest in rests for path in rest.split()[:-1]]


def test_every_instruction_is_one() -> None:
    assert {word for word, _ in instructions()} <= KNOWN


@pytest.mark.parametrize("path", copied())
def test_what_is_copied_is_there_and_sent_to_the_builder(path: str) -> None:
    assert (ROOT / path).exists()
    assert f"!{path}" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def test_nothing_else_is_sent_to_the_builder() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    assert sorted(line[1:] for line in lines if line.startswith("!")) == sorted(copied())


def test_image_has_a_second_stage_that_takes_only_the_environment() -> None:
    first, last = stages()
    assert first[0][1].endswith(" AS build")
    assert [rest for word, rest in last if word == "COPY" and rest.startswith("--from=")] == [
        "--from=build /opt/rekisterid /opt/rekisterid"
    ]
    assert all(re.fullmatch(r"python:3\.\d+-slim( AS build)?", stage[0][1]) for stage in stages())


def test_service_runs_as_a_user_without_rights_and_is_asked_how_it_fares() -> None:
    last = dict(stages()[-1])
    uid = last["USER"].partition(":")[0]
    assert int(uid) >= 10_000
    assert f"useradd --uid {uid}" in " ".join(rest for word, rest in stages()[-1] if word == "RUN")
    assert last["HEALTHCHECK"].endswith('CMD ["rekisterid", "status"]')
    assert last["VOLUME"] == '["/var/lib/rekisterid", "/etc/rekisterid"]'
    assert (last["ENTRYPOINT"], last["CMD"]) == ('["rekisterid"]', '["run"]')
    commands = {command.name or "" for command in make_app().registered_commands}
    assert {"run", "status"} <= commands


def test_libraries_come_from_the_hashed_lock() -> None:
    assert any("--require-hashes requirements.txt" in rest for word, rest in instructions() if word == "RUN")
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9][^\s=]*==", lock, re.MULTILINE)
    assert len(pinned) > 40
    assert len(re.findall(r"^[a-z0-9][^\n]*\\\n    --hash=sha256:", lock, re.MULTILINE)) == len(pinned)


@pytest.mark.parametrize("name", ["Dockerfile", "requirements.txt", "packaging/debian/build"])
def test_no_address_of_a_registry_is_named(name: str) -> None:
    text = Path(ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"https?://|--index|--extra-index|--registry", text) == []


def test_version_of_uv_is_the_one_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    wanted = re.search(r"^UV_VERSION := (\S+)$", makefile, re.MULTILINE)
    assert wanted
    assert any(f"uv=={wanted[1]}" in rest for word, rest in instructions() if word == "RUN")
