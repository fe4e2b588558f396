"""Steps: what the writer must not forget, and what each commit adds to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class State:
    """How many segments count, and the last head that was signed."""

    sealed: int
    signed_size: int
    signed_root: bytes


@dataclass(frozen=True, slots=True)
class Bound:
    """How many entries were committed, and the writer's word for it."""

    size: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is on record: `number` is its own entry; `shown` tells whether its outputs appeared."""

    identity: bytes
    as_of: int
    number: int
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What a commit brings besides entries, which are numbered from `first`; those before `low` are in segments."""

    first: int
    bound: Bound
    sealed: int = 0
    low: int = 0
    activations: Mapping[bytes, int] = field(default_factory=dict)
    runs: Sequence[Run] = ()
