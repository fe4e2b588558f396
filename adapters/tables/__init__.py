"""Decision tables that lie beside a policy: CSV and XLSX files as grids of cells, each with its place."""

from adapters.tables.folder import Folder
from adapters.tables.reading import Files, tables

__all__ = ["Files", "Folder", "tables"]
