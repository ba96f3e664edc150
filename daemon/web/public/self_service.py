"""Ask for a link to one's own consents: the page says the same whatever the address is, and takes the same time (HW-T17)."""

from daemon.web.public.rendering import Shown, said, words
from daemon.web.public.room import Room, Visit, language_for
from models.rules.normalise import comparable_email


def show(room: Room, visit: Visit) -> Shown:
    """Show the form."""
    return Shown("self_service", "self_service", language_for(room, visit), visit.path, {"address": ""})


def act(room: Room, visit: Visit) -> Shown:
    """Note the address in memory; a job looks later whose it is. Only its form is judged here."""
    language = language_for(room, visit)
    typed = visit.form.get("address", "")[:254]
    key = comparable_email(typed)
    if key is None:
        facts = {"address": typed, "errors": (words("self_service", language)["bad_address"],)}
        return Shown("self_service", "self_service", language, visit.path, facts, 422)
    room.wishes.add(key)
    w = words("self_service_done", language)
    return said("self_service_done", language, w["text"], w["none"], here=visit.path)
