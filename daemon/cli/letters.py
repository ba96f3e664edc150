"""`rekisterid letters`: the letters that go out, in whose words, looked at, tried and sent to oneself."""

from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_urlsafe
from textwrap import fill
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from daemon.cli.groups import add_group
from daemon.cli.output import NARROW, Column, clean, line, show
from daemon.cli.shell import AsJson, shell_of
from daemon.cli.written import to_make, write_new
from models.errors import ConfigError, Declined, Unreachable
from models.vocabulary import Language

if TYPE_CHECKING:
    from daemon.config import Config
    from daemon.letters.samples import Address
    from daemon.letters.templates import LetterName
    from models.values import OutgoingLetter

Name = Annotated[str, typer.Argument(metavar="NAME", help="A letter, as `letters list` names it.")]
Variant = Annotated[
    str | None,
    typer.Option("--variant", metavar="VARIANT", help="As `letters list` names it; without it the usual one."),
]
InLanguage = Annotated[Language | None, typer.Option("--language", help="Without it the register's language.")]

TO_STAFF = frozenset({"digest", "alarm"})


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add_group(
        app,
        "letters",
        "The letters that go out, and your own words in them.",
        {"list": list_letters, "check": check, "preview": preview, "copy": copy, "send-test": send_test},
    )


@dataclass(frozen=True, slots=True)
class LetterShown:
    """A letter in a language, and what of it is the firm's own. `names`: what its templates may put in.

    `variants`: what it may say, the usual one first.
    """

    letter: str
    language: str
    to: str
    text: str
    html: str
    subject: str
    names: tuple[str, ...]
    variants: tuple[str, ...]


