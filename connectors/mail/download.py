"""Bring messages over: the header block first, then as little of the body as reading needs. Looks, and never marks."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.incoming import AnswerTooLarge
from connectors.mail.client import Answers
from connectors.mail.headers import header_digest
from connectors.mail.kind import kind_from_headers
from connectors.mail.limits import MAX_HEADER_BYTES
from connectors.mail.session import AnswerUnusable, MailSession
from connectors.mail.structure import Section, StructureBroken, closed, is_closed, plan, rebuild, sections
from connectors.mail.together import Planned, Plans, is_as_told, portions
from models.errors import BadItem, Unreachable

SMALL_BYTES = 65_536
_PREFIX_BYTES = 262_144
# Once together with others and twice alone.
_MAX_DEATHS = 3
# So many messages are asked for twice before the server's sizes are taken for guesses.
_MAX_WRONG_SIZES = 3
_GROUP_BYTES = 4 * 1024 * 1024
_OWN_MARK = re.compile(rb"(?im)^(?:message-id|received|date):")
# Above this the child process judges the header, and the parent does not look at it.
_SHORT_HEADER_BYTES = 32_768

HEADER = f"BODY.PEEK[HEADER]<0.{MAX_HEADER_BYTES + 1}>"
"""The item that gives a header block, cut behind the limit."""

_HEAD_ITEMS = (HEADER, "RFC822.SIZE", "INTERNALDATE")
_SMALL_TEXT = f"BODY.PEEK[TEXT]<0.{SMALL_BYTES}>"
_LARGE_TEXT = f"BODY.PEEK[TEXT]<0.{_PREFIX_BYTES}>"


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a message before its body: UID, header block, whole size in bytes, INTERNALDATE in UTC (or None).

    `server_id`: the server's own id of the message, "" where it has none. `was_open`: the header came without its empty line.
    """

    uid: int
    header: bytes
    size: int
    received_at: datetime | None
    server_id: str = ""
    was_open: bool = False

    @property
    def digest(self) -> str:
        """The identity of the message."""
        return header_digest(self.header)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message with what the reader gets: all of it, or its header block with text parts."""

    head: Head
    raw: bytes

    @property
    def uid(self) -> int:
        """UID of the message."""
        return self.head.uid


@dataclass(frozen=True, slots=True)
class Failed:
    """A message that is there and cannot be fetched."""

    uid: int
    code: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Vanished:
    """A message that is no longer there."""

    uid: int


@dataclass(frozen=True, slots=True)
class Familiar:
    """A message that was read before at another place. Known by its digest, or by the server's own id (`digest` "")."""

    uid: int
    digest: str
    server_id: str = ""


Brought = Fetched | Failed | Vanished | Familiar
Familiarity = Callable[[Sequence[str]], Collection[str]]
"""Is asked which of these digests and server ids belong to messages that need no second reading."""


def nobody(_marks: Sequence[str]) -> Collection[str]:
    """Know none."""
    return ()


_Begun = Head | Failed | Vanished | Familiar


