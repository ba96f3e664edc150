"""The list of people, and whom a person means by an id, an address or a client number."""

import re
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.errors import Declined
from models.register.people import LIVE
from models.register.queries.groups import Groups, groups_of
from models.register.queries.shown import Shown, shown_values
from models.rules.normalise import comparable_email, fold_text, normal_form
from models.tables import ClientRelationship, Detail, Person
from models.vocabulary import DetailField, Language

FOUND_BY = (
    DetailField.PERSON_NAME,
    DetailField.EMAIL,
    DetailField.PHONE,
    DetailField.COMPANY,
    DetailField.STREET,
    DetailField.CITY,
)
SHOWN = (DetailField.PERSON_NAME, DetailField.COMPANY, DetailField.EMAIL, DetailField.PHONE)
_CLIENT_NO = re.compile(r"(?:c|client:|#)(\d{1,9})", re.IGNORECASE)
_NUMBER = re.compile(r"[+0(][0-9 ()/.-]*|[0-9]{4}[0-9 ()/.-]*")
_MIN_DIGITS = 3
_RESTRICTED = select(Person.id).where(col(Person.restricted_since).is_not(None))


class NobodyMeant(Declined):
    """No person of the register is meant by what was written."""


class SeveralMeant(Declined):
    """What was written fits several people; `ids` are theirs."""

    def __init__(self, message: str, ids: tuple[int, ...], *, mend: str) -> None:
        super().__init__(message, mend=mend)
        self.ids = ids


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of the list. `id` is the lowest of their `records`; empty texts are not known. Restricted: nothing is shown."""

    id: int
    records: tuple[int, ...]
    name: str
    email: str
    phone: str
    language: Language | None
    client_no: int | None
    rung: str
    client_since: date | None
    last_activity_on: date | None
    restricted: bool = False


def list_people(session: Session, find: str = "") -> tuple[PersonLine, ...]:
    """Give the people, by name. `find`: every word of it must stand in a name, address, company or phone number of theirs."""
    groups = groups_of(session)
    heads = _found(session, groups, find) if find.strip() else _everybody(session, groups)
    shown = shown_values(session, groups, SHOWN, heads if find.strip() else None)
    relationships = _relationships(session, groups)
    languages = _languages(session, groups)
    hidden = {groups.head(record) for record in session.exec(_RESTRICTED) if record is not None}
    lines = [_line(head, groups, shown, relationships.get(head), languages.get(head)) for head in heads - hidden]
    if not find.strip():
        lines += [_hidden_line(head, groups) for head in heads & hidden]
    return tuple(sorted(lines, key=lambda line: (not line.name, fold_text(line.name), line.id)))


def person_meant(session: Session, text: str) -> int:
    """Give the record that is meant: an id as plain digits, a client number as `c12`, or an e-mail address.

    Raises NobodyMeant and SeveralMeant. An address that several records of one person have gives the lowest of them.
    """
    wanted = text.strip()
    if wanted.isdecimal() and wanted.isascii():
        if len(wanted) < 10 and session.get(Person, int(wanted)) is not None:
            return int(wanted)
        raise NobodyMeant(f"there is no person {wanted}", mend="`rekisterid people` lists the ids")
    if match := _CLIENT_NO.fullmatch(wanted):
        return _client(session, int(match[1]))
    key = comparable_email(wanted)
    if key is None:
        raise NobodyMeant(
            "that is no id, client number or e-mail address",
            mend="write an id (7), a client number (c12) or an e-mail address; `rekisterid people FIND` finds them by name",
        )
    return _at_address(session, key)


def _client(session: Session, number: int) -> int:
    query = select(ClientRelationship.person_id).where(ClientRelationship.client_no == number)
    person_id = session.exec(query).first()
    if person_id is None:
        raise NobodyMeant(f"there is no client number c{number}", mend="`rekisterid people` lists the clients")
    return person_id


def _at_address(session: Session, key: str) -> int:
    records = session.exec(
        select(Detail.person_id).where(
            Detail.field == DetailField.EMAIL, Detail.value_key == key, col(Detail.standing).in_(LIVE)
        )
    ).all()
    if not records:
        raise NobodyMeant(
            "nobody in the register has that address", mend="`rekisterid people FIND` finds people by name"
        )
    groups = groups_of(session)
    heads = tuple(sorted({groups.head(record) for record in records}))
    if len(heads) > 1:
        listed = ", ".join(str(head) for head in heads)
        raise SeveralMeant(f"several people have that address: {listed}", heads, mend="name the one you mean by id")
    return min(records)


def _everybody(session: Session, groups: Groups) -> set[int]:
    return {groups.head(record) for record in session.exec(select(Person.id)) if record is not None}


def _found(session: Session, groups: Groups, find: str) -> set[int]:
    """A phone number may be written with blanks and a country code; everything else is looked for word by word."""
    whole = find.strip()
    parts = [whole] if _NUMBER.fullmatch(whole) else fold_text(whole).replace(",", " ").split()
    found: set[int] | None = None
    for part in parts:
        here = {groups.head(record) for record in _with_part(session, part)}
        found = here if found is None else found & here
    return found or set()


def _with_part(session: Session, part: str) -> set[int]:
    folded = fold_text(part)
    records: set[int] = set()
    live = select(Detail.person_id).where(col(Detail.standing).in_(LIVE))
    texts = live.where(col(Detail.field).in_(FOUND_BY), col(Detail.value_key).contains(folded, autoescape=True))
    records.update(session.exec(texts))
    # A domain outside ASCII is kept in its IDNA form.
    address = comparable_email(part)
    if address is not None and address != folded:
        records.update(session.exec(live.where(Detail.field == DetailField.EMAIL, Detail.value_key == address)))
    digits = _digits(part)
    if len(digits) >= _MIN_DIGITS:
        phones = live.where(Detail.field == DetailField.PHONE, col(Detail.value_key).contains(digits, autoescape=True))
        records.update(session.exec(phones))
    return records


def _digits(part: str) -> str:
    """Give the digits of a phone number's part as they stand in E.164: without the trunk zero and the international prefix."""
    if not _NUMBER.fullmatch(part):
        return ""
    whole = normal_form(DetailField.PHONE, part)
    if whole is not None:
        return whole
    digits = "".join(character for character in part if character.isdecimal())
    return digits.removeprefix("00") if digits.startswith("00") else digits.removeprefix("0")


