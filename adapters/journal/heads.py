"""Heads: all that were signed over a journal, by the number of entries under them, and whether they agree."""

from contextlib import closing
from pathlib import Path

from adapters.journal.tail import Tail
from adapters.journal.title import Title
from adapters.journal.verdict import Examined
from engine.journal import Checkpoint, NoteError
from rules.said import Said, said

FOLDER = "checkpoints"
NEWEST = "checkpoint"
OUTSIDE = "--checkpoint"
REMEMBERED = "hot.db"

Heads = dict[int, list[tuple[str, bytes]]]
"""By the number of entries the heads over them: where each is written, and the root in it."""


def gathered(folder: Path, title: Title, tail: Tail, found: Examined, *, total: int, outside: str | None) -> Heads:
    """The heads in a journal of `total` entries, and the one kept `outside`; what is amiss is told in `found`."""
    gathering = _Gathering(folder, title, tail, found, total)
    gathering.run(outside)
    return gathering.heads


class _Gathering:
    """Reads every file that should hold a head."""

    def __init__(self, folder: Path, title: Title, tail: Tail, found: Examined, total: int) -> None:
        self._folder = folder
        self._title = title
        self._tail = tail
        self._found = found
        self._total = total
        self.heads: Heads = {}

    def run(self, outside: str | None) -> None:
        """Gather them, and compare the newest with what is published and remembered as such."""
        texts: dict[str, str] = {}
        for path in sorted((self._folder / FOLDER).glob("*")):
            if path.name.isdecimal() and (note := self._text(path)) is not None:
                texts[f"{FOLDER}/{path.name}"] = note
        newest = self._text(self._folder / NEWEST)
        later = self._later(texts)
        for name in later:
            del texts[name]
        if outside is not None:
            texts[OUTSIDE] = outside
        for name, note in texts.items():
            self._add(name, note)
        inside = {size: [name for name, _ in heads if name != OUTSIDE] for size, heads in self.heads.items()}
        largest = max((size for size, names in inside.items() if names), default=0)
        known = {texts[name] for name in inside.get(largest, ())} | set(later.values())
        if newest is not None and newest not in known:
            self._found.amiss("newest", file=NEWEST, largest=largest)
        self._found.heads, self._found.head = len(texts), newest or ""
        self._compare_state(largest)

    def _text(self, path: Path) -> str | None:
        """What a file says, if it can be read."""
        try:
            return path.read_text("utf-8")
        except (OSError, ValueError):
            self._found.unreadable.append(Said("`{path}` cannot be read", path=path.relative_to(self._folder)))
            return None

    def _later(self, texts: dict[str, str]) -> dict[str, str]:
        """The heads over entries that came after the journal was opened, which somebody appended meanwhile."""
        sizes = {name: int(name.rpartition("/")[2]) for name in texts}
        if max(sizes.values(), default=0) <= self._total:
            return {}
        with closing(Tail.open(self._folder, writes=False)) as tail:
            now = tail.end(tail.state.sealed << self._title.height)
        return {name: texts[name] for name, size in sizes.items() if self._total < size <= now}

    def _compare_state(self, largest: int) -> None:
        """The head that the writer remembers must be the newest, unless it was not yet published."""
        state = self._tail.state
        if state.signed_size < largest:
            self._found.amiss("state", size=state.signed_size, largest=largest)
        elif state.signed_size:
            self.heads.setdefault(state.signed_size, []).append((REMEMBERED, state.signed_root))

    def _add(self, name: str, note: str) -> None:
        try:
            head = Checkpoint.open(note, self._title.verifier)
        except NoteError as error:
            self._found.amiss("unsigned", file=name, why=said(error))
            return
        if name not in {OUTSIDE, f"{FOLDER}/{head.size}"}:
            self._found.amiss("misnamed", file=name, size=head.size)
        self.heads.setdefault(head.size, []).append((name, head.root))
