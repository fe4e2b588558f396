"""Plans: a mapping checked against a policy, ready for the columns of a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from adapters.feeds.mapping import checking
from adapters.feeds.mapping.decoding import NO_MATCH, UNKNOWN_WORD, Decoder, written_kind
from adapters.feeds.mapping.faults import MappingFault
from adapters.feeds.mapping.loading import FeedMapping, Key
from adapters.feeds.mapping.shape import FactShape
from adapters.feeds.mapping.spelling import Spelling, ambiguous, spelling
from rules.fault import nearest
from rules.policy import Fact, Policy
from rules.said import Said
from rules.types import Date, Instant, Value
from rules.unreadable import Unreadable

Tell = Callable[[Key, str], None]

_BARE = FactShape.model_validate({})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: columns in order of preference, a constant, or nowhere.

    `names` may hold `*` for the places of a JSON array; `missing` are the texts that mean nothing.
    `unmatched` is what a text without the shape's pattern means.
    """

    fact: Fact
    names: tuple[str, ...]
    decoder: Decoder
    shape: FactShape = _BARE
    missing: tuple[str, ...] = ()
    unmatched: Value | Unreadable = None
    constant: Value = None

    @property
    def is_mark(self) -> bool:
        """Whether the fact follows from what is there, not from what it says."""
        return bool(self.shape.present or self.shape.count or self.shape.contains)


@dataclass(frozen=True, slots=True)
class Plan:
    """A source for every fact of the policy, in its order.

    `key` are the columns whose content names a complaint that no column names; empty if that is not to be.
    """

    mapping: FeedMapping
    policy: Policy
    sources: tuple[Source, ...]
    key: tuple[str, ...] = ()


def identity(policy: Policy) -> Plan:
    """The plan for files whose columns are the policy's facts, in the form that `rules.types.read` takes.

    An empty cell is a missing value.
    """
    sources = (Source(fact, (fact.name,), Decoder(fact.type), missing=("",)) for fact in policy.facts)
    return Plan(FeedMapping("identity", None, {}, {}, ()), policy, tuple(sources))


def plan(mapping: FeedMapping, policy: Policy) -> Plan | tuple[MappingFault, ...]:
    """The mapping's plan for a policy, or every fault in it."""
    faults = set(mapping.faults)

    def tell(key: Key, message: str) -> None:
        faults.add(mapping.fault(key, message))

    _check_names(mapping, policy, tell)
    sources = tuple(_source(mapping, fact, tell) for fact in policy.facts)
    if faults or mapping.shape is None:
        return tuple(sorted(faults))
    return Plan(mapping, policy, sources, mapping.shape.content_key or ())


def _check_names(mapping: FeedMapping, policy: Policy, tell: Tell) -> None:
    names = [fact.name for fact in policy.facts]
    for fact in mapping.facts:
        if fact not in names:
            meant = nearest(fact, names)
            ending = Said("did you mean `{meant}`?", meant=meant) if meant else Said("delete it")
            tell(
                ("facts", fact),
                Said(
                    "the policy `{policy}` has no fact named `{fact}`; {ending}",
                    policy=policy.name,
                    fact=fact,
                    ending=ending,
                ),
            )
    keyed = ("content_key",) in mapping.places
    if mapping.shape and any("*" in name for name in mapping.shape.content_key or ()):
        tell(("content_key",), Said("a content key is made of whole columns; write their names without `*`"))
    if ("facts",) not in mapping.places:
        return
    for fact, hint in ((policy.identity, Said(" or write a `content_key`")), (policy.dated_by, "")):
        if fact and ("facts", fact) not in mapping.places and not (hint and keyed):
            tell(("facts",), Said("nothing gives `{fact}`; say which column it comes from{hint}", fact=fact, hint=hint))


def _source(mapping: FeedMapping, fact: Fact, tell: Tell) -> Source:
    shape = mapping.facts.get(fact.name)
    if shape is None:
        return Source(fact, (), Decoder(fact.type))

    def tell_here(key: str, message: str) -> None:
        tell(("facts", fact.name, *filter(None, key.split(".", 1))), message)

    checking.check(fact, shape, tell_here)
    name = shape.timezone or (mapping.shape.timezone if mapping.shape else None)
    zone = ZoneInfo(name) if name else None
    default = mapping.shape.missing if mapping.shape else ()
    constant = shape.constant
    return Source(
        fact,
        shape.columns or (),
        _decoder(fact, shape, zone, tell=tell_here),
        shape,
        missing=default if shape.missing is None else shape.missing,
        unmatched=checking.otherwise(fact, shape, NO_MATCH, tell=tell_here) if shape.pattern else None,
        constant=None if constant is None else checking.value(fact, constant, "constant", tell=tell_here, zone=zone),
    )


def _decoder(fact: Fact, shape: FactShape, zone: ZoneInfo | None, *, tell: checking.Tell) -> Decoder:
    kind = written_kind(fact.type, minor=checking.is_minor(shape))
    spellings = tuple(_spellings(fact, shape, tell))
    if shape.values is None:
        return Decoder(kind, zone, spellings, shape.thousands)
    words = {
        word: checking.value(fact, text, f"values.{word}", tell=tell, zone=zone) for word, text in shape.values.items()
    }
    return Decoder(kind, zone, words=words, otherwise=checking.otherwise(fact, shape, UNKNOWN_WORD, tell=tell))


def _spellings(fact: Fact, shape: FactShape, tell: checking.Tell) -> Iterator[Spelling]:
    if not shape.formats or not isinstance(fact.type, Date | Instant):
        return
    found = [spelling(text, fact.type) for text in shape.formats]
    good = [each for each in found if isinstance(each, Spelling)]
    for fault in (each for each in found if isinstance(each, str)):
        tell("formats", fault)
    clash = ambiguous(good, fact.type)
    if clash:
        tell("formats", clash)
    yield from good
