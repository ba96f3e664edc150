"""How fast mail is read from files and where the time goes, beside the standard library, which only finds body or headers."""

import cProfile
import email
import email.policy
import pstats
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from connectors.mail.message import ReadingOptions, read_message
from connectors.sandbox import SandboxReader
from models.values import OwnIdentity
from tests.benchmarks.mails import mail
from tests.benchmarks.measuring import in_turns, report

COUNT = 300
OPTIONS = ReadingOptions(own=OwnIdentity(domains=("firma.example",), addresses=("info@firma.example",)))


def read_all(files: list[Path]) -> int:
    """Read every message in this process."""
    return sum(len(read_message(file.read_bytes(), OPTIONS).found) for file in files)


def parse_all(files: list[Path]) -> int:
    """Parse every message with the standard library and take its text."""
    size = 0
    for file in files:
        body = email.message_from_bytes(file.read_bytes(), policy=email.policy.default).get_body(("plain", "html"))
        size += len(body.get_content()) if body is not None else 0
    return size


def parse_headers_and_parts(files: list[Path]) -> int:
    """Parse every message with the standard library's old policy: headers and parts, nothing decoded."""
    return sum(len(email.message_from_bytes(file.read_bytes()).items()) for file in files)


STAGES = {
    "parse_message": "headers and parts",
    "read_body": "text, HTML to lines",
    "split_zones": "zones",
    "judge": "kind",
    "_language": "language",
    "read_person": "contacts",
    "read_intents": "intents",
}


def where_the_time_goes(files: list[Path]) -> None:
    """Write each stage's share of the time, as the profiler sees it (it makes many small calls look dearer)."""
    with cProfile.Profile() as profile:
        read_all(files)
    entries = pstats.Stats(profile).get_stats_profile().func_profiles
    whole = entries["read_message"].cumtime
    shares = {stage: entries[name].cumtime / whole for name, stage in STAGES.items() if name in entries}
    shares["the rest"] = 1 - sum(shares.values())
    told = "".join(f"  {stage:<22} {share:>5.0%}\n" for stage, share in shares.items())
    sys.stdout.write(f"where the time goes\n{told}")


def through(reader: SandboxReader, files: list[Path]) -> int:
    """Read messages in a child process."""
    return sum(len(reader.read_message(file.read_bytes(), OPTIONS).found) for file in files)


def written(folder: Path) -> list[Path]:
    """Write every message into a file of its own."""
    files = [folder / f"{number}.eml" for number in range(COUNT)]
    for number, file in enumerate(files):
        file.write_bytes(mail(number))
    return files


def test_reading_mail(tmp_path: Path) -> None:
    files = written(tmp_path)
    one, two = SandboxReader(), SandboxReader()

    def with_two() -> int:
        with ThreadPoolExecutor(2) as pool:
            return sum(pool.map(through, (one, two), (files[::2], files[1::2])))

    try:
        measured = in_turns(
            COUNT,
            {
                "read_message, this process": lambda: read_all(files),
                "reader child, one": lambda: through(one, files),
                "reader children, two": with_two,
                "email, compat32: headers and parts": lambda: parse_headers_and_parts(files),
                "email.policy.default + get_body": lambda: parse_all(files),
            },
            rounds=3,
        )
    finally:
        one.close()
        two.close()
    size = sum(file.stat().st_size for file in files) / COUNT / 1000
    report(f"reading mail of {size:.1f} kB on average, plain and HTML", measured)
    where_the_time_goes(files)
    assert read_all(files) > COUNT, "the messages must give something"
