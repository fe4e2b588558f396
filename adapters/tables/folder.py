"""The folder of a policy: where the files of its tables are looked for, and nowhere else."""

from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from adapters.tables.size import LARGEST
from rules.said import Said
from rules.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class Folder:
    """The files below a folder."""

    path: Path

    def __call__(self, file: str) -> bytes | Unreadable:
        """The bytes of a file; not of one to which a link leads out of the folder."""
        try:
            path = (self.path / file).resolve(strict=True)
            if not path.is_relative_to(self.path.resolve(strict=True)):
                return Unreadable(Said("a link leads out of the policy's folder; copy the file into it"))
            found = path.stat()
            if not S_ISREG(found.st_mode):
                return Unreadable(Said("it is no file"))
            if found.st_size > LARGEST:
                return Unreadable(
                    Said("it has {size} bytes, more than {largest}; split it", size=found.st_size, largest=LARGEST)
                )
            return path.read_bytes()
        except (OSError, RuntimeError) as error:  # RuntimeError: before Python 3.13 of links in a circle
            return Unreadable((getattr(error, "strerror", None) or str(error)).lower())
