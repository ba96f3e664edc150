"""Turn a claimed letter into its bytes, with the firm's own words from the configuration."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from daemon.config.schema import Config
from daemon.letters import (
    AnswerScale,
    ConfirmationFacts,
    LetterFacts,
    LinkFacts,
    RequestLinks,
    SenderIdentity,
    WithdrawalFacts,
    render_confirmation,
    render_consent_link,
    render_feedback_request,
    render_withdrawal_notice,
)
from daemon.own_letters import checked_letters, sample_sender
from daemon.page_links import PageLinks
from models.errors import BadItem, ConfigError
from models.register.confirmations import ConfirmationDue
from models.register.letters_due import LetterDue, RequestDue
from models.register.links import TERMS
from models.register.withdrawal_notices import NoticeDue
from models.tables import LinkPurpose, MailKind
from models.values import OutgoingLetter

ONE_DAY = timedelta(days=1)
MAX_LOCAL_PART = 64


def sender_identity(config: Config) -> SenderIdentity:
    """Give the firm as its letters name it. Raises ConfigError when a letter could not be complete (S1)."""
    sending = config.sending
    if sending.from_address is None or sending.reply_to is None or config.register.notice_url is None:
        raise ConfigError(
            [
                "register.notice_url: expected the address of the privacy notice, as letters must link to it, got nothing"
            ],
            mend="letters need [register] notice_url, [sending] from_address and reply_to",
        )
    return sample_sender(config, checked_letters(config))


def composer(
    config: Config, clock: Callable[[], datetime], links: PageLinks | None = None
) -> Callable[[LetterDue], OutgoingLetter]:
    """Give the function that writes claimed letters; `links` makes their links to pages, None = there are no pages.

    It raises BadItem for a kind that is not queued, or that needs a page where there is none.
    """
    sender = sender_identity(config)
    tagged = config.sending.reply_tag
    zone = ZoneInfo(config.register.zone)

    def answered_to(sender: SenderIdentity, due: LetterDue) -> SenderIdentity:
        return replace(sender, reply_to=tagged_address(sender.reply_to, due.token)) if tagged else sender

    def request(due: RequestDue) -> OutgoingLetter:
        facts = LetterFacts(
            language=due.language,
            given_name=_given_name(due),
            address=due.address,
            booking_starts=due.starts_at.astimezone(zone),
            consented_on=due.consented_at.astimezone(zone).date(),
            token=due.token,
            message_id=due.message_id,
            written_at=clock().astimezone(zone),
            scale=AnswerScale(config.feedback.lowest_score, config.feedback.scale),
            all_day=due.all_day,
            links=_request_links(links, due),
            reminder=due.kind is MailKind.FEEDBACK_REMINDER,
        )
        return render_feedback_request(facts, answered_to(sender, due))

    def notice(due: NoticeDue) -> OutgoingLetter:
        facts = WithdrawalFacts(
            language=due.language,
            given_name=_given_name(due),
            address=due.address,
            withdrawn_on=due.withdrawn_at.astimezone(zone).date(),
            complaint=due.complaint,
            token=due.token,
            message_id=due.message_id,
            written_at=clock().astimezone(zone),
        )
        return render_withdrawal_notice(facts, answered_to(sender, due))

    def confirmation(due: ConfirmationDue) -> OutgoingLetter:
        facts = ConfirmationFacts(
            language=due.language,
            given_name=_given_name(due),
            address=due.address,
            link=_only_link(links, due, LinkPurpose.CONFIRMATION) if links else "",
            # The last whole day: the link may end within the one after it.
            link_until=(due.confirm_until.astimezone(zone) - ONE_DAY).date(),
            token=due.token,
            message_id=due.message_id,
            written_at=clock().astimezone(zone),
            given_on=due.given_at.astimezone(zone).date(),
            wording=due.wording,
        )
        return render_confirmation(facts, answered_to(sender, due))

    def consents(due: LetterDue) -> OutgoingLetter:
        written_at = clock().astimezone(zone)
        facts = LinkFacts(
            language=due.language,
            given_name=_given_name(due),
            address=due.address,
            link=_only_link(links, due, LinkPurpose.CONSENTS),
            link_until=(written_at + TERMS[LinkPurpose.CONSENTS] - ONE_DAY).date(),
            token=due.token,
            message_id=due.message_id,
            written_at=written_at,
        )
        return render_consent_link(facts, answered_to(sender, due))

    def compose(due: LetterDue) -> OutgoingLetter:
        match due:
            case RequestDue():
                return request(due)
            case NoticeDue():
                return notice(due)
            case ConfirmationDue():
                return confirmation(due)
            case LetterDue(kind=MailKind.CONSENT_LINK):
                return consents(due)
            case _:
                raise BadItem("letter_kind")

    return compose


def tagged_address(address: str, token: str) -> str:
    """Give the reply address of one letter, info+rk-…@; the address itself where that is too long (RFC 5321, 4.5.3.1.1)."""
    local, _, domain = address.rpartition("@")
    tagged = f"{local}+rk-{token.removeprefix('rk-')}"
    return f"{tagged}@{domain}" if len(tagged) <= MAX_LOCAL_PART else address


def _given_name(due: LetterDue) -> str | None:
    return due.name.split(" ")[0] or None


def _request_links(links: PageLinks | None, due: LetterDue) -> RequestLinks | None:
    if links is None:
        return None
    made = links.of(due, frozenset({LinkPurpose.ANSWER, LinkPurpose.WITHDRAWAL}))
    return RequestLinks(made[LinkPurpose.ANSWER], made[LinkPurpose.WITHDRAWAL])


def _only_link(links: PageLinks | None, due: LetterDue, purpose: LinkPurpose) -> str:
    if links is None:
        raise BadItem("no_pages")
    return links.of(due, frozenset({purpose}))[purpose]
