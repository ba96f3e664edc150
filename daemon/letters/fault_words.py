"""What the names that the lints give mean to the person who wrote a letter, and the mend."""

from collections.abc import Mapping

MISSING: Mapping[str, str] = {
    "request": "that it asks for feedback",
    "why": "why the person gets it, with the day of the consent",
    "voluntary": "that answering is voluntary",
    "withdrawal": "how to withdraw",
    "use": "who reads the answers and how long they are kept",
    "complaint": "the right to complain",
    "answer": "how to answer, with the lowest and the highest score",
    "notice": "the link to the privacy notice",
    "contact": "who sends it, with an address",
    "stopped": "what has stopped, and since when",
    "how": "how it was learnt",
    "anew": "that a consent can be given anew",
    "once": "that it is sent only once",
    "if not you": "what to do if it was somebody else",
    "until": "until when the link holds",
}
"""Elements of a letter that the law or the rules want, by the name of the lint."""

_TWIN = "write the same words in the same order in NAME.LANGUAGE.txt.j2 and NAME.LANGUAGE.html.j2"
FAULTS: Mapping[str, tuple[str, str]] = {
    "promotion": ("a word of promotion would make it direct marketing (F5)", "take the offer out of the letter"),
    "subject": (
        "the subject says neither that feedback is asked for nor the day",
        "name the feedback and put {date} in",
    ),
    "same date": ("the day of the visit is not in the letter", "put {{ booking }} in"),
    "one link": ("it has other links than the privacy notice", "take every other link out"),
    "three links": (
        "it has other links than to answer, to withdraw and to the privacy notice",
        "keep {{ links.answer }}, {{ links.withdrawal }} and {{ notice_url }}, each once, and take every other link out",
    ),
    "links": (
        "it has other links than its own and the privacy notice",
        "keep {{ link }} and {{ notice_url }}, each once",
    ),
    "no link": ("a mail to staff has no links", "take the link out"),
    "reply word": (
        "the word to reply with is missing",
        "say it as the standard letter does: `rekisterid letters copy`",
    ),
    "wording": ("the wording of the consent is not in it whole", "put {{ wording }} in on lines of its own"),
    "asks nothing": ("it asks for a score", "take the question out"),
    "every figure": ("a count or a case number is not in it", "go through all of lines and cases"),
    "every alarm": ("an alarm is not in it", "go through all of raised and over"),
    "html language": ("the HTML does not say its language", 'begin it with {% extends "layout.html.j2" %}'),
    "html link": ("the links of the HTML are not those of the plain text", _TWIN),
    "nothing loaded": (
        "the HTML loads or runs something",
        "take pictures, scripts, forms and addresses in styles out: letters load nothing",
    ),
    "nothing hidden": ("a style hides words of the letter", "take display: none and its like out"),
    "same words": ("the HTML says something else than the plain text", _TWIN),
}
"""Other faults: what is wrong, and the mend."""
