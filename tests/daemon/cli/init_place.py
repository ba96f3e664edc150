"""A folder in which `rekisterid init` runs, with invented servers."""

import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from daemon.cli.app import run
from daemon.cli.shell import Shell
from tests.daemon.cli.invented_servers import NOW, InventedServers

FIRM = [
    "controller.name=Suvanto Työnohjaus Oy",
    "controller.address=Suvantokatu 2, 80110 Joensuu",
    "controller.email=info@suvanto.example",
    "contact_person.name=Riikka Taipalsuo",
    "contact_person.email=riikka@suvanto.example",
    "contact_person.phone=+358138000880",
    "register.name=Asiakasrekisteri",
    "register.notice_version=2026-01",
]
MAILBOX = [
    "mailboxes.info.host=imap.suvanto.example",
    "mailboxes.info.user=info@suvanto.example",
    "mailboxes.info.folders=INBOX:inbox,Lähetetyt:sent",
]
ENV = {"REKISTERID_INFO_PASSWORD": "pw of info"}


@dataclass
class Place:
    """A folder in which init runs, with invented servers."""

    folder: Path
    servers: InventedServers

    @property
    def config(self) -> Path:
        """The file that is written."""
        return self.folder / "conf" / "config.toml"

    def run(
        self, *arguments: str, answers: list[str] | None = None, env: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """Run init with these options and typed lines; give its exit code and all it wrote."""
        shell = Shell(env=env or {}, folder=self.folder, outside=self.servers, clock=lambda: NOW)
        with CliRunner().isolation("".join(f"{answer}\n" for answer in answers or [])) as (_, _, output):
            code = run(["--config", str(self.config), "init", *arguments], shell)
            sys.stdout.flush()
            sys.stderr.flush()
            return code, output.getvalue().decode()

    def set(self, *values: str, options: tuple[str, ...] = (), env: dict[str, str] | None = None) -> tuple[int, str]:
        """Run init without questions."""
        given = [part for value in values for part in ("--set", value)]
        return self.run("--non-interactive", *options, *given, env=env)

    def files(self) -> dict[str, str]:
        """Give the files there are, with their modes."""
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): oct(stat.S_IMODE(path.stat().st_mode)) for path in found}
