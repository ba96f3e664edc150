"""Turn a claimed letter into its bytes, with the firm's own words from the configuration."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from daemon.config.schema import Config
from daemon.letters import (
    AnswerScale,
    LetterFacts,
    SenderIdentity,
    WithdrawalFacts,
    render_feedback_request,
    render_withdrawal_notice,
)
from models.errors import BadItem, ConfigError
from models.register.letters_due import LetterDue, RequestDue
from models.register.withdrawal_notices import NoticeDue
from models.values import OutgoingLetter

LOWEST_SCORE = 1


def sender_identity(config: Config) -> SenderIdentity:
    """Give the firm as its letters name it. Raises ConfigError when a letter could not be complete (S1)."""
    sending, contact = config.sending, config.contact_person
    if sending.from_address is None or sending.reply_to is None or config.register.notice_url is None:
        raise ConfigError(
            [
                "register.notice_url: expected the address of the privacy notice, as letters must link to it, got nothing"
            ],
            mend="letters need [register] notice_url, [sending] from_address and reply_to",
        )
    return SenderIdentity(
        firm=config.controller.name,
        from_name=sending.from_name or config.controller.name,
        from_address=sending.from_address,
        reply_to=sending.reply_to,
        contact_name=contact.name,
        contact_email=contact.email,
        contact_phone=contact.phone,
        notice_url=config.register.notice_url,
        answers_read_by=contact.name,
        answers_kept_months=config.feedback.answers_kept_months,
    )


def composer(config: Config, clock: Callable[[], datetime]) -> Callable[[LetterDue], OutgoingLetter]:
    """Give the function that writes claimed letters. It raises BadItem for a kind that is not queued."""
    sender = sender_identity(config)
    zone = ZoneInfo(config.register.zone)

    def request(due: RequestDue) -> OutgoingLetter:
        facts = LetterFacts(
            language=due.language,
            given_name=due.name.split(" ")[0] or None,
            address=due.address,
            booking_starts=due.starts_at.astimezone(zone),
            consented_on=due.consented_at.astimezone(zone).date(),
            token=due.token,
            message_id=due.message_id,
            written_at=clock().astimezone(zone),
            scale=AnswerScale(LOWEST_SCORE, config.feedback.scale),
            all_day=due.all_day,
        )
        return render_feedback_request(facts, sender)

    def notice(due: NoticeDue) -> OutgoingLetter:
        facts = WithdrawalFacts(
            language=due.language,
            given_name=due.name.split(" ")[0] or None,
            address=due.address,
            withdrawn_on=due.withdrawn_at.astimezone(zone).date(),
            complaint=due.complaint,
            token=due.token,
            message_id=due.message_id,
            written_at=clock().astimezone(zone),
        )
        return render_withdrawal_notice(facts, sender)

    def compose(due: LetterDue) -> OutgoingLetter:
        match due:
            case RequestDue():
                return request(due)
            case NoticeDue():
                return notice(due)
            case _:
                raise BadItem("letter_kind")

    return compose
