"""The answer page: what it stores, what it refuses, and what it never shows."""

from datetime import timedelta
from pathlib import Path

import pytest

from models.register.page_answers import MAX_CHANGES
from models.rules.consent import DATA_USE, ConsentEvent, ConsentEventType
from models.tables import ConsentEntry
from models.vocabulary import Language
from tests.daemon.web.public.visitors import PageFirm, configured, contents, spoken


def test_answer_by_page_is_stored_once_and_a_second_one_is_a_change(firm: PageFirm) -> None:
    answer, _ = firm.request_links()
    visitor = firm.visitor()
    first = {"action": "answer", "score": "4", "comment": "Hyvä  tapaaminen\r\n\r\n\r\nKiitos\u202e!"}
    for _ in range(2):
        page = visitor.post(answer, data=first)
        assert page.status_code == 200
        assert "Kiitos palautteestasi!" in page.text
    assert firm.answers() == [(4, "Hyvä tapaaminen\n\nKiitos!")]
    firm.pass_time(minutes=5)
    assert "muutettu" in visitor.post(answer, data={**first, "score": "5"}).text
    assert firm.answers() == [(4, "Hyvä tapaaminen\n\nKiitos!"), (5, "Hyvä tapaaminen\n\nKiitos!")]


def test_looking_changes_nothing_and_a_score_in_the_link_only_preselects(small_firm: PageFirm) -> None:
    answer, _ = small_firm.request_links()
    before = contents(small_firm)
    page = small_firm.visitor().get(f"{answer}?score=4")
    assert 'value="4" checked' in page.text
    assert contents(small_firm) == before


def test_page_shows_nothing_of_an_earlier_answer(small_firm: PageFirm) -> None:
    answer, _ = small_firm.request_links()
    visitor = small_firm.visitor()
    visitor.post(answer, data={"action": "answer", "score": "2", "comment": "Salainen sana"})
    page = visitor.get(answer)
    assert "Olet jo vastannut" in page.text
    assert "Salainen" not in page.text
    assert "checked" not in page.text
    assert all(known not in page.text for known in ("Mäkinen", "maija@", "20.11."))


@pytest.mark.parametrize(
    ("fields", "status", "stored"),
    [
        ({}, 422, []),
        ({"score": "6"}, 422, []),
        ({"score": "0"}, 422, []),
        ({"score": "٤"}, 422, []),
        ({"score": "4.0"}, 422, []),
        ({"score": "3"}, 200, [(3, None)]),
        ({"comment": "Ihan hyvä"}, 200, [(None, "Ihan hyvä")]),
        ({"score": "3", "comment": "x" * 2000}, 200, [(3, "x" * 2000)]),
        ({"score": "3", "comment": "x" * 2001}, 422, []),
        (
            {"score": "3", "comment": "Tunnukseni on 131052-308T, terveisin"},
            200,
            [(3, "Tunnukseni on [hetu], terveisin")],
        ),
        ({"score": "3", "publish": "publish@1"}, 422, []),
    ],
)
def test_what_is_entered_is_stored_or_refused_with_a_word(
    small_firm: PageFirm, fields: dict[str, str], status: int, stored: list[tuple[int | None, str | None]]
) -> None:
    answer, _ = small_firm.request_links()
    page = small_firm.visitor().post(answer, data={"action": "answer", **fields})
    assert (page.status_code, small_firm.answers()) == (status, stored)
    assert ('role="alert"' in page.text) == (status == 422)


def test_comment_about_health_is_asked_for_otherwise_and_the_score_is_kept(firm: PageFirm) -> None:
    answer, _ = firm.request_links()
    page = firm.visitor().post(
        answer, data={"action": "answer", "score": "5", "comment": "Masennukseni helpotti, Maijan salasana"}
    )
    assert page.status_code == 422
    assert "Kirjoita asia toisin" in page.text
    assert "Arvosanasi on tallennettu" in page.text
    assert firm.answers() == [(5, None)]
    held = str(contents(firm))
    assert "asennukse" not in held
    assert "salasana" not in held


