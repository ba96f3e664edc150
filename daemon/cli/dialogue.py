"""Questions on the terminal: each is asked again until the answer is of its kind."""

from collections.abc import Sequence
from typing import Any, get_args

import typer
from pydantic import TypeAdapter, ValidationError

from daemon.cli.output import clean, line
from daemon.config.kinds import Expect


class Dialogue:
    """Asks a person. Raises typer.Abort when the input ends."""

    def ask(self, question: str, kind: Any, *, default: str = "", optional: bool = False) -> str:
        """Give an answer of a kind of daemon.config.kinds, as the person wrote it; "" only when it is optional."""
        adapter: TypeAdapter[object] = TypeAdapter(kind)
        expected = next((mark.text for mark in get_args(kind) if isinstance(mark, Expect)), "another answer")

        def tested(answer: str) -> str:
            text = answer.strip()
            if not text and optional:
                return ""
            try:
                adapter.validate_python(text)
            except ValidationError:
                raise typer.BadParameter(f"expected {expected}") from None
            return text

        shown = bool(default)
        answer: str = typer.prompt(
            question, default=default if shown or optional else None, show_default=shown, value_proc=tested
        )
        return answer

    def secret(self, question: str) -> str:
        """Give a password; it is not shown while it is typed."""

        def tested(answer: str) -> str:
            text = answer.strip("\r\n")
            if not text or any(ord(character) < 32 for character in text):
                raise typer.BadParameter("expected a password on one line")
            return text

        answer: str = typer.prompt(question, hide_input=True, value_proc=tested)
        return answer

    def yes(self, question: str, *, default: bool) -> bool:
        """Give a yes or no."""

        def tested(answer: str) -> bool:
            word = answer.strip().lower()
            if word not in ("y", "yes", "n", "no"):
                raise typer.BadParameter("expected y or n")
            return word.startswith("y")

        marked = f"{question} [{'Y/n' if default else 'y/N'}]"
        answer: bool = typer.prompt(marked, default="y" if default else "n", show_default=False, value_proc=tested)
        return answer

    def choose(self, question: str, options: Sequence[str], *, default: str = "") -> str:
        """Give one of the options, chosen by its number or name."""
        return self.choose_some(question, options, default=default, single=True)[0]

    def choose_some(
        self, question: str, options: Sequence[str], *, default: str = "", single: bool = False
    ) -> list[str]:
        """Give one or more of the options, chosen by numbers or names with commas between; the default may be empty."""
        for number, option in enumerate(options, 1):
            line(f"    {number}  {clean(option)}")

        def tested(answer: str) -> str:
            parts = [part.strip() for part in answer.split(",") if part.strip()]
            chosen = [_option(part, options) for part in parts]
            if None in chosen or (single and len(chosen) != 1):
                raise typer.BadParameter(f"expected {_numbers(len(options), single=single)}")
            return "\n".join(option for option in chosen if option is not None)

        answer: str = typer.prompt(
            question, default=default if default or not single else None, show_default=bool(default), value_proc=tested
        )
        return answer.split("\n") if answer else []


def _numbers(many: int, *, single: bool) -> str:
    if many == 1:
        return "1"
    return f"{'a number' if single else 'numbers'} from 1 to {many}"


def _option(text: str, options: Sequence[str]) -> str | None:
    if text in options:
        return text
    return options[int(text) - 1] if text.isdecimal() and 1 <= int(text) <= len(options) else None