class Downloader:
    """Fetches from the open folder of a session. `renew` gives a new session after one that an answer has broken.

    `deaths` counts for each UID of the folder how often a connection died while it was asked for, and outlives the
    downloader: some servers crash over one message. Such a message is asked for alone, and in the end no more.
    """

    def __init__(
        self,
        session: MailSession,
        renew: Callable[[], MailSession],
        deaths: Counter[int],
        allowed: Callable[[], None] = lambda: None,
    ) -> None:
        """`allowed` is called before more is asked for, and raises when nothing more may be received today."""
        self._allowed = allowed
        self._session = session
        self._renew = renew
        self._deaths = deaths
        self._wrong_sizes = self._wrong_parts = 0

    @property
    def session(self) -> MailSession:
        """The session of now: another one after an answer that broke the first."""
        return self._session

    def bring(self, uids: Sequence[int], familiar: Familiarity = nobody) -> Iterator[Brought]:
        """Give these messages one by one in the same order; of the familiar ones no body."""
        for some in portions(uids):
            self._allowed()
            for group in _groups(self._heads(some, familiar)):
                yield from self._bodies(group)

    def _heads(self, uids: Sequence[int], familiar: Familiarity) -> list[_Begun]:
        ids = self._server_ids(uids)
        known = set(familiar(list(ids.values()))) if ids else set()
        begun: dict[int, _Begun] = {uid: Familiar(uid, "", ids[uid]) for uid in uids if ids.get(uid) in known}
        heads = self._read_heads([uid for uid in uids if uid not in begun], ids)
        digests = [head.digest for head in heads if isinstance(head, Head)]
        met = set(familiar(digests)) if digests else set()
        for head in heads:
            if isinstance(head, Head) and head.digest in met and _identifies(head.header):
                begun[head.uid] = Familiar(head.uid, head.digest, head.server_id)
            else:
                begun[head.uid] = head
        return [begun[uid] for uid in uids]

    def _read_heads(self, uids: Sequence[int], ids: Mapping[int, str]) -> "list[Head | Failed | Vanished]":
        answers = self._answers(uids, _HEAD_ITEMS, "BODY[HEADER]")
        return [
            answer if isinstance(answer, Failed | Vanished) else _head(uid, answer, ids.get(uid, ""))
            for uid, answer in answers.items()
        ]

    def _server_ids(self, uids: Sequence[int]) -> dict[int, str]:
        """Give the server's own ids, where it has any."""
        if not self._session.gives_ids:
            return {}
        found = {uid: values.get(b"X-GM-MSGID") for uid, values in self._try(uids, ["X-GM-MSGID"]).items()}
        return {uid: f"gm:{number}" for uid, number in found.items() if isinstance(number, int) and number > 0}

    def _bodies(self, group: Sequence[_Begun]) -> Iterator[Brought]:
        bodies = [head for head in group if isinstance(head, Head) and _wants_body(head)]
        small = [head.uid for head in bodies if head.size <= SMALL_BYTES]
        texts = self._answers(small, [_SMALL_TEXT], "BODY[TEXT]") if small else {}
        large = {head.uid: head for head in bodies if head.size > SMALL_BYTES}
        plans, rebuilt = self._plans(large), dict[int, Fetched]()
        for head in group:
            if not isinstance(head, Head):
                yield head
            elif head.uid in texts:
                yield self._small(head, texts[head.uid])
            elif head.uid in large:
                if head.uid not in rebuilt:
                    rebuilt |= self._together(plans.take(head.uid), large)
                alike: Fetched | None = rebuilt.pop(head.uid, None)
                yield alike or self._large(head)
            elif head.was_open:
                yield self._confirmed(head, None)
            else:
                yield Fetched(head, head.header)

    def _small(self, head: Head, answer: "_Answer | Failed | Vanished") -> Fetched | Failed | Vanished:
        """Put a small message together. One that is not as long as the server said is asked for once more."""
        if not isinstance(answer, _Answer):
            return _with_text(head, answer)
        text = answer.bytes("BODY[TEXT]")
        if len(text) >= SMALL_BYTES:
            return self._large(head)
        if len(head.header) + len(text) == head.size or self._wrong_sizes >= _MAX_WRONG_SIZES:
            return Fetched(head, head.header + text)
        return self._confirmed(head, text)

    def _confirmed(self, head: Head, text: bytes | None) -> Fetched | Failed | Vanished:
        """Ask once more, alone. The same answer twice is the message, and the size was wrong (many servers guess it).

        Two that differ: a literal was not as long as it was said to be. Then the one that fits the size counts, or none.
        """
        wanted = [*_HEAD_ITEMS] if text is None else [*_HEAD_ITEMS, _SMALL_TEXT]
        answer = self._alone(head.uid, wanted, "BODY[HEADER]" if text is None else "BODY[TEXT]")
        if not isinstance(answer, _Answer):
            return _with_text(head, answer)
        second = _head(head.uid, answer, head.server_id)
        if isinstance(second, Failed) or not answer.has("BODY[HEADER]"):
            return Failed(head.uid, "answer_incomplete", head.digest)
        raw, again = head.header + (text or b""), second.header + answer.bytes("BODY[TEXT]")
        if raw == again:
            self._wrong_sizes += 1
            return Fetched(head, raw)
        if (not second.was_open) if text is None else len(again) == second.size:
            return Fetched(second, again)
        return Failed(head.uid, "answer_contradicts")

    def _plans(self, uids: Collection[int]) -> Plans:
        """Ask how large messages are made that may be asked for with others; of one the question costs nothing more alone."""
        together = [uid for uid in uids if not self._deaths[uid]]
        if len(together) < 2 or self._wrong_parts >= _MAX_WRONG_SIZES:
            return Plans({})
        told = self._try(together, ["BODYSTRUCTURE"])
        return Plans({uid: values.get(b"BODYSTRUCTURE") for uid, values in told.items()})

    def _together(self, run: Sequence[Planned], heads: Mapping[int, Head]) -> dict[int, Fetched]:
        """Put the messages of a run together. Whatever is not beyond doubt is left out, to be asked for alone."""
        found: dict[int, Fetched] = {}
        items = _items(run[0].wanted) if run else []
        told = self._try([one.uid for one in run], items) if items else {}
        for one in run:
            answer = _Answer(told.get(one.uid, {}))
            parts = _parts(answer, one.wanted)
            if parts is None or not is_as_told(one.wanted, parts):
                self._wrong_parts += one.uid in told
                continue
            try:
                found[one.uid] = Fetched(heads[one.uid], rebuild(heads[one.uid].header, one.node, parts))
            except StructureBroken:
                continue
        return found

    def _large(self, head: Head) -> Fetched | Failed | Vanished:
        try:
            structure = self._fetch([head.uid], ["BODYSTRUCTURE"]).get(head.uid, {}).get(b"BODYSTRUCTURE")
            chosen = plan(structure)
            found = self._sections(head.uid, list(sections(chosen)))
            return Fetched(head, rebuild(head.header, chosen, found))
        except AnswerTooLarge:
            self._session = self._renew()
        except (AnswerUnusable, StructureBroken):
            pass
        return _with_text(head, self._answers([head.uid], [_LARGE_TEXT], "BODY[TEXT]")[head.uid])

    def _sections(self, uid: int, wanted: Sequence[Section]) -> Mapping[str, bytes]:
        if not wanted:
            return {}
        found = _parts(_Answer(self._fetch([uid], _items(wanted)).get(uid, {})), wanted)
        if found is None:
            raise StructureBroken("sections missing")
        return found

    def _answers(
        self, uids: Sequence[int], items: Sequence[str], needed: str
    ) -> "dict[int, _Answer | Failed | Vanished]":
        """Fetch items of several messages, in the same order; what does not come is asked for alone."""
        together = [uid for uid in uids if not self._deaths[uid]]
        found = {uid: _Answer(values) for uid, values in self._try(together, items).items()}
        return {
            uid: found[uid] if uid in found and found[uid].has(needed) else self._alone(uid, items, needed)
            for uid in uids
        }

    def _fetch(self, uids: Sequence[int], items: Sequence[str]) -> Answers:
        try:
            return self._session.fetch(uids, items)
        except Unreachable:
            self._deaths.update(uids)
            raise

    def _try(self, uids: Sequence[int], items: Sequence[str]) -> Answers:
        try:
            return self._fetch(uids, items) if uids else {}
        except AnswerUnusable:
            return {}
        except AnswerTooLarge:
            self._session = self._renew()
            return {}

    def _alone(self, uid: int, items: Sequence[str], needed: str) -> "_Answer | Failed | Vanished":
        if self._deaths[uid] >= _MAX_DEATHS:
            return Failed(uid, "connection_lost")
        try:
            answer = _Answer(self._fetch([uid], items).get(uid, {}))
        except AnswerUnusable:
            code = "answer_unusable"
        except AnswerTooLarge:
            self._session = self._renew()
            return Failed(uid, "answer_too_large")
        else:
            if answer.has(needed):
                return answer
            code = "answer_incomplete"
        # Gone between search and fetch, or there and not to be had: the difference between nothing and a problem.
        return Failed(uid, code) if self._session.exists([uid]) else Vanished(uid)


