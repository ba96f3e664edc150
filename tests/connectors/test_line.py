"""The line of a reading child, where it is interrupted: no item gets the answer of another."""

from collections.abc import Iterator

import pytest

from connectors.child import Child, ChildDied, Limits
from connectors.frames import Header
from connectors.line import Line, Question

ONES_OWN = {name: (Header(options=name, size=0), b"") for name in "AB"}


class OneByOne(Child):
    """A child in memory: it says that it is ready, then answers each question by its name. `fault` meets who reads the first."""

    def __init__(self, fault: BaseException | None) -> None:
        self._fault = fault
        self._says = [(Header(size=0), b"")]
        self._question = b""

    @property
    def unsent(self) -> int:
        return len(self._question)

    def say(self, question: bytes) -> None:
        self._question = question

    def send(self) -> bool:
        if self._question:
            self._says.append(ONES_OWN[self._question.decode()])
        self._question = b""
        return True

    def exchange(self, until: float) -> list[tuple[Header, bytes]]:
        self.send()
        answers, self._says = self._says[:1], self._says[1:]
        if self._fault is not None:
            fault, self._fault = self._fault, None
            raise fault
        return answers

    def kill(self) -> None:
        self._says = []

    def end(self) -> None:
        self._says = []


def line_of(*faults: BaseException | None) -> Line:
    """A line whose children meet these faults, one child after the other."""
    children: Iterator[OneByOne] = (OneByOne(fault) for fault in faults)
    return Line("", Limits(), lambda: None, lambda *_: next(children))


@pytest.mark.parametrize("fault", [ChildDied("reader_died"), OSError(5, "no")])
def test_child_that_fails_while_it_gets_ready_is_not_asked(fault: Exception) -> None:
    line = line_of(fault, None)
    assert not line.warm("message")
    assert_own_answers(line)


def test_child_that_somebody_stopped_listening_to_is_not_asked() -> None:
    line = line_of(KeyboardInterrupt(), None)
    with pytest.raises(KeyboardInterrupt):
        line.warm("message")
    assert_own_answers(line)


def assert_own_answers(line: Line) -> None:
    """Each of two items gets its own answer."""
    first, second = Question("message", b"A"), Question("message", b"B")
    line.put(first)
    line.put(second)
    assert line.answer(first) == ONES_OWN["A"]
    assert line.answer(second) == ONES_OWN["B"]
