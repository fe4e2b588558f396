"""Revisions: files as they are on record in git."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from rules.said import Said
from rules.unreadable import Unreadable

HEAD = "HEAD"
_SHORT = 7


class RevisionError(Exception):
    """There is no such file on record; the message says why."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A file's content as it was, under the name by which people know it.

    `commit` is the one that it is from, and `folder` where the file lies.
    """

    name: str
    content: bytes
    commit: str
    folder: Path

    def beside(self, file: str) -> bytes | Unreadable:
        """The content of a file below the same folder, as it was then."""
        try:
            return _git(self.folder, "show", f"{self.commit}:./{file}")
        except RevisionError as error:
            return Unreadable(str(error))


def recorded(path: str, revision: str = HEAD) -> Revision:
    """The file at `path` as it is on record in a revision, any name that git has for one: `HEAD~1`, a tag, a branch.

    Raises RevisionError if git has no such revision, the file is not in it, or there is no git.
    """
    found = Path(path).resolve()
    commit = _git(found.parent, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    content = _git(found.parent, "show", f"{commit}:./{found.name}")
    return Revision(
        f"{path}@{revision}" + f" ({commit[:_SHORT]})" * (not commit.startswith(revision)),
        content,
        commit,
        found.parent,
    )


def named(text: str, *, path: str) -> Revision:
    """What `REVISION` or `REVISION:PATH` names: the file at `path` unless it says which; raises RevisionError."""
    revision, colon, other = text.partition(":")
    return recorded(other if colon else path, revision)


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 -- git alone, and no shell
            ["git", "-C", folder, *arguments],  # noqa: S607 -- the one the user has
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise RevisionError(Said("git cannot be run: {why}", why=(error.strerror or str(error)).lower())) from error
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise RevisionError(told.removeprefix("fatal: ") or Said("git does not say why"))
    return done.stdout
