"""The one pass over the lines of a message: every word that zones, kind, contacts and inquiries look for."""

from connectors.mail import kind_text
from connectors.mail.contacts import identifiers, owntext
from connectors.mail.words import WordFinder
from connectors.mail.zones import split
from models.rules.inquiries import ANSWERING_STEMS

LINE_WORDS = WordFinder(split.WORDS | kind_text.WORDS | identifiers.WORDS | owntext.WORDS | ANSWERING_STEMS)
