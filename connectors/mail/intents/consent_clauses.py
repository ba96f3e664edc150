"""Clauses that begin with a yes or hold its words and give no leave, in Finnish, Swedish and English."""

import re

from models.patterns import lazy

MEETS = lazy(
    r"\b(?:nähdään|nähää\w*|tavataan|tapaamme|tulen|tullaan|olen paikalla|see you|meet|i(?:'ll| will) (?:be|come)"
    r"|we(?:'ll| will) (?:be|come)|vi ses|ses vi|ses\b"
    r"|träffas|vi hörs"
    r"|jag kommer)\b",
    re.I,
)
"""A clause that agrees to meet, when it speaks of a day or a time as well."""
SEES = lazy(r"\b(?:nähdään|nähää\w*|tavataan|tapaamme|see you|vi ses|ses vi|träffas)\b", re.I)
"""Whoever says it agrees to a meeting."""
LOOKS_BACK = lazy(
    r"\b(?:oli|olin|olivat|olimme|meni|menivät|sujui|tykkäsin|tykättiin|pidin|pidimme|var|gick|gillade|was"
    r"|were|went|liked"
    r"|enjoyed"
    r"|olen"
    r" (?:maksanut|tehnyt|lähettänyt)|have (?:paid|done)|har (?:betalat|gjort))\b",
    re.I,
)
"""A clause that tells how something went."""
ALLOWS = lazy(
    r"\b(?:saa|saatte|saat|voi|voitte|voit|vastaan|mielel\w*|mielihyvin|sopii|käy|passaa|får|gärna|may|can"
    r"|happy|glad|gladly"
    r"|please)\b",
    re.I,
)
"""Words that may give leave even in a clause that looks back or agrees to meet."""
ONCE_GAVE = lazy(
    r"\b(?:rastitin|ruksitin|ruksasin|klikkasin|i (?:ticked|signed up|opted in)|jag (?:kryssade|anmälde)|kryssade jag"
    r"|lupasin|lupasimme|i promised|jag lovade|annoin|annoimme|suostuin|suostuimme|olin antanut|i gave"
    r"|we gave|i (?:once )?agreed|i had (?:given|agreed)"
    r"|jag gav|vi gav"
    r"|jag (?:godkände|samtyckte)|gav jag|godkände jag)\b",
    re.I,
)
"""What was allowed once: it tells of leave and gives none now."""
REFUSES = lazy(
    r"\b(?:suostumus\w*|lupa\w*|samtycke\w*|tillstånd\w*|tillåtelse\w*)\b[^.!?]{0,60}\b(?:en|emme|ei)"
    r" (?:\w+ )?(?:anna|anneta|myönnä|saa|heru)\w*"
    r"|\b(?:samtycke|tillstånd|tillåtelse)\w* (?:beviljas|ges|lämnas|är) (?:ej|inte|nekat|avslaget)"
    r"|\b(?:consent|permission) (?:is |was |has been )?(?:refused|denied|withheld|declined|not (?:given|granted))"
    r"|\b(?:refuse|deny|withhold|unable to give|cannot give|can't give|not give)\b[^.!?]{0,20}\b(?:consent|permission)"
    r"|\b(?:samtycker|godkänner|tillåter) (?:inte|ej)\b|\bfår (?:ni|du) (?:inte|ej)\b"
    r"|\bpyydä(?:n|mme),? (?:että ette|ettette) (?:\w+ ){0,2}?(?:lähetä|laita|kysy)\b|\brather (?:you|they) didn'?t\b"
    r"|\bi(?:'d| would) prefer (?:that |if )?you (?:didn'?t|did not|don'?t)\b|\b(?:hard|firm|clear|big) no\b(?= from| for|\W*$)"
    r"|\bi(?:'d| would) (?:like|prefer) not to be (?:invited|e-?mailed|contacted|asked|told|on)\b"
    r"|\bdecline your (?:\w+ )?(?:offer|invitation|newsletter|request)\b|\bär svaret (?:\w+ )?(?:nej|nekande)\b"
    r"|\b(?:skicka|mejla|sänd)(?: mig| oss)? ingenting\b|\b(?:mejla|bjud in) (?:mig|oss) inte\b"
    r"|^\W*(?:frågan|question)\b[^:=.!?]{0,25}[:=] ?(?:nej|no)\b"
    r"|\b(?:do not|don'?t) (?:consent|agree|allow)\b|\b(?:en|etten|emme|ettemme|enkä) (?:suostu|salli"
    r"|anna (?:\w+ ){0,2}?(?:lupaa\w*|suostumusta\w*))\b",
    re.I,
)
"""A refusal of leave that was asked for; it holds the words of a yes as well."""
ENDS = lazy(
    r"\b(?:peru\w*|lopett\w*|lopetan|eroon|irti\w*|pois|avsluta\w*|avbeställ\w*|säga upp|slippa|cancel|unsubscribe"
    r"|rid of|opt out"
    r"|remove|leave)\b",
    re.I,
)
"""A wish that something ends: "haluan eroon uutiskirjeestä" holds the words of an order."""
