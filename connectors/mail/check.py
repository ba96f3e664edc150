"""Test a mailbox as `rekisterid check` does: connection, login, each folder, and that looking changes no flag."""

from connectors.accounts import MailAccount
from connectors.incoming import AnswerTooLarge
from connectors.mail.session import AnswerUnusable, FolderState, MailSession, is_folder, open_session
from models.errors import RekisteridError
from models.values import Finding

_MAX_NAMES = 40
_LAST_UIDS = 50


def check_account(account: MailAccount) -> list[Finding]:
    """Give a finding for each thing the account needs, with the mend of what fails. Raises nothing."""
    server = account.server
    subject = f"{account.name}: {server.host}:{server.port}"
    try:
        session = open_session(account)
    except RekisteridError as exc:
        return [Finding.failed(subject, exc)]
    secured = "the certificate is not checked, as configured" if server.insecure else f"{server.tls.value} TLS"
    findings = [Finding(subject, ok=True, message=f"connection ({secured}) and login")]
    try:
        findings += _folders(account, session)
    except (RekisteridError, AnswerUnusable, AnswerTooLarge) as exc:
        mend = getattr(exc, "mend", "") or "try again; it may pass"
        findings.append(Finding(subject, ok=False, message="the connection failed during the test", mend=mend))
    finally:
        session.close()
    return findings


def _folders(account: MailAccount, session: MailSession) -> list[Finding]:
    names = session.folders()
    findings: list[Finding] = []
    tried = False
    for folder in account.folders:
        subject = f"{account.name}: folder {folder.name}"
        try:
            state = session.examine(folder.name)
        except AnswerUnusable:
            findings.append(_unopened(subject, folder.name, names))
            continue
        findings.append(Finding(subject, ok=True, message=f"{state.messages} messages, read as {folder.role.value}"))
        if not tried and state.messages:
            findings.append(_flags(subject, session, state))
            tried = True
    return findings


def _unopened(subject: str, name: str, names: list[str]) -> Finding:
    if is_folder(name, names):
        mend = "see whether the login may read this folder; the service tries again by itself"
        return Finding(subject, ok=False, message="the server does not open it", mend=mend)
    mend = f"name one of the folders of this account: {', '.join(names[:_MAX_NAMES])}"
    return Finding(subject, ok=False, message="there is no such folder", mend=mend)


def _flags(subject: str, session: MailSession, state: FolderState) -> Finding:
    """Look at one message as pulling does, one that nobody has seen if there is one, and compare its flags."""
    highest = session.highest() or (state.uidnext or 1) - 1
    uids = session.search(max(1, highest - _LAST_UIDS), highest)
    before = _flags_of(session, uids)
    unseen = [uid for uid, flags in before.items() if b"\\Seen" not in flags]
    uid = max(unseen or before, default=0)
    if not uid:
        return Finding(subject, ok=True, message="no message to look at")
    session.fetch([uid], ["BODY.PEEK[HEADER]<0.65536>", "BODY.PEEK[TEXT]<0.1024>"])
    if _flags_of(session, [uid]).get(uid) == before[uid]:
        return Finding(subject, ok=True, message="looking at a message leaves its flags alone")
    mend = "run the check again; when this stays, the server does not honour BODY.PEEK: do not use it"
    return Finding(subject, ok=False, message="the flags of a message changed while it was looked at", mend=mend)


def _flags_of(session: MailSession, uids: list[int]) -> dict[int, frozenset[object]]:
    found = {uid: answer.get(b"FLAGS") for uid, answer in session.fetch(uids, ["FLAGS"]).items()}
    # \Recent belongs to the session that looks (RFC 3501, 2.3.2).
    return {uid: frozenset(flags) - {b"\\Recent"} for uid, flags in found.items() if isinstance(flags, tuple)}
