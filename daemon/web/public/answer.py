"""The answer page: a score, a comment, leave to publish it. A score in the link only preselects."""

from dataclasses import dataclass, field

from daemon.letters.names import greeting_name
from daemon.web.public.rendering import PageLinkShown, Shown, said, words
from daemon.web.public.room import Opening, Room, Visit, acting, looking
from models.register.inquiries import open_from_page
from models.register.letters_due import shown_name
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
from models.register.wordings import WordingRefused, newest_for, reference, text_of
from models.rules.free_text import MAX_ANSWER_CHARS
from models.rules.inquiries import inquiry_in
from models.rules.normalise import plain_text, redact_hetu
from models.rules.sensitive import is_sensitive
from models.tables import LinkPurpose, row_id
from models.vocabulary import Language, Purpose


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
    return looking(
        room, visit, LinkPurpose.ANSWER, lambda found: _form(found, Entered(score=_score(room, visit.score)))
    )


def act(room: Room, visit: Visit) -> Shown:
    """Store the answer, or delete it."""
    return acting(room, visit, LinkPurpose.ANSWER, _do)


def _do(found: Opening) -> Shown:
    room, session, link, path = found.room, found.session, found.link, found.visit.path
    if found.visit.form.get("action") == "take_back":
        end_leave(session, link.mail, found.consent)
        take_back(session, link.mail, room.by())
        anew = PageLinkShown(path, words("answer_gone", found.language)["anew"])
        return said("answer_gone", found.language, here=path, links=(anew,))
    if not may_answer(session, link.person_id, room.by(), room.choices.policy):
        return said("refused_answer", found.language, here=path, status=409)
    return _take(found)


def _take(found: Opening) -> Shown:
    by, session, mail, path = found.room.by(), found.session, found.link.mail, found.visit.path
    entered = _entered(found.room, found.visit, found.language)
    if entered.wrong:
        if entered.score_kept:
            # The words of an earlier answer are replaced by none, and are not published any more.
            end_leave(session, mail, found.consent)
            store_answer(session, mail, PageAnswer(entered.score, None), by)
        return _form(found, entered)
    comment = redact_hetu(entered.comment).text or None
    if not entered.publish and comment != latest_comment(session, mail):
        end_leave(session, mail, found.consent)
    outcome, answer_id = store_answer(session, mail, PageAnswer(entered.score, comment), by)
    if comment and (asks := inquiry_in(comment, answering=True)) is not None:
        open_from_page(session, found.link.person_id, asks, answer_id, by)
    done = words("answer_done", found.language)
    texts = [done["changed" if outcome is AnswerOutcome.CHANGED else "stored"]]
    if entered.publish and _publish(found, answer_id):
        texts.append(done["publish_waits"])
    change = PageLinkShown(path, done["change"])
    return said("answer_done", found.language, *texts, here=path, links=(change,))


def _publish(found: Opening, answer_id: int) -> bool:
    """Take the leave to publish by the wording that was shown; False when it was replaced meanwhile, or is forbidden."""
    wording = found.visit.form.get("publish", "")
    try:
        return found.consent.give(Purpose.REFERENCE_PUBLICATION, wording, found.language, about=about(answer_id))
    except WordingRefused:
        return False


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
    if len(comment) > MAX_ANSWER_CHARS:
        wrong["comment"] = w["too_long"].format(length=len(comment), limit=MAX_ANSWER_CHARS)
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


def _form(found: Opening, entered: Entered) -> Shown:
    room, session, link, language = found.room, found.session, found.link, found.language
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
        "limit": MAX_ANSWER_CHARS,
    }
    return Shown("answer", "answer", language, found.visit.path, facts, 422 if entered.wrong else 200)
