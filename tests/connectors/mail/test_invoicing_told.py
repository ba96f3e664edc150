"""Operators and addresses for e-invoices in the spellings in which clients tell them, one of each and nothing else."""

import re

import pytest

from connectors.mail.message import ReadingOptions, read_message
from models.values import OwnIdentity
from models.vocabulary import DetailField as F

OPTIONS = ReadingOptions(OwnIdentity(domains=("selkonen.example",), addresses=("info@selkonen.example",)))
ADDRESS = "003795020011"
BUSINESS_ID = "9502001-1"
CODE = re.compile(r"E\d{6}|0037\d+|[A-Z]{4}FI\w+")
# {A}: the address, {Y}: the business id; the operator as it is told, whatever stands behind its name.
OPERATORS = (
    ("Verkkolaskuosoite on {A} ja välittäjätunnus E204503 (OpusCapita).", "OpusCapita"),
    ("Verkkolaskut: {A}, operaattori Visma Netvisor", "Visma Netvisor"),
    ("Laskutus: Y {Y} / OVT {A} / Välittäjä Fennoa Oy", "Fennoa"),
    ("e-lasku {A} Heeros", "Heeros"),
    ("Verkkolaskuosoitteemme {A}. Välittäjänä käytämme Pageroa.", "Pagero"),
    ("Verkkolaskut menee Maventaan, osoite {A}.", "Maventa"),
    ("Laskun voi laittaa Apixille tunnuksella {A}.", "Apix"),
    ("Operaattorimme on Baswaren verkko, osoite {A}", "Basware"),
    ("Verkkolaskuoperaattori on Posti Messaging Oy, OVT {A}.", "Posti Messaging"),
    ("Välittäjä: CGI Suomi Oy, verkkolaskuosoite: {A}", "CGI"),
    ("E-fakturaadress: {A}\nE-fakturaoperatör: CGI Suomi Oy", "CGI"),
    ("Nätfakturaoperatör Tietoevry, adress {A}", "Tietoevry"),
    ("Vår e-fakturaoperatör är Apix, vår adress är {A}.", "Apix"),
    ("Fakturan skickas via Apix till {A}", "Apix"),
    ("e-faktura till {A}/Pagero", "Pagero"),
    ("Fakturor: {A} (operatör: Maventa)", "Maventa"),
    ("förmedlarkod 003721291126 (Maventa), adress {A}", "Maventa"),
    ("E-invoice address {A}, service provider Basware", "Basware"),
    ("Send e-invoices via Pagero to {A}", "Pagero"),
    ("EDI code {A}, operator ID BAWCFI22 (Basware Oyj)", "Basware"),
    ("E-invoicing: {A} through Apix Messaging", "Apix"),
    ("Operator: OpusCapita Solutions Oy / E204503\nAddress: {A}", "OpusCapita"),
    ("Välittäjän tunnus 003721291126 Maventa\nOVT {A}", "Maventa"),
    ("Maventa 003721291126\nOVT-tunnus {A}", "Maventa"),
    ("OVT-tunnus: {A}\nVälittäjä: Nordea\nVälittäjän tunnus: NDEAFIHH", "Nordea"),
    ("OVT: {A}\nOperaattori: Osuuspankki\nTunnus: OKOYFIHH", "Osuuspankki"),
    ("OVT {A} op. Maventa", "Maventa"),
    ("verkkolasku: {A} - Maventa - 003721291126", "Maventa"),
    ("verkkolaskuosoite {A}, välittäjä: Maventa / 003721291126, y-tunnus {Y}", "Maventa"),
    ("OVT: {A} Operaattori: Crediflow AB (Crediflow)", "Crediflow"),
    ("Verkkolaskutunnus: {A} Välittäjä: OpenText", "OpenText"),
    ("verkkolaskun välittäjä Ropo Capital (003714377140), vastaanottajan osoite {A}", "Ropo Capital"),
    ("operaattorin nimi on InExchange ja tunnus 003726044706, meidän oma {A}", "InExchange"),
    ("Verkkolaskuosoite ({A}) ja operaattori (Procountor) ovat ennallaan.", "Procountor"),
    ("verkkolaskuosoite: {A}\nverkkolaskuoperaattori: Telia", "Telia"),
    ("verkkolaskuosoite: {A}\nvälittäjä: SEB", "SEB"),
    ("verkkolaskut {A}, välittäjänä Sendify Finland", "Sendify Finland"),
    ("välittäjä on edelleen Pagero ja osoite {A}", "Pagero"),
    ("Operaattori vaihtui: nyt Basware, osoite {A}", "Basware"),
    ("operaattorina Maventa eli 003721291126. Osoite {A}", "Maventa"),
    ("laskut kiitos verkkolaskuna (Maventa, {A})", "Maventa"),
    ("Verkkolasku: {A}, Liaison Technologies", "Liaison"),
    ("Peppol-osoite 0216:{A}, access point Pagero", "Pagero"),
    ("E-lasku: OVT {A}, oper. Basware", "Basware"),
    ("Meidän operaattori on TietoEVRY Oyj (003701011385) ja osoite {A}", "TietoEVRY"),
)
# What is told as the writer's own, for all other firms and people around it. True: under the name of Suorsan Kone Oy.
OWN = (
    ("Laskutustietomme: Koneurakointi V. Suorsa Oy, {Y}, {A}, Apix.", True),
    ("Laskutustiedot: VS-Urakointi Oy, {Y}, {A}, Apix.", True),
    ("Lasku osoitetaan konsernin emoyhtiölle VS Holding Oy, y-tunnus {Y}, {A}, Apix.", True),
    ("Laskut menee VS Holding Oy:n kautta, y-tunnus {Y}, verkkolasku {A}, Apix", True),
    ("Työnohjauksen tilaa ja maksaa VS-Urakointi Oy, y-tunnus {Y}. Verkkolaskut {A}, välittäjä Apix.", False),
    ("Kiitos tapaamisesta vuokranantajan tiloissa. Y-tunnuksemme on {Y}, OVT {A}, Apix.", True),
    ("Kollegani Minna kysyi jo hintaa. Verkkolaskuosoite {A}, operaattori Apix, y-tunnus {Y}.", True),
    ("Mieheni kanssa sovittiin, että lasku firmalle. Suorsan Kone Oy, {Y}, ovt {A}, apix.", False),
    ("Vi har samma hyresvärd som ni. Våra uppgifter: Suorsa Maskin Ab, FO-nr {Y}, e-faktura {A}, Apix.", False),
    ("Fakturera min arbetsgivare Suorsa Maskin Ab, FO-nr {Y}, e-faktura {A}, Apix.", False),
    ("Invoice our company VS Holding Oy, business ID {Y}, e-invoice {A}, Apix.", True),
    (
        "Please invoice the project: Smart Village / VS Holding Oy, business ID {Y}, e-invoice {A}, operator Apix.",
        False,
    ),
    ("Seura maksaa: Suorsan Urheilijat ry, y-tunnus {Y}, verkkolasku {A}, Apix", False),
    ("Olen siirtynyt Toinen Oy:stä tänne. Uusi työnantajani on Suorsan Kone Oy, y-tunnus {Y}, ovt {A}, Apix.", False),
    ("Tilaajana toimii Suorsan Kone Oy ({Y}), verkkolaskut {A} / Apix.", False),
    ("Asiakkaamme maksavat meille, te laskutatte meitä: y-tunnus {Y}, ovt {A}, apix.", True),
    ("Naapuriyritys suositteli teitä. Olemme Suorsan Kone Oy, y-tunnus {Y}, ovt {A}, operaattori Apix.", False),
    ("Toimitteko laskun suoraan kunnalle: Suorsan kunta, y-tunnus {Y}, ovt {A}, operaattori Apix.", False),
    (
        "Nimi muuttui: vanha nimemme Koneurakka Suorsa Oy, uusi Suorsan Kone Oy. Y-tunnus {Y} ja ovt {A} (Apix) säilyvät.",
        True,
    ),
    (
        "Laskutusosoite vaihtuu, vanha osoite poistuu. Verkkolaskuosoite on nyt {A}, operaattori Apix, y-tunnus {Y}.",
        True,
    ),
    ("Entinen operaattori lopetti. Uusi verkkolaskuosoite {A}, operaattori Apix, y-tunnus {Y}", True),
)
OTHERS = (
    "Alihankkijamme Puropaja Oy (y-tunnus {Y}) laskuttaa itse, heidän verkkolaskuosoitteensa on {A}, Apix.",
    "Toimimme alihankkijana, pääurakoitsija on Iso Rakennus Oy ({Y}), ovt {A}, operaattori Apix.",
    "Asiakkaamme Puropaja Oy haluaa laskun itselleen: y-tunnus {Y}, verkkolasku {A}, Apix.",
    "Laskuttakaa tällä kertaa tilaajaa eli Puropaja Oy:tä, y-tunnus {Y}, ovt {A}, Apix.",
    "Ystäväni Matti pyysi tarjousta: Matin Maalaus Oy, {Y}, ovt {A}, Apix.",
    "Vår kund Havets Gåvor Ab vill ha fakturan direkt: FO-nummer {Y}, e-faktura {A}, Apix.",
    "Hyresvärden Havets Fastigheter Ab, FO-nummer {Y}, e-faktura {A}, Apix, betalar kaffet.",
    "Our client Seabreeze Oy (business ID {Y}) pays directly, e-invoice {A}, Apix.",
    "The course is paid by our landlord, Seabreeze Oy, business ID {Y}, e-invoice {A}, operator Apix.",
    "Isännöitsijämme Talopalvelu Oy, y-tunnus {Y}, ottaa laskun: ovt {A}, Apix.",
    "Edellinen työnantajani oli Vanha Firma Oy, y-tunnus {Y}, verkkolasku {A}, Apix.",
    "Lasku vaimoni yritykselle: Minnan Kukka Tmi, {Y}, ovt {A}, Apix.",
    "Sisarjärjestömme Toivo ry ({Y}) maksaa puolet, ovt {A}, välittäjä Apix.",
)
BUSINESS_IDS = (
    "Y-tunnus: {Y}",
    "Y-tunnus {B}",
    "ytunnus {B}",
    "Y-tunnuksemme on {B}.",
    "y-tunnus on {Y} ja sillä löytyy",
    "Yrityksen Y tunnus: {Y}",
    "YT {Y}",
    "Ly-tunnus {Y}",
    "ALV-tunnus FI{B}",
    "ALV-numero: FI {B}",
    "Alv-nro FI{B}",
    "VAT FI{B}",
    "VAT no. FI{B}",
    "VAT ID: FI-{B}",
    "VAT number is FI{B}",
    "Our VAT id {B}",
    "Business ID {Y}",
    "business ID: {B}",
    "Company ID {Y}",
    "FO-nummer {Y}",
    "FO-nr {B}",
    "FO-nummer: {B}",
    "vårt FO-nummer är {Y}.",
    "Vårt momsnummer är FI{B}.",
    "org.nr {Y}",
    "Suorsan Kone Oy ({Y})",
    "Suorsan Kone Oy, {Y}",
    "Suorsan Kone Oy ({B})",
    "Suorsan Kone Oy {Y}, 90100 Oulu",
    "Suorsan Kone Oy / {Y}",
    "Suorsan Kone Oy – {Y}",
    "lasku Suorsan Kone Oy:lle ({Y})",
    "firman tunnus {Y}",
    "tunnus on {Y}",
    "Kirjaattehan laskulle y-tunnuksemme: {Y}, kiitos!",
    "Asiakas: Suorsan Kone Oy\nY-tunnus\n{Y}",
    "yritystunnus {Y}",
)
NONE = (
    "tilausnumero {B}",
    "Tilausnro {B}",
    "lasku {B}",
    "viite {B}",
    "asiakasnumero {Y}",
    "projekti {Y}",
    "puh. 08 123 4567",
    "laskun numero on {Y}",
    "diaarinumero {Y}",
    "order {B}",
    "kvittonummer {B}",
    "sarjanumero {B}",
    "Your reference {Y}",
)


