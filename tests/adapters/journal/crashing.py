"""Crashing: what a power cut may leave of files, worked out from the calls by which a program really changed them.

strace tells each call with its bytes. Until a file is flushed, any of what was written to it since may be missing,
the last write may be torn, and until a folder is flushed, so may any change of its names. That is weaker than what
ext4, XFS or Btrfs promise, and what POSIX leaves a program to rely on.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

CALLS = "%file,write,pwrite64,fsync,fdatasync,ftruncate,lseek,close"
FOLDER = -1
ENOUGH = 3
"""Of so many changes that are not flushed yet, each subset is tried; of more, those in which one is missing or torn."""
_CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+)(?:<(.*)>)?(?: .*)?$", re.DOTALL)
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_HELD = re.compile(r"(\d+)<((?:\\x[0-9a-f]{2})*)>")


class Call(NamedTuple):
    """A system call of a thread, the path of the file it was made on, its texts, its other arguments, what it gave."""

    thread: str
    name: str
    held: str
    texts: tuple[bytes, ...]
    rest: str
    gave: int


def traced(command: Sequence[str], *, cwd: Path, log: Path) -> tuple[subprocess.CompletedProcess[str], list[Call]]:
    """Run a command to its end; how it ended, and the calls that succeeded, in the order in which they returned."""
    strace = ["strace", "-f", "-qq", "-y", "-xx", "-s", "100000000", "-e", f"trace={CALLS}", "-e", "signal=none"]
    done = subprocess.run(
        [*strace, "-o", str(log), *command], cwd=cwd, capture_output=True, text=True, check=False, timeout=300
    )
    return done, [*_calls(log)]


def _calls(log: Path) -> Iterator[Call]:
    begun: dict[str, str] = {}
    with log.open(encoding="ascii") as lines:
        for line in lines:
            thread, _, text = line.rstrip("\n").partition(" ")
            text = text.lstrip()
            if text.endswith("<unfinished ...>"):
                begun[thread] = text.removesuffix("<unfinished ...>")
                continue
            if text.startswith("<..."):
                text = begun.pop(thread) + text.partition("resumed>")[2]
            found = _CALL.match(text)
            if found and int(found[3]) >= 0:
                yield _call(thread, found)


def _call(thread: str, found: re.Match[str]) -> Call:
    name, arguments, gave, opened = found.groups()
    held = _HELD.search(opened_at(gave, opened) if name in {"open", "openat"} else arguments)
    texts = tuple(bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(arguments))
    path = bytes.fromhex(held[2].replace("\\x", "")).decode() if held else ""
    return Call(thread, name, path, texts, _TEXT.sub("", arguments), int(gave))


def opened_at(gave: str, path: str | None) -> str:
    """What `openat` gave, as the other calls have it among their arguments."""
    return f"{gave}<{path or ''}>"


@dataclass(slots=True)
class Change:
    """A change that is not flushed: bytes `at` a place of a file, its length when `cut` to it, or names of a folder."""

    file: int = FOLDER
    at: int = 0
    data: bytes = b""
    cut: bool = False
    names: Mapping[str, int | None] = field(default_factory=dict)

    def torn(self) -> Change | None:
        """Half of it, where it has halves."""
        return Change(self.file, self.at, self.data[: len(self.data) // 2]) if len(self.data) > 1 else None


class Disk:
    """Files below a folder: what is flushed, and the changes that are not; a folder's names map paths to files."""

    def __init__(self, folder: Path) -> None:
        self._root = str(folder)
        self._flushed: dict[int, bytes] = {}
        self._named: dict[str, int] = {}
        self._current: dict[str, int] = {}
        self._pending: list[Change] = []
        self._places: dict[int, int] = {}
        for path in sorted(folder.rglob("*")):
            self._named[str(path)] = len(self._flushed) if path.is_file() else FOLDER
            if path.is_file():
                self._flushed[len(self._flushed)] = path.read_bytes()
        self._current = dict(self._named)

    def see(self, call: Call) -> bool:
        """Follow a call; whether it changed anything or flushed it."""
        match call.name:
            case "openat" | "open":
                return self._open(call.held, call.rest)
            case "write" | "pwrite64":
                return self._write(call)
            case "lseek" if call.held in self._current:
                self._places[self._current[call.held]] = call.gave
            case "ftruncate" if call.held in self._current:
                length = int(call.rest.rpartition(",")[2])
                return self._change(Change(self._current[call.held], length, cut=True))
            case "fsync" | "fdatasync":
                return self._flush(call.held)
            case "rename" | "renameat" | "renameat2":
                return self._rename(*(text.decode() for text in call.texts))
            case "mkdir" | "mkdirat" if self._within(call.texts[0].decode()):
                path = call.texts[0].decode()
                self._current[path] = FOLDER
                return self._change(Change(names={path: FOLDER}))
            case "unlink" | "unlinkat" if call.texts[0].decode() in self._current:
                path = call.texts[0].decode()
                del self._current[path]
                return self._change(Change(names={path: None}))
        return False

    def _within(self, path: str) -> bool:
        return path.startswith(self._root + os.sep)

    def _open(self, path: str, flags: str) -> bool:
        if not self._within(path) or self._current.get(path) == FOLDER:
            return False
        if path not in self._current:
            if "O_CREAT" not in flags:
                return False
            made = len(self._flushed)
            self._flushed[made] = b""
            self._current[path], self._places[made] = made, 0
            return self._change(Change(names={path: made}))
        file = self._current[path]
        self._places[file] = 0
        return "O_TRUNC" in flags and self._change(Change(file, cut=True))

    def _write(self, call: Call) -> bool:
        if call.held not in self._current:
            return False
        file, data = self._current[call.held], call.texts[0][: call.gave]
        if call.name == "pwrite64":
            return self._change(Change(file, int(call.rest.rpartition(",")[2]), data))
        at = self._places[file]
        self._places[file] += call.gave
        return self._change(Change(file, at, data))

    def _rename(self, old: str, new: str) -> bool:
        if old not in self._current:
            return False
        file = self._current.pop(old)
        self._current[new] = file
        return self._change(Change(names={old: None, new: file}))

    def _change(self, change: Change) -> bool:
        self._pending.append(change)
        return True

    def _flush(self, path: str) -> bool:
        """A file's bytes are on disk, or a folder's names."""
        file = self._current.get(path)
        done = [
            one
            for one in self._pending
            if (one.file == file if one.file != FOLDER else {_folder(name) for name in one.names} == {path})
        ]
        self._pending = [one for one in self._pending if one not in done]
        for one in done:
            _apply(one, self._flushed, self._named)
        return bool(done)

    def left(self) -> Iterator[dict[str, bytes]]:
        """What may be there after a crash now: the files by path, and folders, whose paths end in `/`."""
        for kept in _kept(self._pending):
            flushed, named = dict(self._flushed), dict(self._named)
            for one in kept:
                _apply(one, flushed, named)
            reached = {path: file for path, file in named.items() if self._reached(path, named)}
            yield {path if file != FOLDER else path + "/": flushed.get(file, b"") for path, file in reached.items()}

    def _reached(self, path: str, named: Mapping[str, int]) -> bool:
        folder = _folder(path)
        return folder == self._root or (folder in named and self._reached(folder, named))


def _folder(path: str) -> str:
    return path.rpartition(os.sep)[0]


def _kept(pending: Sequence[Change]) -> Iterator[Sequence[Change]]:
    """Which of the changes were made."""
    if len(pending) <= ENOUGH:
        for count in range(len(pending) + 1):
            yield from combinations(pending, count)
    else:
        yield ()
        yield pending
        yield from ([*pending[:at], *pending[at + 1 :]] for at in range(len(pending)))
        yield pending[-1:]
    half = pending[-1].torn() if pending else None
    if half is not None:
        yield [*pending[:-1], half]


def _apply(change: Change, files: dict[int, bytes], names: dict[str, int]) -> None:
    for name, file in change.names.items():
        if file is None:
            names.pop(name, None)
        else:
            names[name] = file
    if change.names:
        return
    held = files[change.file]
    if change.cut:
        files[change.file] = held[: change.at].ljust(change.at, b"\0")
        return
    held = held.ljust(change.at, b"\0")
    files[change.file] = held[: change.at] + change.data + held[change.at + len(change.data) :]
