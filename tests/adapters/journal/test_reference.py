"""Go's own note and tlog libraries accept our heads and proofs, and refuse what was changed."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from engine.journal import Proof
from tests.adapters.journal.ledger import KEYS
from tests.adapters.journal.test_disclosing import proof

LIBRARIES = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")
SOURCE = Path(__file__).parent / "verifier.go"

pytestmark = pytest.mark.skipif(
    shutil.which("go") is None or not LIBRARIES.is_dir(),
    reason="Debian's golang-go and golang-golang-x-mod-dev are not installed",
)


@pytest.fixture(scope="session")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, built."""
    folder = tmp_path_factory.mktemp("go")
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(folder / "cache")}
    shutil.copy(SOURCE, folder)
    command = ["go", "build", "-o", str(folder / "verifier"), "verifier.go"]
    subprocess.run(command, cwd=folder, env=environment, check=True)
    return folder / "verifier"


@pytest.mark.parametrize("where", ["small", "large"])
def test_the_reference_accepts_our_proofs_and_no_other_entry(
    where: str, verifier: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    journal: Path = request.getfixturevalue(where)
    made = proof(journal, 6)
    assert said(verifier, journal, made, tmp_path).startswith("accepted: 6 of ")
    other = Proof(7, made.path, made.note, made.extra)
    assert said(verifier, journal, other, tmp_path).startswith("refused:")


def said(verifier: Path, journal: Path, made: Proof, folder: Path) -> str:
    path = folder / "proof"
    path.write_text(made.text(), "utf-8")
    entry = json.loads(made.extra)["entry"]
    command = [verifier, str(KEYS.signer.verifier), journal / "checkpoint", path, entry]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