class _Answer:
    """What FETCH gave for one message. Servers differ in case and in the `<0>` of a partial fetch."""

    def __init__(self, values: Mapping[bytes, object]) -> None:
        self.values = values
        self._sections = _sections(values)

    def has(self, section: str) -> bool:
        """Whether the section was answered at all; NIL is an answer."""
        value = self._sections.get(section.encode("ascii"), 0)
        return value is None or isinstance(value, bytes)

    def bytes(self, section: str) -> bytes:
        """Give the section, b"" for NIL."""
        value = self._sections.get(section.encode("ascii"))
        return value if isinstance(value, bytes) else b""


def digest_told(values: Mapping[bytes, object]) -> str | None:
    """Give the digest by which `Head` or `Failed` knows the message whose HEADER was answered so; None when it was not."""
    header = _sections(values).get(b"BODY[HEADER]")
    if not isinstance(header, bytes):
        return None
    is_whole = 0 < len(header) <= MAX_HEADER_BYTES
    return header_digest(closed(header) if is_whole else header)


def _sections(values: Mapping[bytes, object]) -> dict[bytes, object]:
    return {key.upper().partition(b"<")[0]: value for key, value in values.items()}


def _parts(answer: _Answer, wanted: Sequence[Section]) -> dict[str, bytes] | None:
    """Give these sections by name; None where one was not answered. One that did not come is not an empty one."""
    if not all(answer.has(f"BODY[{section.name}]") for section in wanted):
        return None
    return {section.name: answer.bytes(f"BODY[{section.name}]") for section in wanted}


