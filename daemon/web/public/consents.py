"""The consent centre: how each purpose stands, by which wording, since when; give, withdraw, forbid, allow again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daemon.letters.dates import plain_date
from daemon.web.public.rendering import Shown, words
from daemon.web.public.room import Opening, Room, Visit, acting, looking
from models.register import ledger
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
    done = acting(room, visit, LinkPurpose.CONSENTS, lambda found: _do(found.consent, visit.form, found.language))
    # After the commit: whoever writes next does not wait for a page.
    return done if isinstance(done, Shown) else _page(room, visit, done)


def _page(room: Room, visit: Visit, said: str) -> Shown:
    return looking(room, visit, LinkPurpose.CONSENTS, lambda found: _centre(found, said))


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


def _centre(found: Opening, said: str) -> Shown:
    room = found.room
    held = ledger.standing_of(found.session, found.link.person_id)
    events = [event for record in held.records for event in record]
    scopes = prohibited_scopes(events)
    drawn = _Drawn(found, events, scopes)
    cards = [drawn.card(standing) for standing in standings_in(held, room.clock(), room.choices.policy)]
    facts = {
        "cards": tuple(card for card in cards if card is not None),
        "said": words("consents_said", found.language)[said] if said else "",
        "paused": is_paused(events),
        "can_withdraw_all": any(live_grants(tuple(events), purpose.value) for purpose in PURPOSES),
        "prohibited_all": DATA_USE in scopes,
    }
    return Shown("consents", "consents", found.language, found.visit.path, facts)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What all cards of one visit are drawn from."""

    found: Opening
    events: list[ConsentEvent]
    scopes: frozenset[str]

    def card(self, standing: PurposeStanding) -> Card | None:
        """Give the card of a purpose; None for one that the firm does not ask for and that nothing was said about."""
        session, language, purpose = self.found.session, self.found.language, standing.purpose
        newest = newest_for(session, purpose)
        if newest is None and not self._is_known(purpose):
            return None
        asked = reference(newest.name, newest.version) if newest else ""
        serves = standing.state in SERVING
        agreed = standing.wording if serves and standing.wording else asked
        return Card(
            purpose=purpose.value,
            name=words("purpose", language)[purpose.value],
            state=self._state(standing),
            serves=standing.state is ConsentState.VALID and not standing.prohibited,
            wording=text_of(session, agreed, language),
            reference=asked,
            can_give=bool(asked) and not serves and not standing.prohibited,
            can_withdraw=bool(live_grants(tuple(self.events), purpose.value)),
            can_lift=purpose.value in self.scopes,
            prohibited=standing.prohibited,
        )

    def _is_known(self, purpose: Purpose) -> bool:
        return purpose.value in self.scopes or any(event.purpose == purpose.value for event in self.events)

    def _state(self, standing: PurposeStanding) -> str:
        w = words("state", self.found.language)
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
        return "" if at is None else self._date(at.astimezone(self.found.room.choices.zone).date())

    def _date(self, day: date | None) -> str:
        return "" if day is None else plain_date(day, self.found.language)
