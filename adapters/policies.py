"""Policies as files, with the tables that lie beside them."""

from pathlib import Path

from adapters.tables import Folder, tables
from rules.loading import Loaded, load

DEFAULT = "policy.yaml"


def read(path: str) -> Loaded:
    """The policy in a file, or its faults; `OSError` if the file cannot be read."""
    return load(Path(path).read_bytes(), name=path, tables=tables(Folder(Path(path).parent)))
