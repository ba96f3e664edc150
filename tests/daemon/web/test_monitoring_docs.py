"""What docs say of monitoring is what there is: every metric and every kind of alarm, and none that is not."""

import re
from pathlib import Path

from daemon.web.metrics import Exposition, Meters, ServiceCollector
from models.vocabulary import AlarmKind
from tests.models.register.office import Office

DOCS = Path(__file__).parents[3] / "docs"
NAME = re.compile(r"\b(?:rekisterid|process)_[a-z_]+[a-z]\b")
HISTOGRAM = re.compile(r"_(?:bucket|sum|count|created)\Z")


def exposed(folder: Path) -> set[str]:
    office = Office(f"sqlite:///{folder / 'register.sqlite'}")
    exposition = Exposition()
    meters = Meters({"info": "info"}, ["info"], exposition.registry)
    collector = ServiceCollector(office.database, {"info": "info"}, {}, frozenset, lambda: office.now)
    exposition.registry.register(collector)
    assert meters
    lines = exposition.text().decode().splitlines()
    office.database.close()
    return {line.split()[2] for line in lines if line.startswith("# TYPE")}


def named(text: str) -> set[str]:
    return {HISTOGRAM.sub("", name) for name in NAME.findall(text)}


def test_every_metric_that_docs_and_rules_name_is_there_and_explained(tmp_path: Path) -> None:
    there = exposed(tmp_path)
    page = (DOCS / "monitoring.md").read_text(encoding="utf-8")
    rules = (DOCS / "rekisterid.rules.yml").read_text(encoding="utf-8")
    assert named(rules) <= there
    assert named(page) <= there
    ours = {name for name in there if name.startswith("rekisterid_") and not HISTOGRAM.search(name)}
    assert ours <= named(page)


def test_every_kind_of_alarm_is_explained() -> None:
    page = (DOCS / "monitoring.md").read_text(encoding="utf-8")
    part = page.partition("## Alarms")[2].partition("## Pages")[0]
    rows = re.findall(r"^\| `([a-z_]+)` \|", part, re.MULTILINE)
    assert sorted(rows) == sorted(kind.value for kind in AlarmKind)
