"""One feedback request that is due, its letter of any length, and the job that sends it, as after a restart each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event

from connectors.accounts import SmtpAccount
from connectors.mail.send import SmtpSender
from daemon.clocks import Clocks
from daemon.jobs.relay import RelayHealth
from daemon.jobs.send import SendJob, Sent
from models.register.letters_due import LetterDue
from models.values import OutgoingLetter
from tests.models.register.mailroom import MailRoom


@contextmanager
def letter_room(folder: Path) -> Iterator[MailRoom]:
    """A register in which one letter is due."""
    made = MailRoom(f"sqlite:///{folder / 'register.sqlite'}")
    made.visit()
    made.consents()
    made.judge()
    yield made
    made.database.close()


def compose(due: LetterDue, padding: int = 0) -> OutgoingLetter:
    """The letter, longer by `padding` bytes."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = "Firma <info@firma.example>"
    message["To"] = due.address
    message["Subject"] = "Miten meni?"
    message["Date"] = "Fri, 20 Nov 2026 12:00:00 +0200"
    message["Message-ID"] = f"<{due.message_id}>"
    message.set_content("Hei!\n" + ("x" * 70 + "\n") * (padding // 71))
    return OutgoingLetter("info@firma.example", due.address, due.message_id, message.as_bytes())


def send(room: MailRoom, account: SmtpAccount, padding: int = 0, *, final_answer: float = 1.5) -> Sent:
    """Run the job as after a restart: a new outbox, a new relay. `final_answer`: seconds it waits after the dot."""
    sender = SmtpSender(account, dialogue=timedelta(seconds=20), final_answer=timedelta(seconds=final_answer))
    health = RelayHealth(room.database, account.name, Clocks(lambda: room.now))
    return SendJob(room.new_outbox(), sender, lambda due: compose(due, padding), health).run(Event())
