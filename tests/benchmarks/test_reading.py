"""How fast mail is read and where the time goes, beside the standard library, which only finds the body or the headers."""

import cProfile
import email
import email.policy
import pstats
import sys
from concurrent.futures import ThreadPoolExecutor

from connectors.mail.message import ReadingOptions, read_message
from connectors.sandbox import SandboxReader
from models.values import OwnIdentity
from tests.benchmarks.mails import mail
from tests.benchmarks.measuring import in_turns, report

MESSAGES = [mail(number) for number in range(300)]
OPTIONS = ReadingOptions(own=OwnIdentity(domains=("firma.example",), addresses=("info@firma.example",)))


def read_all() -> int:
    """Read every message in this process."""
    return sum(len(read_message(raw, OPTIONS).found) for raw in MESSAGES)


def parse_all() -> int:
    """Parse every message with the standard library and take its text."""
    size = 0
    for raw in MESSAGES:
        body = email.message_from_bytes(raw, policy=email.policy.default).get_body(("plain", "html"))
        size += len(body.get_content()) if body is not None else 0
    return size


def parse_headers_and_parts() -> int:
    """Parse every message with the standard library's old policy: headers and parts, nothing decoded."""
    return sum(len(email.message_from_bytes(raw).items()) for raw in MESSAGES)


STAGES = {
    "parse_message": "headers and parts",
    "read_body": "text, HTML to lines",
    "split_zones": "zones",
    "judge": "kind",
    "_language": "language",
    "read_person": "contacts",
    "read_intents": "intents",
}


def where_the_time_goes() -> None:
    """Write each stage's share of the time, as the profiler sees it (it makes many small calls look dearer)."""
    with cProfile.Profile() as profile:
        read_all()
    entries = pstats.Stats(profile).get_stats_profile().func_profiles
    whole = entries["read_message"].cumtime
    shares = {stage: entries[name].cumtime / whole for name, stage in STAGES.items() if name in entries}
    shares["the rest"] = 1 - sum(shares.values())
    told = "".join(f"  {stage:<22} {share:>5.0%}\n" for stage, share in shares.items())
    sys.stdout.write(f"where the time goes\n{told}")


def through(reader: SandboxReader, messages: list[bytes]) -> int:
    """Read messages in a child process."""
    return sum(len(reader.read_message(raw, OPTIONS).found) for raw in messages)


def test_reading_mail() -> None:
    one, two = SandboxReader(), SandboxReader()

    def with_two() -> int:
        with ThreadPoolExecutor(2) as pool:
            return sum(pool.map(through, (one, two), (MESSAGES[::2], MESSAGES[1::2])))

    try:
        measured = in_turns(
            len(MESSAGES),
            {
                "read_message, this process": read_all,
                "reader child, one": lambda: through(one, MESSAGES),
                "reader children, two": with_two,
                "email, compat32: headers and parts": parse_headers_and_parts,
                "email.policy.default + get_body": parse_all,
            },
            rounds=3,
        )
    finally:
        one.close()
        two.close()
    size = sum(map(len, MESSAGES)) / len(MESSAGES) / 1000
    report(f"reading mail of {size:.1f} kB on average, plain and HTML", measured)
    where_the_time_goes()
    assert read_all() > len(MESSAGES), "the messages must give something"