def test_person_takes_the_answer_back(firm: PageFirm) -> None:
    answer, _ = firm.request_links()
    visitor = firm.visitor()
    visitor.post(answer, data={"action": "answer", "score": "2"})
    assert "Vastauksesi on poistettu" in visitor.post(answer, data={"action": "take_back"}).text
    assert firm.answers() == []
    before = contents(firm)
    visitor.post(answer, data={"action": "take_back"})
    assert contents(firm) == before


@pytest.mark.parametrize("set_back_by", [timedelta(0), timedelta(minutes=2)])
def test_answer_of_whom_the_use_of_data_is_forbidden_is_not_stored(
    small_firm: PageFirm, set_back_by: timedelta
) -> None:
    answer, _ = small_firm.request_links()
    small_firm.enter(ConsentEvent(type=ConsentEventType.PROHIBITION_SET, at=small_firm.now, scope=DATA_USE))
    small_firm.now -= set_back_by
    page = small_firm.visitor().post(answer, data={"action": "answer", "score": "2"})
    assert (page.status_code, small_firm.answers()) == (409, [])


def test_page_does_not_fill_the_register(small_firm: PageFirm) -> None:
    answer, _ = small_firm.request_links()
    visitor = small_firm.visitor()
    for number in range(MAX_CHANGES + 5):
        visitor.post(answer, data={"action": "answer", "comment": f"numero {number}"})
    assert len(small_firm.answers()) == MAX_CHANGES
    assert small_firm.answers()[-1] == (None, f"numero {MAX_CHANGES + 4}")


def test_scores_from_nought_to_ten_are_shown_and_taken(tmp_path: Path) -> None:
    firm = PageFirm(f"sqlite:///{tmp_path / 'register.sqlite'}", configured(tmp_path, lowest=0, highest=10))
    answer, _ = firm.request_links()
    assert firm.visitor().get(answer).text.count('type="radio"') == 11
    firm.visitor().post(answer, data={"action": "answer", "score": "0"})
    assert firm.answers() == [(0, None)]
    firm.database.close()


@pytest.mark.parametrize("language", list(Language))
def test_page_speaks_the_persons_language_and_the_switch_changes_it(small_firm: PageFirm, language: Language) -> None:
    spoken(small_firm, language)
    answer, _ = small_firm.request_links()
    visitor = small_firm.visitor(**{"Accept-Language": "de, en;q=0.5"})
    assert f'<html lang="{language}">' in visitor.get(answer).text
    for other in Language:
        assert f'<html lang="{other}">' in visitor.get(f"{answer}?lang={other}").text


def test_leave_to_publish_waits_for_its_confirmation(small_firm: PageFirm) -> None:
    small_firm.offer_publication()
    answer, _ = small_firm.request_links()
    fields = {"action": "answer", "comment": "Saa julkaista", "publish": "publish@1"}
    for _ in range(2):
        small_firm.visitor().post(answer, data=fields)
    assert small_firm.ledger() == ["consent_given"]
    (confirmation,) = small_firm.send()
    assert "ilman nimeäni" in confirmation
    assert small_firm.send() == []


def test_leave_to_publish_is_of_one_comment_and_another_one_needs_its_own(small_firm: PageFirm) -> None:
    small_firm.offer_publication()
    answer, _ = small_firm.request_links()
    visitor = small_firm.visitor()
    for comment in ("Ensimmäinen", "Toinen", "Toinen"):
        visitor.post(answer, data={"action": "answer", "comment": comment, "publish": "publish@1"})
        small_firm.pass_time(minutes=1)
    grants = [row.evidence for row in small_firm.all(ConsentEntry) if row.method == "web_form"]
    assert [(evidence or "").rpartition(" ")[2] for evidence in grants] == ["answer:1", "answer:2"]
    assert len(small_firm.send()) == 1
