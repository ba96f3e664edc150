"""What mail is called, in Finnish, Swedish and English: one table, from which each reader takes the kinds it may rely on.

A name tells more or less, and what stands beside it decides how much is needed:

- `MAILING`: by its name sent again and again to many. Sure with nothing beside it.
- `LETTERS`, `SURVEYS`: inside of words. Sure in an answer to a question for leave; where nobody asked, beside leave or an order.
- `INVITATIONS`, `FEEDBACK`: inside of words. An invitation may be to one meeting and feedback what was said, so they are mail
  only beside leave to send it.
- `PLURALS`: any mail, as many or as a mass. Sure beside a verb of sending, wanting or refusing.
- `E_MAIL`: mail, or the way by which anything comes: "the map by e-mail". Mail beside a refusal and in an answer, not beside
  leave that nobody asked for.
- `NEWS`: mail beside leave; "no news" refuses none.
- `LISTS`: what somebody is put on, for mail by its name.
- `WORD`, `FINNISH`: whole words, for those to whom every word of a yes has to be known; the Finnish ones with their endings.
"""

import re

from models.patterns import lazy

LETTERS = r"kirje|brev|letter"
SURVEYS = r"kysel|enkät|survey"
INVITATIONS = r"(?<!kalenteri)(?<!kokous)(?<!tapaamis)kutsu|inbjud|invit"
FEEDBACK = r"palaut|respons|feedback|återkoppl"
LISTS = r"\b(?!list)\w+-?list|(?:e-?mail|mailing|newsletter|distribution|your) list"
NEWS = r"\b(?:news|nyheter|vinkkejä|tips|kuulumisia)\b"
PLURALS = (
    r"(?:viestejä\w*|postia\w*|sähköpostia|sähköpostiviest\w*|sähköpostej\w*|meilejä\w*|meiliä|maileja\w*|mails|e-?mails|messages"
    r"|meddelanden|erbjudanden|offers|updates|tarjouksia\w*)"
)
E_MAIL = r"(?:sähköposti\w*|mails?\b|mejl\w*|e-?post\w*|e-?mails?)"
MAILING = (
    r"(?:uutiskir\w*|tiedot(?:te|tei|ta|us|uks)\w*|mainos\w*|mainok\w*|markkinoin\w*|suoramarkkin\w*"
    r"|mainontaa?|mainospost\w*|kampanja\w*|postitus\w*|jakelulist\w*|sähköpostilist\w*|nyhetsbrev\w*"
    r"|reklam\w*|utskick\w*|marknadsföring\w*|annons\w*|sändlist\w*|mejllist\w*|e-?postlist\w*"
    r"|newsletter\w*|marketing|advert\w*|promotion\w*|mailing ?list\w*|mailings?|email list|promo\w*|ads"
    r"|bulletin\w*|(?:kuukausi|viikko|jäsen|info|kausi|vuosi|neljännesvuosi)kirje\w*|(?:månads|vecko|medlems|info"
    r"|kvartals)brev\w*"
    r"|(?:monthly|weekly|quarterly) (?:letter|e-?mail|update|digest)s?|koulutustarjou\w*|tarjouksianne"
    r"|asiakaskirje\w*|kundbrev\w*|distribution list)"
)
MAIL = (
    rf"(?:{PLURALS}|{E_MAIL}|meddelande|kutsuja|inbjudningar|invitations"
    r"|kyselyjä|kyselyitä|enkäter|surveys|palaute(?:pyynt|pyyn|kysel)\w*|responsförfråg\w*"
    r"|\w+ om (?:respons|återkoppling)|feedback requests?|requests? for feedback)"
)
"""Any mail, in the forms in which somebody refuses or allows it."""
MANY = (
    rf"(?:{MAILING}|\w*kysely(?:jä|itä|jänne|itänne|nne|t)|kutsu(?:ja|janne|jasi|t|nne)|viestejä \w+(?:ista|istä|istanne|istänne)"
    r"|inbjudning(?:ar|arna)|enkäter\w*|förfrågningar\w*|surveys|questionnaires|invitations|invites|feedback requests)"
)
"""MAILING, and what is so in the plural: one survey may be of something that was ordered."""
A_LETTER = lazy(
    rf"{MANY}|\b\w*kirje(?:en|et|ttä|itä|stä|istä|nne|enne|änne|estänne|ttänne|essä)?\b|\b\w*brev(?:et|en)?\b|\bletters?\b",
    re.I,
)
OF_MAILINGS = lazy(rf"{MAILING}|{MAIL}|{LETTERS}|{SURVEYS}", re.I)
OF_MAIL = lazy(rf"{MAILING}|{MAIL}|{LETTERS}|{SURVEYS}|lähet|skicka|\bsend", re.I)
"""Mail or that it is sent."""
OF_LETTERS = lazy(rf"{MAILING}|{LETTERS}|{SURVEYS}|{INVITATIONS}", re.I)
"""Beside a bill, which may come by e-mail, too."""
ALLOWED = lazy(
    rf"{MAILING}|{LETTERS}|{SURVEYS}|{FEEDBACK}|{INVITATIONS}|{LISTS}|\b{PLURALS}\b|{NEWS}|\bmejl\b"
    r"|\b(?:tieto(?:a|ja)|info\w*|information)\b [^.,;!?]{0,40}\b(?:kurs|koulutu|valmennu|tapahtu|ryhm|tarjou|palvelu|utbildning"
    r"|evenemang|grupp|tjänst|course|event|group|training|service|offer)",
    re.I,
)
"""Beside leave that nobody asked for: who may send "the map by e-mail" has no leave for letters."""
WORD = lazy(
    r"(?:[\w-]*(?:brev(?:et|en)?|mejl(?:en|et)?|mail(?:en|et)?|utskick(?:en|et)?|inbjud(?:an|ningar\w*)|nyhet(?:er\w*)?"
    r"|enkät\w*"
    r"|erbjudanden\w*|reklam\w*|marknadsföring\w*|förfrågningar\w*|uppdateringar\w*|prenumeration\w*|notiser)"
    r"|[\w-]*(?:sänd|mejl|mail|post|utskicks|brevs|inbjudnings)-?list(?:a|an|or|orna)"
    r"|newsletters?|news|letters?|e-?mails?|mails?|mailings?|invit(?:es?|ations?)|surveys?|questionnaires?|updates?|offers"
    r"|marketing|promotions?|bulletins?|announcements?|(?:mailing|e-?mail|distribution) ?list)",
    re.I,
)
"""A Swedish or English word that names mail; behind a verb of leave it may stand in the singular."""
_OWN = r"(?:nne|si|mme|ni)?"
FINNISH = (
    rf"kirje(?:en|ttä|tä|eseen|elle|estä|i(?:tä|den|tten|siin|lle|stä)|et)?{_OWN}"
    rf"|kutsu(?:n|a|un|lle|sta|t|ja|jen|ihin|ille|ista)?{_OWN}"
    rf"|mainos(?:ta|ten)?|mainoks(?:e(?:n|t|en|lle|sta|nne|tne)|i(?:a|en|in|lle|sta)){_OWN}"
    rf"|mainon(?:ta|taa|nan|taan|nalle|nasta|tan){_OWN}"
    rf"|markkinoin(?:ti|tia|nin|tiin|nille|nista|nit){_OWN}"
    rf"|tiedot(?:e|tee(?:n|t|seen|lle|sta)|etta|tei(?:ta|den|siin|lle|sta)){_OWN}"
    rf"|tiedotu(?:s|sta|kse(?:n|t|en|lle|sta)|ksi(?:a|en|in|lle|sta)){_OWN}"
    rf"|kysely(?:n|ä|yn|lle|stä|t|jä|itä|jen|iden|ihin|ille|istä)?{_OWN}"
    rf"|viest(?:i(?:n|ä|in|lle|stä|t|en)?|e(?:jä|ihin|ille|istä)){_OWN}"
    rf"|vink(?:ki(?:ä|in|en)?|i(?:n|t|lle|stä)|kejä|keihin|eille|eistä){_OWN}"
    rf"|uuti(?:nen|s(?:e(?:n|t)|i(?:a|in|lle|sta)|ten|ta)){_OWN}"
    rf"|katsau(?:s|sta|kse(?:n|t|en|lle)|ksi(?:a|en|in|lle|sta)){_OWN}"
    rf"|inf(?:o(?:n|a|on|lle|sta|t|ja|jen|ihin|ille|ista)?){_OWN}"
    rf"|palau(?:te|tetta|tteen|tteita|tteet){_OWN}"
)
"""The last part of a Finnish word that names mail; finnish_forms.py tells which first parts make it another thing."""
FINNISH_MANY = rf"tarjouks(?:et|ia|ien|iin|ille|ista){_OWN}"
"""What is mail in the plural only: one offer is business."""
