"""Beginnings of the words that say what a sentence speaks of. What a single pattern needs is read off the pattern."""


def _stems(text: str) -> tuple[str, ...]:
    """Read a list of stems; "_" stands for the blank of a phrase."""
    return tuple(stem.replace("_", " ") for stem in text.split())


MAILING = _stems("""
uutiskir tiedo mainos mainok mainon markkin suoramark kampanj postit list suostu lupa luva tilau lähet laitta viestej
posti meile mail mejl post kutsu
nyhetsbrev reklam utskick annons skicka sänd erbjud inbjud enkät meddelanden newsletter advert promo bulletin
kundbrev asiakaskir send this_list sign_up_for medgivande
messages offer update survey consent samtyck tillstånd unsub opt subscri avregistr avprenum prenum avböj nej
avstår kiitos_ei kysel tarjouks palautepy om_respons om_återkoppling responsf feedback_req for_feedback
permission annan myönn agree lägg_till hyväksy godkänn lov svara vastaa answer reply marknad rauhaan i_fred
me_alone hear_from contact_me jakelu kysyä_palaut multa_saa questionnaire kuukausikir viikkokir jäsenkir infokir
kausikir vuosikir månadsbrev veckobrev medlemsbrev infobrev
kvartalsbrev monthly_letter tervetulleita kirjei kirjeen your_letters era_brev breven
""")
"""Words on mail and leave: no sentence on receiving mail lacks all of them."""

MAILINGS = _stems("""
uutiskir mainos mainok mainon markkin suoramark suostu lupa luva nyhetsbrev reklam utskick enkät newsletter advert
promo bulletin kundbrev asiakaskir
survey consent samtyck tillstånd permission kysel palautepy responsf feedback_req unsub
rauhaan i_fred me_alone hear_from contact_me jakelu more_mail more_email more_message fler_mejl fler_medd
enää_sähköpost
enää_viestej enää_post enää_meil viestejänne postianne posteille teidän_posti lähettämästä opt_me the_emails
marketing_e this_list lopettakaa lakatkaa stoppi loppukoon riittää_jo jo_riittää på_listan lähettämättä
event_invit your_invit kutsujanne era_inbjud
cease undanber tämä_osoite
kuukausikir viikkokir jäsenkir infokir kausikir månadsbrev veckobrev medlemsbrev infobrev kvartalsbrev monthly_letter
kirjei your_letters era_brev breven erbjudanden tarjouksianne offers tämän_postin that_permission
medgivande maililist mejllist e-mail_list email_list mailing_list sign_up_for
""")
"""Of those, words for mail that is sent again and again, and for the leave to send it."""

NAMING = frozenset((*MAILINGS, *_stems("kutsu viestej inbjud tilau subscri prenum enkät kysel listal")))
"""Words of which no order of mail, and no leave that names it, lacks all."""

ASKING_LEAVE = _stems("""
? vasta svara reply answer lupa consent suostu samtyck permission saa voimmeko halua annatko sopii kiinnost
hyväksy
får_vi kan_vi onko olisiko sopisiko käykö passaako voisimmeko voidaanko är_det skulle_det går_det skulle_du
vill_du vill_ni godkänn ger_du may_we can_we could_we would_you do_you are_you is_it
""")
"""No sentence asks for leave without one of these."""

QUESTION = frozenset(
    _stems("""
? vasta svara reply answer lupa consent suostu samtyck permission tillstånd tillåtelse undrar wonder mietin mietimme
kysyisi kysymme tiedustel saammeko let_us_know kerro ilmoita sano säg_ meddela tell_ say_
""")
)
"""No text that asks for leave lacks all of these."""

OBJECTING = frozenset(_stems("vastust kiell motsätt förbjud invänd object forbid"))
"""Words of objection to a use of data, which is a request and no word on mail."""

ASKING_SCORE = frozenset(
    _stems("""
asteikol todennäköisesti suosittelisit miten_tyytyväinen kuinka_tyytyväinen pisteytä arvioi skala betyg
hur_nöjd hur_sannolikt
rekommendera palautt arvosan vitsord tähte tähdi tähden stjärn stars prosent procent per_cent percent
you_rate hur_många_poäng
hur_nyttig hur_bra hur_väl kuinka_hyöd kuinka_hyvin miten_hyvin montako_piste kuinka_monta_piste numerolla
siffra how_useful how_satisf
how_many_points how_well how_helpful in_numbers a_number grade
scale how_likely rating score recommend_us palaute feedback återkoppling
respons
""")
)
"""Any of these in what is answered asks for a score or for feedback."""

SCALE = frozenset(_stems("rate poäng betyg"))
"""Beside a range of numbers, what a question for a score may say."""

MAXIMUM = frozenset(_stems("kymmenest viidest kympist out_of av_10 av_5 av_t av_f asteikol skala"))
"""Without being asked for one, nobody gives a score without a slash or one of these: "8 kymmenestä"."""
