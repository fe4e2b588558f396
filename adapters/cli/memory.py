"""Memory: what is freed is kept, for the next chunk of a feed asks for the same again."""

import ctypes
import os

KEPT = 256 << 20
LARGEST = 64 << 20
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3

# NumPy's linear algebra is not used, but its threads would spin for a while all the same.
SETTINGS = {
    "OPENBLAS_NUM_THREADS": "1",
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:30000,muzzy_decay_ms:30000",
}


def keep() -> None:
    """Tell the allocators of C, NumPy and Polars so; of use before these two are imported.

    What the user's environment says of them stands.
    """
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # there is none but in glibc
        mallopt(_M_TRIM_THRESHOLD, KEPT)
        mallopt(_M_MMAP_THRESHOLD, LARGEST)
