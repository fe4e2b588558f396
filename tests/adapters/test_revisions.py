"""Files as they are on record in git: a real repository."""

import os
import subprocess
from pathlib import Path

import pytest

from adapters.revisions import RevisionError, named, recorded
from rules.unreadable import Unreadable

AUTHOR = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]


def git(folder: Path, *arguments: str) -> None:
    """Run git as nobody in particular."""
    subprocess.run(["git", *AUTHOR, *arguments], cwd=folder, check=True, capture_output=True)  # noqa: S607 -- the one here


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which `p.yaml` was committed twice, and changed since; one below it has another file."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", os.fspath(tmp_path.parent))
    git(tmp_path, "init", "--quiet")
    for text in ("one", "two"):
        (tmp_path / "p.yaml").write_text(text, "utf-8")
        git(tmp_path, "add", "p.yaml")
        git(tmp_path, "commit", "--quiet", "--message", text)
    (tmp_path / "p.yaml").write_text("three", "utf-8")
    (tmp_path / "new.yaml").write_text("new", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_last_version_is_found(repository: Path) -> None:
    found = recorded("p.yaml")
    assert found.content == b"two"
    assert found.name.startswith("p.yaml@HEAD (")
    assert recorded(str(repository / "p.yaml")).content == b"two"


@pytest.mark.parametrize("text", ["HEAD~1", "HEAD~1:p.yaml", "HEAD~1:./p.yaml"])
def test_any_revision_is_found(repository: Path, text: str) -> None:
    del repository
    assert named(text, path="p.yaml").content == b"one"


def test_another_file_is_found_beside_one_that_is_not_on_record(repository: Path) -> None:
    del repository
    assert named("HEAD:p.yaml", path="new.yaml").content == b"two"


@pytest.mark.parametrize(
    ("path", "revision", "why"),
    [
        ("new.yaml", "HEAD", "path 'new.yaml' exists on disk, but not in"),
        ("p.yaml", "nowhere", "Needed a single revision"),
        ("p.yaml", "--help", "Needed a single revision"),
        ("p.yaml", "", "Needed a single revision"),
    ],
)
def test_what_is_not_on_record_is_told(repository: Path, path: str, revision: str, why: str) -> None:
    del repository
    with pytest.raises(RevisionError, match=why):
        recorded(path, revision)


def test_a_folder_without_git_has_no_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", os.fspath(tmp_path.parent))
    (tmp_path / "p.yaml").touch()
    with pytest.raises(RevisionError, match="not a git repository"):
        recorded(str(tmp_path / "p.yaml"))


def test_a_machine_without_git_has_no_record(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.fspath(repository))
    with pytest.raises(RevisionError, match="git cannot be run: no such file or directory"):
        recorded("p.yaml")


def test_a_table_beside_a_policy_is_found_as_it_was(repository: Path) -> None:
    (repository / "tables").mkdir()
    for text in ("old", "new"):
        (repository / "tables" / "t.csv").write_text(text, "utf-8")
        git(repository, "add", ".")
        git(repository, "commit", "--quiet", "--message", text)
    assert recorded("p.yaml", "HEAD~1").beside("tables/t.csv") == b"old"
    gone = recorded("p.yaml", "HEAD~2").beside("tables/t.csv")
    assert isinstance(gone, Unreadable)
    assert "tables/t.csv" in gone.reason
