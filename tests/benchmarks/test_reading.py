"""How fast mail is read, beside the standard library's modern parser that only finds the body."""

import email
import email.policy
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
                "email.policy.default + get_body": parse_all,
            },
            rounds=3,
        )
    finally:
        one.close()
        two.close()
    report("reading mail of about 14 kB, plain and HTML", measured)
    assert read_all() > len(MESSAGES), "the messages must give something"
