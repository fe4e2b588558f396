"""How the program ends: its exit codes, and the errors that are answers."""

from enum import IntEnum

from click import ClickException


class Exit(IntEnum):
    """What each exit code means."""

    DONE = 0
    NO = 1
    MISUSED = 2
    UNREADABLE = 3
    INCONCLUSIVE = 4
    INTERRUPTED = 130


class NoError(ClickException):
    """The answer is no."""

    exit_code = Exit.NO


class MisusedError(ClickException):
    """The command was misused in a way that its options alone do not show."""

    exit_code = Exit.MISUSED


class UnreadableError(ClickException):
    """The input cannot be read."""

    exit_code = Exit.UNREADABLE


class InconclusiveError(ClickException):
    """It cannot be concluded."""

    exit_code = Exit.INCONCLUSIVE
