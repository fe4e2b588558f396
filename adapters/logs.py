"""Logs: lines of keys and values on a stream, for machines and for reading back.

INVARIANT: no line says anything about a single complaint; counts, codes, file names and digests are all it tells.
"""

import logging
from typing import TextIO

import structlog

SILENT = logging.CRITICAL  # nothing is logged at that level

Logger = structlog.typing.FilteringBoundLogger


def logger(stream: TextIO) -> Logger:
    """A log on `stream`: the time in UTC, the level, the event, then what else is told.

    Silent on a terminal, where people read a bar and a table instead.
    """
    found: Logger = structlog.wrap_logger(
        structlog.WriteLogger(stream),
        wrapper_class=structlog.make_filtering_bound_logger(SILENT if stream.isatty() else logging.INFO),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
    )
    return found
