"""The answer page: a score, a comment, leave to publish it. A score in the link only preselects."""

from dataclasses import dataclass, field

from sqlmodel import Session

from daemon.letters.names import greeting_name
from daemon.web.public.rendering import PageLinkShown, Shown, said, words
from daemon.web.public.room import Room, Visit, expired_link, language_for, refusal, wrong_link
from models.register import links
from models.register.letters_due import shown_name
from models.register.links import OpenedLink
from models.register.page_answers import (
    AnswerOutcome,
    PageAnswer,
    about,
    answers_to,
    end_leave,
    latest_comment,
    may_answer,
    store_answer,
    take_back,
)
from models.register.page_consent import PageConsent
from models.register.wordings import WordingRefused, newest_for, reference, text_of
from models.rules.normalise import plain_text, redact_hetu
from models.rules.sensitive import is_sensitive
from models.tables import LinkPurpose, row_id
from models.vocabulary import Language, Purpose

MAX_COMMENT = 2000


@dataclass(frozen=True, slots=True)
class Entered:
    """What was typed, and what is wrong with each field of it. `score_kept`: it was stored although the comment was not."""

    score: int | None = None
    comment: str = ""
    publish: bool = False
    wrong: dict[str, str] = field(default_factory=dict)
    score_kept: bool = False


def show(room: Room, visit: Visit) -> Shown:
    """Show the form. Nothing of an earlier answer stands on it: the link may have been passed on (HW-T9)."""
    with room.database.read() as session:
        link = links.opened(session, visit.token, LinkPurpose.ANSWER, room.clock())
        if link is None:
            return wrong_link(room, visit)
        language = language_for(room, visit, link.language)
        if link.is_expired:
            return expired_link(visit, language)
        return _form(session, room, visit, link, Entered(score=_score(room, visit.score)))


def act(room: Room, visit: Visit) -> Shown:
    """Store the answer, or delete it."""
    if (refused := refusal(room, visit, LinkPurpose.ANSWER)) is not None:
        return refused
    with room.database.write() as session:
        link = links.opened(session, visit.token, LinkPurpose.ANSWER, room.clock())
        if link is None:
            return wrong_link(room, visit)
        language = language_for(room, visit, link.language)
        if visit.form.get("action") == "take_back":
            end_leave(session, link.mail, _consent(session, room, link))
            take_back(session, link.mail, room.by())
            anew = PageLinkShown(visit.path, words("answer_gone", language)["anew"])
            return said("answer_gone", language, here=visit.path, links=(anew,))
        if not may_answer(session, link.person_id, room.by(), room.choices.policy):
            return said("refused_answer", language, here=visit.path, status=409)
        return _take(session, room, visit, link)


def _take(session: Session, room: Room, visit: Visit, link: OpenedLink) -> Shown:
    language = language_for(room, visit, link.language)
    entered = _entered(room, visit, language)
    if entered.wrong:
        if entered.score_kept:
            # The words of an earlier answer are replaced by none, and are not published any more.
            end_leave(session, link.mail, _consent(session, room, link))
            store_answer(session, link.mail, PageAnswer(entered.score, None), room.by())
        return _form(session, room, visit, link, entered)
    comment = redact_hetu(entered.comment).text or None
    if not entered.publish and comment != latest_comment(session, link.mail):
        end_leave(session, link.mail, _consent(session, room, link))
    outcome, answer_id = store_answer(session, link.mail, PageAnswer(entered.score, comment), room.by())
    done = words("answer_done", language)
    texts = [done["changed" if outcome is AnswerOutcome.CHANGED else "stored"]]
    if entered.publish and _publish(session, room, visit, link, answer_id):
        texts.append(done["publish_waits"])
    change = PageLinkShown(visit.path, done["change"])
    return said("answer_done", language, *texts, here=visit.path, links=(change,))


def _publish(session: Session, room: Room, visit: Visit, link: OpenedLink, answer_id: int) -> bool:
    """Take the leave to publish by the wording that was shown; False when it was replaced meanwhile, or is forbidden."""
    consent = _consent(session, room, link)
    language = language_for(room, visit, link.language)
    try:
        return consent.give(
            Purpose.REFERENCE_PUBLICATION, visit.form.get("publish", ""), language, about=about(answer_id)
        )
    except WordingRefused:
        return False


def _consent(session: Session, room: Room, link: OpenedLink) -> PageConsent:
    return PageConsent(session, link.person_id, link.link_id, room.by(), room.choices.policy)


def _entered(room: Room, visit: Visit, language: Language) -> Entered:
    w = words("answer", language)
    typed = visit.form.get("score", "")
    score, comment = _score(room, typed), plain_text(visit.form.get("comment", ""))
    publish = bool(visit.form.get("publish"))
    wrong = {}
    if typed and score is None:
        wrong["score"] = w["bad_score"]
    elif score is None and not comment:
        wrong["score"] = w["empty"]
    if len(comment) > MAX_COMMENT:
        wrong["comment"] = w["too_long"].format(length=len(comment), limit=MAX_COMMENT)
    elif is_sensitive(comment):
        # G9: nothing of it is stored; a score given with it is kept.
        kept = score is not None and not wrong
        return Entered(score, comment, publish, {**wrong, "comment": w["sensitive"]}, score_kept=kept)
    elif publish and not comment:
        wrong["comment"] = w["nothing_to_publish"]
    return Entered(score, comment, publish, wrong)


def _score(room: Room, typed: str) -> int | None:
    scores = {str(number): number for number in _scores(room)}
    return scores.get(typed)


def _scores(room: Room) -> tuple[int, ...]:
    return tuple(range(room.choices.lowest, room.choices.highest + 1))


def _form(session: Session, room: Room, visit: Visit, link: OpenedLink, entered: Entered) -> Shown:
    language = language_for(room, visit, link.language)
    wording = newest_for(session, Purpose.REFERENCE_PUBLICATION)
    named = reference(wording.name, wording.version) if wording else ""
    facts = {
        "name": greeting_name(shown_name(session, link.person_id).split(" ")[0]) or "",
        "answered": bool(answers_to(session, row_id(link.mail))) and not entered.score_kept,
        "scores": _scores(room),
        "score": entered.score,
        "comment": entered.comment,
        "publish": entered.publish,
        "publish_reference": named,
        "publish_wording": text_of(session, named, language) if named else "",
        "wrong": entered.wrong,
        "errors": tuple({"field": name, "text": text} for name, text in entered.wrong.items()),
        "score_kept": entered.score_kept,
        "reader": room.choices.reader,
        "months": room.choices.months,
        "limit": MAX_COMMENT,
    }
    return Shown("answer", "answer", language, visit.path, facts, 422 if entered.wrong else 200)
