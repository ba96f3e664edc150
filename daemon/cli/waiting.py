"""`rekisterid problems`, `candidates` and `judgements`: what waits for a person to look."""

from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.groups import add_group
from daemon.cli.output import Column, Lines, Plain, is_wide, line, plain, show, show_json
from daemon.cli.shell import AsJson, shell_of
from models.errors import Declined

if TYPE_CHECKING:
    from daemon.cli.opened import Local
    from models.register.queries.waiting import CandidateShown, JudgementShown, ProblemShown


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add_group(app, "problems", "Items that could not be read.", {"list": list_them, "retry": retry}, alone=list_them)
    app.command("candidates")(candidates)
    add_group(
        app,
        "judgements",
        "Whether two records are one person.",
        {"list": judgements, "answer": answer},
        alone=judgements,
    )


def list_them(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the items that could not be read or stored, with the reason."""
    from daemon.cli.opened import opened
    from models.register.queries.waiting import list_problems

    with opened(shell_of(ctx)) as register_, register_.database.read() as session:
        rows = list_problems(session)
        columns = _problem_columns(register_.local)
    if as_json:
        show_json([_problem_told(row) for row in rows])
        return
    show(rows, columns, as_json=False, empty="no problems")


def _problem_told(row: "ProblemShown") -> Plain:
    """Give a problem as JSON has it: everything, and the words beside the code."""
    told = plain(row)
    assert isinstance(told, dict)
    reason, mend = _problem_words(row)
    return {**told, "words": reason, "mend": mend}


def _problem_words(row: "ProblemShown") -> tuple[str, str]:
    """Give why an item could not be read, and what to do."""
    from daemon.problem_codes import ProblemCode, advice_for
    from daemon.reasons import plain_words, words_for

    words = words_for(ProblemCode, row.error)
    reason = "a fault in reading or storing it" if words == row.error else words
    return reason, plain_words(advice_for(row.error)).replace(" ID", f" {row.id}")


def _problem_columns(local: "Local") -> "tuple[Column[ProblemShown], ...]":
    from daemon.cli.source_words import stream_words

    number: Column[ProblemShown] = Column("id", lambda row: row.id, number=True)

    def where(row: "ProblemShown") -> str:
        return f"{row.account}/{stream_words(row.stream)}"

    def item(row: "ProblemShown") -> str:
        return f"UID {row.item}" if row.validity else row.item

    def why(row: "ProblemShown") -> tuple[str, str]:
        return _problem_words(row)[0], f"{row.stage}: {row.error}"

    def again(row: "ProblemShown") -> str:
        return "at the next pull" if row.again else ""

    def tried(row: "ProblemShown") -> str:
        return f"tried {row.tries}×, last {local.moment(row.last_at)}"

    if not is_wide():
        return (
            number,
            Column("item", lambda row: Lines((where(row), item(row), tried(row)))),
            Column("reason and what to do", lambda row: Lines((*why(row), _problem_words(row)[1], again(row)))),
        )
    return (
        number,
        Column("where", where),
        Column("item", item),
        Column("reason", lambda row: Lines(why(row))),
        Column("what to do", lambda row: _problem_words(row)[1]),
        Column("last tried", lambda row: local.moment(row.last_at)),
        Column("tries", lambda row: row.tries, number=True),
        Column("again", again),
    )


def retry(
    ctx: typer.Context,
    problem_id: Annotated[int | None, typer.Argument(metavar="ID", help="Only this one; without it all.")] = None,
) -> None:
    """Read items that failed again at the next pull: after an update, or when a server was at fault."""
    from daemon.cli.opened import opened
    from models.register.audit import Act, record
    from models.register.streams import retry_problems

    with opened(shell_of(ctx)) as register_, register_.database.write() as session:
        count = retry_problems(session, register_.now, problem_id)
        if count == 0 and problem_id is not None:
            raise Declined(f"there is no problem {problem_id}", mend="`rekisterid problems` lists them")
        record(session, register_.by, Act("problem.retry", "problem", problem_id, "", str(count)))
    line("one item is read again at the next pull" if count == 1 else f"{count} items are read again at the next pull")


def candidates(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the senders who are no clients yet; each is forgotten on its day unless staff answer or file a message."""
    from daemon.cli.opened import opened
    from models.register.queries.waiting import list_candidates

    with opened(shell_of(ctx)) as register_, register_.database.read() as session:
        rows = list_candidates(session)
        local = register_.local
    named: tuple[Column[CandidateShown], ...] = (Column("name", lambda row: Lines((row.name, row.address))),)
    if is_wide():
        named = (Column("name", lambda row: row.name), Column("address", lambda row: row.address))
    columns: tuple[Column[CandidateShown], ...] = (
        *named,
        Column("messages", lambda row: row.messages, number=True),
        Column("last seen", lambda row: local.day(row.last_seen_at)),
        Column("forgotten on", lambda row: row.delete_from),
    )
    show(rows, columns, as_json=as_json, empty="no candidates")


def judgements(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the cases in which someone should say whether two records are one person."""
    from daemon.cli.opened import opened
    from models.register.queries.waiting import list_judgements

    with opened(shell_of(ctx)) as register_, register_.database.read() as session:
        rows = list_judgements(session)
        columns = _judgement_columns(register_.local)
    show(rows, columns, as_json=as_json, empty="nothing waits to be judged")
    if rows and not as_json:
        line("`rekisterid person show` shows each; `rekisterid judgements answer ID same` (or different) settles one")


def answer(
    ctx: typer.Context,
    judgement_id: Annotated[int, typer.Argument(metavar="ID", help="As `rekisterid judgements` lists it.")],
    word: Annotated[str, typer.Argument(metavar="same|different", help="One person, or two.")],
) -> None:
    """Say whether two records are one person. Nothing is moved: the other answer takes it back."""
    from daemon.cli.opened import opened
    from models.register.clusters import answer as note_answer

    if word not in ("same", "different"):
        raise Declined("the answer is same or different", mend=f"rekisterid judgements answer {judgement_id} same")
    with opened(shell_of(ctx)) as register_, register_.database.write() as session:
        answered = note_answer(session, judgement_id, same=word == "same", by=register_.by)
    people = " and ".join(str(person) for person in answered.people)
    if len(answered.people) == 1:
        line(f"noted for person {people}; it is not asked again, and what came under the other name stays unused")
    elif word == "same":
        joined = ", ".join(str(person) for person in answered.members)
        line(f"records {joined} are read as one person from now on; of their consents the stricter one counts")
    else:
        line(f"records {people} are two people")


def _judgement_columns(local: "Local") -> "tuple[Column[JudgementShown], ...]":
    from daemon.cli.source_words import place_words
    from daemon.reasons import words_for
    from models.rules.identity import MatchReason

    return (
        Column("id", lambda row: row.id, number=True),
        Column("people", lambda row: Lines(f"{person} {name}".strip() for person, name in row.people)),
        Column("why", lambda row: words_for(MatchReason, row.reason)),
        Column("from", lambda row: place_words(row.source) if row.source else ""),
        Column("since", lambda row: local.day(row.made_at)),
    )
