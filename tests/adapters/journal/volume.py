"""A volume whose power can be cut: a small ext4 file system in a file, mounted by loop; for root only."""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
import time
from pathlib import Path

SIZE = 64 << 20
# EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH (Linux, fs/ext4/ext4.h): nothing more reaches the disk.
SHUTDOWN = 0x8004587D
PATIENCE = 50
NO_FLUSH = struct.pack("I", 2)


class Volume:
    """A file system in `folder`, mounted at `folder/volume`; raises OSError where it cannot be."""

    def __init__(self, folder: Path) -> None:
        self._image = folder / "image"
        self.at = folder / "volume"
        self.at.mkdir()
        with self._image.open("wb") as file:
            file.truncate(SIZE)
        _done("mkfs.ext4", "-q", "-F", str(self._image))
        self._mount()

    def cut(self) -> None:
        """Cut the power: what is not on the disk by now is lost."""
        descriptor = os.open(self.at, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(descriptor, SHUTDOWN, NO_FLUSH)
        finally:
            os.close(descriptor)

    def restore(self) -> None:
        """Turn the power on again; nobody may have a file of it open."""
        self.close()
        self._mount()

    def close(self) -> None:
        """Take it out, as soon as nobody looks at it any more."""
        for _ in range(PATIENCE):
            try:
                return _done("umount", str(self.at))
            except OSError:
                time.sleep(0.1)
        return _done("umount", str(self.at))

    def _mount(self) -> None:
        _done("mount", "-o", "loop", str(self._image), str(self.at))


def _done(*command: str) -> None:
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/bin"
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"PATH": path})
    if done.returncode:
        raise OSError(done.stderr.strip())
