"""The cases of the domain reference. REKISTERID_CASES names another folder of the same format, which then runs instead."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OURS = Path(__file__).parent / "data" / "cases"


@dataclass(frozen=True)
class CaseFile:
    """One file of cases as plain JSON: `head` holds what stands beside the cases (the policy they assume)."""

    head: dict[str, Any]
    cases: list[dict[str, Any]]


def case_folder() -> Path:
    """Give the folder whose cases run; a named folder that holds none is an error, not an empty run."""
    folder = Path(os.environ.get("REKISTERID_CASES") or OURS)
    if not any(folder.glob("*.json")):
        raise FileNotFoundError(f"no cases in the folder {folder}")
    return folder


def case_files(schema: str) -> list[CaseFile]:
    """Give the files of `schema` ("consent/1") in the folder; another folder may leave a kind out."""
    found = []
    for path in sorted(case_folder().glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.get("schema") == schema:
            found.append(CaseFile({key: value for key, value in content.items() if key != "cases"}, content["cases"]))
    return found


def cases(schema: str) -> list[dict[str, Any]]:
    """Give all cases of `schema`, each with its file's head merged in under "head"."""
    return [{**case, "head": file.head} for file in case_files(schema) for case in file.cases]
