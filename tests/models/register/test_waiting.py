"""New rows of a batch wait to be written together."""

import gc
import weakref

from models.register import waiting
from models.tables import Person
from tests.models.register.office import Office
from tests.models.register.samples import at


def test_nothing_of_a_batch_outlives_it_for_python_to_look_for(office: Office) -> None:
    gc.disable()
    try:
        with office.database.write() as session:
            waiting.begin(session, lambda: None)
            kept = weakref.ref(waiting.of(session))
            waiting.put(session, waiting.new(Person, created_at=at(1)))
            waiting.end(session)
            assert kept() is None
    finally:
        gc.enable()


def test_rows_are_written_at_once_when_a_batch_has_ended(office: Office) -> None:
    with office.database.write() as session:
        waiting.begin(session, lambda: None)
        first = waiting.put(session, waiting.new(Person, created_at=at(1)))
        waiting.end(session)
        second = waiting.put(session, waiting.new(Person, created_at=at(1)))
        assert session.get_one(Person, first).created_at == session.get_one(Person, second).created_at
        assert second > first