def list_letters(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List every letter in every language: in your words or ours, its variants, and the names that its templates may put in."""
    from daemon.letters.check import placeholders
    from daemon.letters.samples import samples
    from daemon.letters.templates import LetterName
    from daemon.own_letters import sample_sender, tried_letters

    config = shell_of(ctx).config
    letters, _ = tried_letters(config)
    rows = []
    for name in LetterName:
        for language in Language:
            stem = f"{name}.{language}"
            owns = [
                f"{stem}.txt.j2" in letters.templates,
                f"{stem}.html.j2" in letters.templates,
                stem in letters.subjects,
            ]
            text, html, subject = ("own" if own else "standard" for own in owns)
            names = tuple(sorted(placeholders(name, language, sample_sender(config))))
            to = "the contact person" if name in TO_STAFF else "a client"
            variants = tuple(sample.variant for sample in samples(name, language, _address(config)))
            rows.append(LetterShown(name.value, language.value, to, text, html, subject, names, variants))
    columns = (
        Column[LetterShown]("letter", lambda row: row.letter),
        Column[LetterShown]("language", lambda row: row.language),
        Column[LetterShown]("to", lambda row: "staff" if row.letter in TO_STAFF else "client"),
        Column[LetterShown]("text", lambda row: row.text),
        Column[LetterShown]("HTML", lambda row: row.html),
        Column[LetterShown]("subject", lambda row: row.subject),
    )
    show(rows, columns, as_json=as_json, width=NARROW)
    if not as_json:
        for name in LetterName:
            row = next(row for row in rows if row.letter == name)
            for text in (f"{name}: {', '.join(row.names)}", f"  variants: {', '.join(row.variants)}"):
                line(fill(text, NARROW, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False))


def check(ctx: typer.Context) -> None:
    """Try your letters with everything that they can say; each fault with its file, its line and the mend."""
    from daemon.own_letters import checked_letters

    config = shell_of(ctx).config
    if config.letters.folder is None:
        line("all letters are in our words: [letters] folder names none of yours")
        return
    letters = checked_letters(config)
    counts = ((len(letters.templates), "template"), (len(letters.subjects), "subject"))
    said = " and ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in counts)
    line(f"all is well: {said} in {config.letters.folder}")


def preview(
    ctx: typer.Context,
    name: Name,
    language: InLanguage = None,
    variant: Variant = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", parser=to_make, help="Make a file of its HTML part.")
    ] = None,
    eml: Annotated[
        Path | None, typer.Option("--eml", metavar="FILE", parser=to_make, help="Make a file of the whole letter.")
    ] = None,
) -> None:
    """Show a letter with invented facts, as plain text; links in it open nothing."""
    from email import message_from_bytes, policy

    config = shell_of(ctx).config
    letter = _letter(config, name, language, variant, _address(config))
    message = message_from_bytes(letter.content, policy=policy.default)
    parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    for path, content in (
        (html, str(parts["html"].get_content()).encode() if parts["html"] else b""),
        (eml, letter.content),
    ):
        if path is not None:
            write_new(path, content)
            line(f"wrote {path}")
    if html is None and eml is None:
        for header in ("From", "To", "Reply-To", "Subject"):
            line(clean(f"{header}: {message[header]}"))
        line(clean(f"\n{parts['plain'].get_content() if parts['plain'] else ''}", keep_lines=True))


def copy(
    ctx: typer.Context,
    name: Name,
    language: InLanguage = None,
) -> None:
    """Copy our templates of a letter into your folder, to begin from; nothing there is overwritten."""
    from daemon.letters.sandbox import OURS

    config = shell_of(ctx).config
    folder = config.letters.folder
    if folder is None:
        raise Declined(
            "[letters] names no folder", mend='write [letters] and folder = "letters" into the configuration'
        )
    stem = f"{_named(name)}.{language or config.register.language}"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as exc:
        mend = "name another folder under [letters], or make it yourself"
        raise Declined(f"the folder {folder} cannot be made: {exc.strerror}", mend=mend) from exc
    for kind in ("txt", "html"):
        file = f"{stem}.{kind}.j2"
        write_new(folder / file, (OURS / file).read_bytes())
        line(f"wrote {folder / file}")


def send_test(
    ctx: typer.Context,
    name: Name,
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="An address of your own, of the configuration.")],
    language: InLanguage = None,
    variant: Variant = None,
) -> None:
    """Send a letter with invented facts to an address of your own; links in it open nothing."""
    from connectors.mail.send import SendOutcome, SmtpSender
    from daemon.config.build import ledger_file, own_identity, smtp_account
    from models.register.sending_hold import SendingHold
    from models.rules.normalise import comparable_email

    shell = shell_of(ctx)
    config = shell.connecting()
    address = comparable_email(to)
    if address is None or address not in own_identity(config).addresses:
        raise Declined(
            "--to is no address of your own: nothing was sent",
            mend="name one of the configuration: of [controller], [contact_person], a mailbox, [sending] or [own] addresses",
        )
    relay = smtp_account(config)
    if relay is None or config.sending.from_address is None:
        raise ConfigError(["sending.host: expected a relay to send by, got nothing"], mend="write [sending] host")
    if SendingHold(ledger_file(config)).is_on:
        raise Declined("a hold stops all mail: nothing was sent", mend="`rekisterid sending` says why")
    at = replace(
        _address(config),
        to=address,
        token=f"rk-{token_urlsafe(16)}",
        domain=config.sending.from_address.rpartition("@")[2],
        written_at=shell.clock().astimezone(ZoneInfo(config.register.zone)),
    )
    letter = _letter(config, name, language, variant, at)
    result = SmtpSender(relay).send(letter, on_data=lambda: None)
    if result.outcome is not SendOutcome.SENT:
        code = f", code {result.code}" if result.code else ""
        raise Unreachable(f"the relay did not take the letter: {result.outcome.value}{code}", mend="`rekisterid check`")
    line("sent; the links in it open nothing")


def _address(config: "Config") -> "Address":
    """Give an invented recipient, and where the firm's pages run."""
    from daemon.letters.samples import Address

    return Address(pages=config.web.url if config.web.enabled else None)


def _letter(
    config: "Config", name: str, language: Language | None, variant: str | None, address: "Address"
) -> "OutgoingLetter":
    """Give a sample of a letter, without a variant the usual one. Raises ConfigError when the firm's own words do not hold."""
    from daemon.letters.samples import samples
    from daemon.own_letters import checked_letters, sample_sender

    found = samples(_named(name), language or config.register.language, address)
    wanted = next((sample for sample in found if variant in (None, sample.variant)), None)
    if wanted is None:
        known = ", ".join(sample.variant for sample in found)
        raise Declined(f"{name} has no variant {clean(variant or '')}", mend=f"name one of {known}")
    return wanted.write(sample_sender(config, checked_letters(config)))


def _named(name: str) -> "LetterName":
    from daemon.cli.choosing import chosen
    from daemon.letters.templates import LetterName

    return chosen(LetterName, name, f"there is no letter {clean(name)}")