def _values(text: str, *, firm: bool = False) -> list[tuple[F, str]]:
    body = text.format(A=ADDRESS, Y=BUSINESS_ID, B=BUSINESS_ID.replace("-", ""))
    head = "From: Veikko Suorsa <veikko@suorsankone.example>\r\nContent-Type: text/plain; charset=utf-8"
    raw = (
        f"{head}\r\n\r\nHei,\n\n{body}\n\nTerveisin\nVeikko Suorsa\n{'Suorsan Kone Oy' if firm else ''}\n040 700 2001\n"
    )
    return [(found.field, found.value) for found in read_message(raw.encode(), OPTIONS).found]


@pytest.mark.parametrize(("text", "operator"), OPERATORS)
def test_operator_and_address_are_told_apart(text: str, operator: str) -> None:
    values = _values(text)
    told = [value for field, value in values if field is F.EINVOICE_OPERATOR and not CODE.fullmatch(value)]
    assert len(told) == 1
    assert told[0].casefold().startswith(operator.casefold())
    assert [value for field, value in values if field is F.EINVOICE_ADDRESS] == [ADDRESS]
    assert [value for field, value in values if field is F.PHONE] == ["+358407002001"]
    assert not {field for field, _ in values} & {F.COMPANY, F.JOB_TITLE, F.WEBSITE, F.STREET}


@pytest.mark.parametrize("text", BUSINESS_IDS)
def test_business_id_is_read_in_every_spelling(text: str) -> None:
    assert [value for field, value in _values(text) if field is F.BUSINESS_ID] == [BUSINESS_ID]


@pytest.mark.parametrize("text", NONE)
def test_other_numbers_of_the_same_shape_are_no_business_id(text: str) -> None:
    assert [value for field, value in _values(text) if field is F.BUSINESS_ID] == []


@pytest.mark.parametrize(("text", "firm"), OWN)
def test_numbers_of_the_writers_firm_are_the_writers(text: str, firm: bool) -> None:
    values = {value for _, value in _values(text, firm=firm)}
    assert {ADDRESS, BUSINESS_ID, "Apix"} <= values


@pytest.mark.parametrize("text", OTHERS)
def test_numbers_of_a_firm_that_is_spoken_of_are_not_the_writers(text: str) -> None:
    values = _values(text, firm=True)
    assert not {ADDRESS, BUSINESS_ID, "Apix"} & {value for _, value in values}
    assert {value for field, value in values if field is F.COMPANY} <= {"Suorsan Kone Oy"}
