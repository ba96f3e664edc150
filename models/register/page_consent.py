"""What a person does on a page about their own consents: withdraw, give, confirm, forbid, allow again. Twice is once.

The link was sent to an address on record; who holds it may tighten at once (C8) and lift what they forbade (C10). A consent
that is given on a page counts after its confirmation only (C6).
"""

from sqlmodel import Session

from models.errors import RekisteridError
from models.register import ledger
from models.register.audit import By
from models.register.sources import entered
from models.register.wordings import require_current
from models.rules.consent import (
    ALL_PURPOSES,
    DATA_SUBJECT,
    EMAIL_CHANNEL,
    STRICT,
    ConsentEvent,
    ConsentEventType,
    ConsentMethod,
    ConsentPolicy,
    ConsentState,
    is_prohibited,
    pending_grants,
    prohibited_scopes,
    state_of,
)
from models.rules.consent.grants import last_ending, live_grants
from models.rules.withdrawals import WithdrawalRoute
from models.vocabulary import CONSENT_PURPOSES, Language, Purpose, SourceKind

PAGE = "page"
"""Who acts: the person, by a page. Stands in the log and on the events."""

MAX_ACTS = 30
"""So many events of one link are written; after them it only withdraws and forbids, which ends by itself (C8, HW-T9)."""


class LinkSpent(RekisteridError):
    """A link has changed consents so often that it gives and lifts nothing any more."""


class PageConsent:
    """Lets one visitor's acts of consent take effect, in an open write session. `link_id`: the link they came by (C4)."""

    def __init__(self, session: Session, person_id: int, link_id: int, by: By, policy: ConsentPolicy = STRICT) -> None:
        self._session = session
        self._person_id = person_id
        self._proof = f"{PAGE}:link:{link_id}"
        self._by = by
        self._policy = policy

    def withdraw(self, purpose: Purpose | None, route: WithdrawalRoute = WithdrawalRoute.PAGE) -> bool:
        """End the consent to a purpose, None = to all; at once, without a question (G7). Gives whether it changed anything."""
        concerned = {purpose.value} if purpose else {item.value for item in CONSENT_PURPOSES}
        if all(self._has_ended(name) for name in concerned):
            return False
        self._append(
            ConsentEvent(
                type=ConsentEventType.CONSENT_WITHDRAWN,
                at=self._by.now,
                purpose=purpose.value if purpose else ALL_PURPOSES,
                channel=route,
                evidence=self._proof,
            )
        )
        return True

    def give(self, purpose: Purpose, wording: str, language: Language, about: str = "") -> bool:
        """Give consent by the wording that was shown (`name@version`); it waits for its confirmation (C6).

        `about`: the one thing of the person's that it concerns, such as "answer:12": leave for another is another's. Gives
        whether it changed anything: not when the same is given or waits already, nor against a prohibition. Raises
        WordingRefused for one that was replaced meanwhile (C5), LinkSpent after too many changes.
        """
        require_current(self._session, wording, purpose.value, self._by.now)
        if self._is_prohibited(purpose) or self._stands(purpose, about):
            return False
        self._require_room()
        evidence = f"{self._proof} {about}".strip()
        source_id = entered(self._session, SourceKind.WEB_FORM, PAGE, self._by.now, self._by)
        event = ConsentEvent(
            type=ConsentEventType.CONSENT_GIVEN,
            at=self._by.now,
            purpose=purpose.value,
            method=ConsentMethod.WEB_FORM,
            channels=(EMAIL_CHANNEL,),
            wording=wording,
            lang=language.value,
            evidence=evidence,
        )
        self._append(event, source_id)
        return True

    def confirm(self, purpose: Purpose) -> bool:
        """Confirm what was given on a page (C6); gives whether the consent stands now. Twice is once."""
        mine = ledger.counting_at(self._own(), self._by.now)
        if not pending_grants(mine, purpose.value, self._by.now, self._policy):
            return state_of(mine, purpose.value, self._by.now, self._policy).state is ConsentState.VALID
        self._append(
            ConsentEvent(
                type=ConsentEventType.CONSENT_CONFIRMED, at=self._by.now, purpose=purpose.value, evidence=self._proof
            )
        )
        return True

    def waits(self, purpose: Purpose) -> bool:
        """Whether a consent to it waits for its confirmation, and may be given."""
        waiting = pending_grants(self._all(), purpose.value, self._by.now, self._policy)
        return bool(waiting) and not self._is_prohibited(purpose)

    def prohibit(self, scope: str) -> bool:
        """Forbid a scope: DATA_USE, or one purpose (C10). Gives whether it changed anything."""
        if scope in prohibited_scopes(self._all()):
            return False
        self._append(
            ConsentEvent(
                type=ConsentEventType.PROHIBITION_SET,
                at=self._by.now,
                scope=scope,
                channel=WithdrawalRoute.PAGE,
                evidence=self._proof,
            )
        )
        return True

    def lift(self, scope: str) -> bool:
        """End a prohibition of the same scope, on the person's own word (C10). Gives whether it changed anything.

        Raises LinkSpent after too many changes.
        """
        if scope not in prohibited_scopes(self._all()):
            return False
        self._require_room()
        self._append(
            ConsentEvent(
                type=ConsentEventType.PROHIBITION_LIFTED,
                at=self._by.now,
                scope=scope,
                by=DATA_SUBJECT,
                evidence=self._proof,
            )
        )
        return True

    def _require_room(self) -> None:
        mine = (event.evidence or "" for event in self._own())
        if sum(evidence.partition(" ")[0] == self._proof for evidence in mine) >= MAX_ACTS:
            raise LinkSpent("too many changes by one link")

    def _append(self, event: ConsentEvent, source_id: int | None = None) -> None:
        ledger.append(self._session, self._person_id, event, self._by, source_id=source_id)

    def _all(self) -> tuple[ConsentEvent, ...]:
        records = ledger.standing_of(self._session, self._person_id).records
        return ledger.counting_at((event for record in records for event in record), self._by.now)

    def _own(self) -> list[ConsentEvent]:
        (record,) = ledger.histories(self._session, [self._person_id])
        return record

    def _has_ended(self, purpose: str) -> bool:
        """Whether nothing is left to withdraw: it was withdrawn or refused, and nothing was given since."""
        events = self._all()
        return last_ending(events, purpose) is not None and not live_grants(events, purpose)

    def _stands(self, purpose: Purpose, about: str) -> bool:
        events = self._all()
        if about and not any(
            (grant.evidence or "").endswith(f" {about}") for grant in live_grants(events, purpose.value)
        ):
            return False
        if state_of(events, purpose.value, self._by.now, self._policy).state is ConsentState.VALID:
            return True
        return bool(pending_grants(events, purpose.value, self._by.now, self._policy))

    def _is_prohibited(self, purpose: Purpose) -> bool:
        return is_prohibited(self._all(), purpose.value)
