"""Writing a file in one step, so that it is never there by half."""

from pathlib import Path

from adapters.cli.exits import UnreadableError
from adapters.cli.words import Words


def write(words: Words, path: Path, content: bytes) -> None:
    """Write a file, with the rights of the one that it replaces, or say why that cannot be done."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(content)
        if path.exists():
            beside.chmod(path.stat().st_mode)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        why = (error.strerror or str(error)).lower()
        raise UnreadableError(words("run.cannot-write", path=path, why=why)) from error