def _items(wanted: Iterable[Section]) -> list[str]:
    return [f"BODY.PEEK[{section.name}]<0.{section.limit}>" for section in wanted]


def _wants_body(head: Head) -> bool:
    if len(head.header) > _SHORT_HEADER_BYTES:
        return True
    try:
        return kind_from_headers(head.header) is None
    except BadItem:
        return True


def _identifies(header: bytes) -> bool:
    """Whether a header is one message's alone: some programs write drafts and notes without any of these."""
    return _OWN_MARK.search(header) is not None


def _head(uid: int, answer: _Answer, server_id: str) -> Head | Failed:
    header = answer.bytes("BODY[HEADER]")
    size, date = answer.values.get(b"RFC822.SIZE"), answer.values.get(b"INTERNALDATE")
    if len(header) > MAX_HEADER_BYTES:
        return Failed(uid, "headers_too_large", header_digest(header))
    moment = date if isinstance(date, datetime) else None
    known_size = size if isinstance(size, int) else SMALL_BYTES + 1
    was_open = bool(header) and not is_closed(header)
    return Head(uid, closed(header) if was_open else header, known_size, moment, server_id, was_open)


def _with_text(head: Head, answer: _Answer | Failed | Vanished) -> Fetched | Failed | Vanished:
    if isinstance(answer, Failed):
        return Failed(head.uid, answer.code, head.digest)
    return answer if isinstance(answer, Vanished) else Fetched(head, head.header + answer.bytes("BODY[TEXT]"))


def _groups(heads: Sequence[_Begun]) -> Iterator[list[_Begun]]:
    """Cut into runs whose small bodies together stay within one answer."""
    group: list[_Begun] = []
    size = 0
    for head in heads:
        cost = min(head.size, SMALL_BYTES) if isinstance(head, Head) else 0
        if group and size + cost > _GROUP_BYTES:
            yield group
            group, size = [], 0
        group.append(head)
        size += cost
    if group:
        yield group
