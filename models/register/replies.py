"""What a mail says to us acts at once: withdrawal, pause, objection, rights requests, answers to a feedback request.

Machine reading may only tighten (C8): whoever seems to have sent it, a withdrawal counts. A plain yes is `reply_consent`'s.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, or_, select

from models.register import ledger
from models.register.answers import were_taken_back
from models.register.audit import Act, By, record
from models.register.clusters import cluster_of
from models.register.inquiries import open_from_mail
from models.register.outgoing import letters_named, request_reminded_of, settle_as_sent
from models.register.page_answers import may_answer
from models.register.reply_consent import YesByReply
from models.rules.consent import ALL_PURPOSES, DATA_USE, ConsentEvent, ConsentEventType
from models.rules.deadlines import received_on, request_deadlines
from models.rules.free_text import words_of
from models.rules.identity import proof_of_sender
from models.rules.sensitive import is_sensitive
from models.rules.withdrawals import WithdrawalRoute
from models.tables import FeedbackAnswer, OutgoingMail, RightsRequest, Source, row_id
from models.values import MessageReading, MessageSeen
from models.vocabulary import GONE_OUT, SILENT_KINDS, ConsentWord, InquiryKind, Purpose, RequestKind, Trust


class Replies:
    """Lets the words of one message act, in an open session."""

    def __init__(self, session: Session, by: By) -> None:
        self._session = session
        self._by = by

    def concerns_us(self, reading: MessageReading) -> bool:
        """Whether a message of nobody known still has something to act on: an answer to a letter of ours, a request."""
        return bool(reading.requests) or bool(self._letters(reading))

    def objects_unknown(self, reading: MessageReading) -> bool:
        """Whether a person of whom nothing is held, and who answers no letter of ours, forbids any use of their data (T10)."""
        is_own_word = RequestKind.OBJECTION in reading.requests and reading.kind not in SILENT_KINDS
        return is_own_word and not self._letters(reading)

    def may_act(self, reading: MessageReading) -> bool:
        """Whether a message's words act. A machine's never do, but for a withdrawal that answers a letter of ours:

        mail programs write it by themselves when somebody presses the button that List-Unsubscribe gives them (C8).
        """
        return reading.kind not in SILENT_KINDS or (reading.withdrawal_word and bool(self._letters(reading)))

    def take(self, message: MessageSeen, source: Source, person_ids: Sequence[int]) -> None:
        """Let the message's own words act for the people at its address and for whom it answers."""
        reading = message.reading
        if not self.may_act(reading):
            return
        letters = self._letters(reading)
        answered = {letter.person_id for letter in letters if letter.person_id is not None}
        concerned = sorted({*person_ids, *answered})
        at = min(message.received_at, self._by.now)
        for person_id in concerned:
            self._take_consent(person_id, reading, source, at)
        if reading.kind in SILENT_KINDS:
            return
        self._take_requests(message, source, concerned, set(person_ids))
        self._take_inquiry(reading, letters, source, concerned)
        for letter in letters:
            YesByReply(self._session, self._by).take(letter, reading, source, at)
        if reading.consent is not ConsentWord.WITHDRAWN and not reading.withdrawal_word:
            for number in dict.fromkeys(
                row_id(request) for letter in letters if (request := request_reminded_of(self._session, letter))
            ):
                self._take_answer(self._session.get_one(OutgoingMail, number), reading, source, at)

    def seen_in_sent(self, message_id: str) -> None:
        """A letter whose fate was unknown lies in the Sent folder: it went out."""
        for letter in letters_named(self._session, [message_id] if message_id else [], ()):
            settle_as_sent(self._session, letter, "seen_in_sent", self._by)

    def _letters(self, reading: MessageReading) -> list[OutgoingMail]:
        return letters_named(self._session, {*reading.in_reply_to, *reading.references}, reading.tokens)

    def _take_consent(self, person_id: int, reading: MessageReading, source: Source, at: datetime) -> None:
        proof, mail = f"source:{row_id(source)}", WithdrawalRoute.MESSAGE
        if reading.withdrawal_word or reading.consent is ConsentWord.WITHDRAWN:
            route = WithdrawalRoute.BUTTON if reading.kind in SILENT_KINDS else mail
            withdrawn = ConsentEventType.CONSENT_WITHDRAWN
            event = ConsentEvent(type=withdrawn, at=at, purpose=ALL_PURPOSES, channel=route, evidence=proof)
            self._append(person_id, event, source)
        elif reading.consent is ConsentWord.UNCLEAR:
            event = ConsentEvent(type=ConsentEventType.PAUSE_SET, at=at, channel=mail, evidence=proof)
            self._append(person_id, event, source)
        if RequestKind.OBJECTION in reading.requests:
            forbidden = ConsentEventType.PROHIBITION_SET
            event = ConsentEvent(type=forbidden, at=at, scope=DATA_USE, channel=mail, evidence=proof)
            self._append(person_id, event, source)

    def _append(self, person_id: int, event: ConsentEvent, source: Source) -> None:
        ledger.append_once(self._session, person_id, event, self._by, row_id(source))

    def _take_requests(self, message: MessageSeen, source: Source, concerned: list[int], senders: set[int]) -> None:
        """Open a case for each kind of request, with its due date from arrival (D1, D2). Decided by a person (W1).

        The proof counts for the person at the sender's address only: an answer to a letter of ours proves nothing of whose it is.
        """
        if not message.reading.requests:
            return
        person_id = concerned[0] if len(concerned) == 1 else None
        trust = proof_of_sender(message.reading) if person_id in senders else Trust.NONE
        dates = request_deadlines(received_on(message.received_at))
        for kind in message.reading.requests:
            known = select(RightsRequest).where(RightsRequest.source_id == source.id, RightsRequest.kind == kind)
            case = self._session.exec(known).first()
            if case is not None:
                if case.person_id is None and person_id is not None:
                    # The sender was nobody known when the case was opened.
                    case.person_id, case.trust = person_id, trust
                    self._session.add(case)
                continue
            case = RightsRequest(
                person_id=person_id,
                source_id=source.id,
                kind=kind,
                trust=trust,
                received_on=dates.received_local,
                due_on=dates.due,
                extended_due_on=dates.extended_due,
                noticed_at=self._by.now,
            )
            self._session.add(case)
            self._session.flush()
            record(self._session, self._by, Act("request.open", "rights_request", case.id, "W1", kind.value))

    def _take_inquiry(
        self, reading: MessageReading, letters: list[OutgoingMail], source: Source, concerned: list[int]
    ) -> None:
        """Open a case for what a client asks beside their rights; a message about those has a case of its own (W1)."""
        if reading.inquiry is None or reading.requests or len(concerned) != 1:
            return
        open_from_mail(self._session, concerned[0], reading.inquiry, source, self._by, answers_us=bool(letters))

    def _take_answer(self, letter: OutgoingMail, reading: MessageReading, source: Source, at: datetime) -> None:
        if letter.state not in GONE_OUT:
            return
        person_id = letter.person_id
        if (
            person_id is None
            or self._is_known(letter, source, at)
            or not may_answer(self._session, person_id, self._by)
        ):
            return
        if were_taken_back(self._session, cluster_of(self._session, person_id).members, at):
            return
        words = words_of(reading.feedback_comment)
        comment = None if is_sensitive(reading.feedback_comment or "") else words or None
        answer = FeedbackAnswer(
            mail_id=row_id(letter),
            source_id=row_id(source),
            score=reading.feedback_score,
            comment=comment,
            answered_at=at,
        )
        self._session.add(answer)
        settle_as_sent(self._session, letter, "answered", self._by)
        act = Act("feedback.answer", "outgoing_mail", letter.id, "", Purpose.FEEDBACK_REQUEST)
        record(self._session, self._by, act)
        if words and comment is None:
            # G9: nothing of the words is stored; staff get the place of the message.
            open_from_mail(self._session, person_id, InquiryKind.WORDS_TO_READ, source, self._by, answers_us=True)

    def _is_known(self, letter: OutgoingMail, source: Source, at: datetime) -> bool:
        """Whether the message was taken already; one that was taken back is known too, and a copy of it elsewhere."""
        taken_back = col(FeedbackAnswer.taken_back_at) >= at
        known = select(FeedbackAnswer.id).where(
            FeedbackAnswer.mail_id == letter.id, or_(FeedbackAnswer.source_id == source.id, taken_back)
        )
        return self._session.exec(known).first() is not None


def forbids(reading: MessageReading) -> bool:
    """Whether the own text holds back something by itself: a withdrawal, a doubt, an objection (C8)."""
    word = reading.withdrawal_word or reading.consent in (ConsentWord.WITHDRAWN, ConsentWord.UNCLEAR)
    return word or RequestKind.OBJECTION in reading.requests
