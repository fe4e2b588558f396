"""Retrying: when an attempt is repeated, and when it is given up."""

from dataclasses import dataclass

from tenacity import RetryCallState
from tenacity.wait import wait_exponential_jitter

SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Retrying:
    """At most `tries` attempts; the `first` wait doubles up to the `longest`, in seconds, with jitter on top.

    Jitter keeps those that failed together from coming back together.
    """

    tries: int
    first: float
    longest: float

    def next(self, tries: int, *, at: int, asked: float | None) -> int | None:
        """When to try again after so many attempts, in microseconds; None to give up.

        The other side may have `asked` for so many seconds; it is never sooner.
        """
        if tries >= self.tries:
            return None
        state = RetryCallState(None, None, (), {})  # type: ignore[arg-type]  # a wait asks it for the number alone
        state.attempt_number = tries
        wait = wait_exponential_jitter(multiplier=self.first, max=self.longest, jitter=self.first)(state)
        return at + max(1, int(max(wait, asked or 0.0) * SECOND))
