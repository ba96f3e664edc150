"""The consent centre: how each purpose stands, by which wording, since when; give, withdraw, forbid, allow again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from daemon.letters.dates import plain_date
from daemon.web.public.rendering import Shown, words
from daemon.web.public.room import Room, Visit, expired_link, language_for, refusal, wrong_link
from models.register import ledger, links
from models.register.links import OpenedLink
from models.register.page_consent import PageConsent
from models.register.queries.consent import PURPOSES, PurposeStanding, standings_in
from models.register.wordings import WordingRefused, newest_for, reference, text_of
from models.rules.consent import DATA_USE, ConsentEvent, ConsentState, is_paused, prohibited_scopes
from models.rules.consent.grants import last_ending, live_grants
from models.tables import LinkPurpose
from models.vocabulary import CONSENT_PURPOSES, Language, Purpose

SERVING = (ConsentState.VALID, ConsentState.GIVEN_UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class Card:
    """What the page says of one purpose, and what can be done about it. `reference`: of the wording that can be agreed to."""

    purpose: str
    name: str
    state: str
    serves: bool
    wording: str
    reference: str
    can_give: bool
    can_withdraw: bool
    can_lift: bool
    prohibited: bool


def show(room: Room, visit: Visit) -> Shown:
    """Show how everything stands. The link came by mail to an address on record, and holds for a few days only."""
    return _page(room, visit, "")


def act(room: Room, visit: Visit) -> Shown:
    """Do what was chosen, then show how everything stands."""
    if (refused := refusal(room, visit, LinkPurpose.CONSENTS)) is not None:
        return refused
    with room.database.write() as session:
        link = links.opened(session, visit.token, LinkPurpose.CONSENTS, room.clock())
        if link is None:
            return wrong_link(room, visit)
        language = language_for(room, visit, link.language)
        consent = PageConsent(session, link.person_id, link.link_id, room.by(), room.choices.policy)
        done = _do(consent, visit.form, language)
    # After the commit: whoever writes next does not wait for a page.
    return _page(room, visit, done)


def _page(room: Room, visit: Visit, said: str) -> Shown:
    with room.database.read() as session:
        link = links.opened(session, visit.token, LinkPurpose.CONSENTS, room.clock())
        if link is None:
            return wrong_link(room, visit)
        language = language_for(room, visit, link.language)
        return expired_link(visit, language) if link.is_expired else _centre(session, room, visit, link, said)


def _do(consent: PageConsent, form: Mapping[str, str], language: Language) -> str:
    """Do one act; give the section's name of what is said about it, "" for a form that is none of ours."""
    action = form.get("action", "")
    purpose = _purpose(form.get("purpose", ""))
    scope = form.get("scope", "")
    if action == "withdraw_all":
        consent.withdraw(None)
    elif action == "withdraw" and purpose is not None:
        consent.withdraw(purpose)
    elif action == "prohibit" and (scope == DATA_USE or _purpose(scope)):
        consent.prohibit(scope)
    elif action == "lift" and (scope == DATA_USE or _purpose(scope)):
        consent.lift(scope)
    elif action == "give" and purpose is not None:
        try:
            taken = consent.give(purpose, form.get("wording", ""), language)
        except WordingRefused:
            return "replaced"
        # Forbidden, or given before: the card says how it stands, and no letter follows.
        return "give" if taken or consent.waits(purpose) else ""
    else:
        return ""
    return action


def _purpose(text: str) -> Purpose | None:
    return Purpose(text) if text in CONSENT_PURPOSES else None


def _centre(session: Session, room: Room, visit: Visit, link: OpenedLink, said: str) -> Shown:
    language, now = language_for(room, visit, link.language), room.clock()
    held = ledger.standing_of(session, link.person_id)
    events = [event for record in held.records for event in record]
    scopes = prohibited_scopes(events)
    shown = standings_in(held, now, room.choices.policy)
    pages = [_Drawn(session, room, language, events, scopes).card(standing) for standing in shown]
    facts = {
        "cards": tuple(card for card in pages if card is not None),
        "said": words("consents_said", language)[said] if said else "",
        "paused": is_paused(events),
        "can_withdraw_all": any(live_grants(tuple(events), purpose.value) for purpose in PURPOSES),
        "prohibited_all": DATA_USE in scopes,
    }
    return Shown("consents", "consents", language, visit.path, facts)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What all cards of one visit are drawn from."""

    session: Session
    room: Room
    language: Language
    events: list[ConsentEvent]
    scopes: frozenset[str]

    def card(self, standing: PurposeStanding) -> Card | None:
        """Give the card of a purpose; None for one that the firm does not ask for and that nothing was said about."""
        purpose = standing.purpose
        newest = newest_for(self.session, purpose)
        if newest is None and not self._is_known(purpose):
            return None
        asked = reference(newest.name, newest.version) if newest else ""
        serves = standing.state in SERVING
        agreed = standing.wording if serves and standing.wording else asked
        return Card(
            purpose=purpose.value,
            name=words("purpose", self.language)[purpose.value],
            state=self._state(standing),
            serves=standing.state is ConsentState.VALID and not standing.prohibited,
            wording=text_of(self.session, agreed, self.language),
            reference=asked,
            can_give=bool(asked) and not serves and not standing.prohibited,
            can_withdraw=bool(live_grants(tuple(self.events), purpose.value)),
            can_lift=purpose.value in self.scopes,
            prohibited=standing.prohibited,
        )

    def _is_known(self, purpose: Purpose) -> bool:
        return purpose.value in self.scopes or any(event.purpose == purpose.value for event in self.events)

    def _state(self, standing: PurposeStanding) -> str:
        w = words("state", self.language)
        if standing.prohibited:
            return w["prohibited"]
        ending = last_ending(tuple(self.events), standing.purpose.value)
        # Who has only been asked has given nothing.
        name = "none" if standing.state is ConsentState.REQUESTED else standing.state.value
        until = standing.expires_on and standing.expires_on - timedelta(days=1)
        return w[name].format(
            given=self._day(standing.given_at), until=self._date(until), ended=self._day(ending.at if ending else None)
        )

    def _day(self, at: datetime | None) -> str:
        return "" if at is None else self._date(at.astimezone(self.room.choices.zone).date())

    def _date(self, day: date | None) -> str:
        return "" if day is None else plain_date(day, self.language)
