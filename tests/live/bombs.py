"""Mail that costs a careless reader a mailbox or the machine: made here, in sizes that grow, each the only one of its kind."""

from collections.abc import Callable

FAMILIES = 6


def bombs(count: int) -> list[bytes]:
    """Give that many bombs, of every family in turn, each larger than the one of its family before."""
    makers: tuple[Callable[[int], str], ...] = (_nested, _parts, _headers, _long_line, _addresses, _header_block)
    return [_bomb(number, makers[number % FAMILIES](number // FAMILIES)) for number in range(count)]


def _bomb(number: int, rest: str) -> bytes:
    head = (
        f"Received: from mx.example by mail.example; Mon, 02 Mar 2026 09:{number % 60:02}:00 +0200\r\n"
        f"From: Pommi <pommi{number}@example.com>\r\nMessage-ID: <bomb{number}@example.com>\r\n"
        "Date: Mon, 02 Mar 2026 09:00:00 +0200\r\nMIME-Version: 1.0\r\n"
    )
    return (head + rest).encode()


def _nested(size: int) -> str:
    """Parts within parts: recursion, and 60 kB end a stdlib reader."""
    levels = range(40 + 60 * size)
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in levels)
    return f"Subject: x\r\n{opened}Content-Type: text/plain\r\n\r\nx\r\n"


def _parts(size: int) -> str:
    """Empty parts: quadratic in a stdlib reader."""
    return (
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + "--b\r\n\r\n\r\n" * (1_200 + 400 * size) + "--b--\r\n"
    )


def _headers(size: int) -> str:
    """Header fields without end."""
    return "".join(f"X-{n}: y\r\n" for n in range(2_500 + 1_000 * size)) + "\r\nx\r\n"


def _long_line(size: int) -> str:
    """A subject of encoded words: quadratic in the stdlib."""
    return "Subject: " + "=?utf-8?q?a?= " * (5_500 + 500 * size) + "\r\n\r\nx\r\n"


def _addresses(size: int) -> str:
    """More recipients than a letter has."""
    listed = ",\r\n ".join(f"a{n}@example.com" for n in range(250 + 200 * size))
    return f"To: {listed}\r\nSubject: x\r\n\r\nx\r\n"


def _header_block(size: int) -> str:
    """A header block larger than most messages, in lines that are each short enough."""
    return f"X-Pad: {'y' * 900}\r\n" * (320 + 40 * size) + "\r\nx\r\n"
