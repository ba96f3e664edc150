"""What is remembered of a message's pieces while it is read, its names and addresses, is forgotten at its end."""

import importlib
import pkgutil

from connectors.mail import contacts, intents, zones
from connectors.mail.contacts.names import is_person
from connectors.mail.contacts.postal import find_postal
from connectors.mail.message import ReadingOptions, read_message
from models.values import OwnIdentity

# What they keep is no text of a mail: patterns by forms of a fixed list.
KEEPING_NO_MAIL = {"_pattern"}
MAIL = """From: Maija Virta <maija.virta@posti.example>\r
Content-Type: text/plain; charset=utf-8\r
\r
Hei!\r
\r
Maija Virta\r
toimitusjohtaja, Virran Puutarha Oy\r
Kauppakatu 3, 20100 Turku\r
040 123 4567\r
"""


def test_nothing_of_a_message_is_kept_when_it_is_read() -> None:
    is_person("Pekka Salo")
    find_postal("Kauppakatu 3, 20100 Turku")
    read_message(MAIL.encode(), ReadingOptions(OwnIdentity(company="Lumituuli Oy")))
    kept: dict[str, int] = {}
    for package in (contacts, intents, zones):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(found.name)).items():
                told = getattr(value, "cache_parameters", None)
                if told is not None and told()["maxsize"] is not None and name not in KEEPING_NO_MAIL:
                    kept[name] = value.cache_info().currsize
    assert "find_postal" in kept
    assert {name for name, size in kept.items() if size} == set()
