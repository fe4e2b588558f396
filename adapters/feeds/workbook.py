"""Workbooks: the parts of an XLSX file (ECMA-376) that give a sheet's cells their meaning."""

import posixpath
import re
from dataclasses import dataclass
from zipfile import ZipFile

from adapters.feeds.markup import MarkupError, elements
from adapters.feeds.serial import BUILT_IN, Style, style
from rules.said import Said

LARGEST_PART = 1 << 26
MOST_SHARED = 1 << 28
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")

Elements = list[tuple[str, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the cells of one sheet refer to, and the name of the sheet's part: None if there is no such sheet.

    `sheets` names all sheets; `name` is that of this one, and `is_hidden` whether a person sees it.
    """

    part: str | None
    sheets: tuple[str, ...]
    name: str
    is_hidden: bool
    shared: list[str]
    styles: list[Style]
    since_1904: bool


def opened(archive: ZipFile, sheet: str | None) -> Workbook:
    """The workbook in `archive`, to read `sheet` of it or else the first; MarkupError or KeyError if it is none."""
    book = _elements(archive, "xl/workbook.xml")
    sheets = [attributes for tag, attributes in book if tag == "sheet"]
    chosen = next((one for one in sheets if sheet in (None, one.get("name"))), {})
    relation = next((value for key, value in chosen.items() if key.endswith(" id")), "")
    targets = {
        attributes.get("Id"): posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
        for tag, attributes in _elements(archive, "xl/_rels/workbook.xml.rels")
        if tag == "Relationship"
    }
    return Workbook(
        part=targets.get(relation, "").lstrip("/") if chosen else None,
        sheets=tuple(one.get("name", "") for one in sheets),
        name=chosen.get("name", ""),
        is_hidden=chosen.get("state", "visible") != "visible",
        shared=_shared(archive),
        styles=_styles(archive),
        since_1904=any(attributes.get("date1904") in ("1", "true") for tag, attributes in book if tag == "workbookPr"),
    )


class Runs:
    """Gathers the text of a string made of runs, without the reading aids that Asian texts can carry."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._inside = False
        self._aside = False

    def start(self, tag: str) -> None:
        """An element begins."""
        self._inside = tag == "t"
        self._aside = self._aside or tag == "rPh"

    def end(self, tag: str) -> None:
        """An element ends."""
        self._inside = False
        self._aside = self._aside and tag != "rPh"

    def text(self, text: str) -> None:
        """Characters come."""
        if self._inside and not self._aside:
            self._parts.append(text)

    def taken(self) -> str:
        """The text since the last time; its escapes resolved."""
        text = "".join(self._parts)
        self._parts.clear()
        return unescaped(text)


def unescaped(text: str) -> str:
    """Text without the escapes for characters that XML cannot hold: `_x000D_` is a carriage return."""
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def _shared(archive: ZipFile) -> list[str]:
    """The strings that cells refer to by number."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    strings: list[str] = []
    runs = Runs()
    length = 0

    def end(tag: str) -> None:
        nonlocal length
        runs.end(tag)
        if tag == "si":
            strings.append(runs.taken())
            length += len(strings[-1]) + 1

    with archive.open("xl/sharedStrings.xml") as stream:
        for _ in elements(stream, start=lambda tag, _: runs.start(tag), end=end, text=runs.text):
            if length > MOST_SHARED:
                raise MarkupError(Said("too many strings"))
    return strings


def _styles(archive: ZipFile) -> list[Style]:
    """What each of the cells' formats makes of a number."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    codes: dict[int, Style] = dict(BUILT_IN)
    styles: list[Style] = []
    inside = False
    for tag, attributes in _elements(archive, "xl/styles.xml"):
        if tag == "numFmt":
            codes[_whole(attributes.get("numFmtId"))] = style(attributes.get("formatCode", ""))
        elif tag == "xf" and inside:
            styles.append(codes.get(_whole(attributes.get("numFmtId")), Style.NUMBER))
        elif tag != "xf":
            inside = tag == "cellXfs" or (inside and tag in ("alignment", "protection", "extLst", "ext"))
    return styles


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _elements(archive: ZipFile, part: str) -> Elements:
    """All elements of a small part, in order."""
    if archive.getinfo(part).file_size > LARGEST_PART:
        raise MarkupError(Said("a part is too large"))
    found: Elements = []
    with archive.open(part) as stream:
        for _ in elements(stream, start=lambda tag, attributes: found.append((tag, attributes)), end=lambda _: None):
            pass
    return found