def _relationships(session: Session, groups: Groups) -> dict[int, ClientRelationship]:
    """Give the oldest relationship of each person."""
    found: dict[int, ClientRelationship] = {}
    for row in session.exec(select(ClientRelationship).order_by(col(ClientRelationship.started_on).desc())):
        found[groups.head(row.person_id)] = row
    return found


def _languages(session: Session, groups: Groups) -> dict[int, Language]:
    rows = session.exec(select(Person.id, Person.language).order_by(col(Person.id).desc()))
    found: dict[int, Language] = {}
    for record, language in rows:
        if record is not None and language is not None:
            found[groups.head(record)] = Language(language)
    return found


def _hidden_line(head: int, groups: Groups) -> PersonLine:
    return PersonLine(head, groups.members(head), "(restricted)", "", "", None, None, "", None, None, restricted=True)


def _line(
    head: int, groups: Groups, shown: Shown, relationship: ClientRelationship | None, language: Language | None
) -> PersonLine:
    values = shown.get(head, {})
    return PersonLine(
        id=head,
        records=groups.members(head),
        name=values.get(DetailField.PERSON_NAME) or values.get(DetailField.COMPANY, ""),
        email=values.get(DetailField.EMAIL, ""),
        phone=values.get(DetailField.PHONE, ""),
        language=language,
        client_no=relationship.client_no if relationship else None,
        rung=relationship.rung if relationship else "",
        client_since=relationship.started_on if relationship else None,
        last_activity_on=relationship.last_activity_on if relationship else None,
    )
