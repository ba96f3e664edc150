"""The schema's revision: known without Alembic, and told in words when it is not this version's."""

import subprocess
import sys

import pytest
from alembic.script import ScriptDirectory

from models.errors import NotMadeYet
from models.migrations import HEAD
from models.register import migrate
from models.register.database import make_engine, open_database
from tests.models.register.samples import KEY


def test_revision_in_the_code_is_the_newest_migration() -> None:
    engine = make_engine("sqlite://")
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(migrate.alembic_config(connection))
    assert script.get_current_head() == HEAD


def test_register_that_is_up_to_date_opens_without_alembic(register_url: str) -> None:
    open_database(register_url, key=KEY).close()
    code = (
        "import sys; from models.register.database import open_database; "
        f"open_database({register_url!r}, key={KEY!r}).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_what_is_not_there_yet_is_no_fault_of_the_database(database_url: str) -> None:
    with pytest.raises(NotMadeYet, match="nothing was read yet") as caught:
        open_database(database_url, key=KEY, upgrade=False)
    assert "rekisterid pull" in caught.value.mend


def test_looking_makes_no_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("empty")
    with pytest.raises(NotMadeYet):
        open_database(f"sqlite:///{folder}/register.sqlite", key=KEY, upgrade=False)
    assert list(folder.iterdir()) == []
