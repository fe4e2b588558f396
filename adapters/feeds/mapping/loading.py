"""Loading: the text of a mapping as its parts, each validated on its own, and every fault at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from adapters.feeds.mapping.faults import MappingFault
from adapters.feeds.mapping.shape import FactShape, FeedShape
from rules import document, node
from rules.fault import Place, nearest
from rules.said import Said, suggesting

Key = tuple[str, ...]
Places = Mapping[Key, Place]
Shape = TypeVar("Shape", bound=BaseModel)

_DIGIT = Said("write a whole number from 0 to 9")
_LINES = Said("write `key: value` lines below it")
_WANTED: Mapping[str, str] = MappingProxyType(
    {
        "dict_type": _LINES,
        "greater_than_equal": _DIGIT,
        "int_parsing": _DIGIT,
        "int_parsing_size": _DIGIT,
        "int_type": _DIGIT,
        "less_than_equal": _DIGIT,
        "model_type": _LINES,
        "string_too_long": Said("write one character"),
        "string_too_short": Said("this is empty; write a text"),
        "string_type": Said("write a text"),
        "too_short": Said("this list is empty; write at least one"),
        "tuple_type": Said("write a text or a list of texts"),
    }
)


@dataclass(frozen=True, slots=True)
class FeedMapping:
    """What a mapping says; `facts` lacks those whose part is at fault, and `shape` is None if the rest is.

    A mapping with faults can be told about, not used. `digest` is the SHA-256 of its text, None where it has none.
    """

    name: str
    shape: FeedShape | None
    facts: Mapping[str, FactShape]
    places: Places
    faults: tuple[MappingFault, ...]
    digest: str | None = None

    def fault(self, key: Key, message: str) -> MappingFault:
        """A fault at a key, or at the nearest key above it that is written."""
        return MappingFault(place(self.places, key), ".".join(key), message)


def place(places: Places, key: Key) -> Place:
    """Where a key is written, or else the one above it."""
    while key and key not in places:
        key = key[:-1]
    return places.get(key, Place(1, 1))


def load(source: bytes, name: str) -> FeedMapping:
    """The mapping that a YAML text says; its faults are in it."""
    read, digest = document.read(source), sha256(source).hexdigest()
    faults = [MappingFault(fault.place, "", fault.said) for fault in read.faults]
    places: dict[Key, Place] = {}
    tree = nested(read.root, (), places) if read.root else {}
    if read.root and not isinstance(tree, dict):
        faults.append(MappingFault(Place(1, 1), "", Said("a mapping is made of `key: value` lines")))
    if not isinstance(tree, dict) or read.root is None:
        return FeedMapping(name, None, {}, places, tuple(faults), digest)
    found: list[tuple[Key, str]] = []
    shape = _validated(FeedShape, tree, (), found)
    facts = {}
    parts = tree.get("facts")
    for fact, part in parts.items() if isinstance(parts, dict) else ():
        valid = _validated(FactShape, part, ("facts", fact), found)
        if valid:
            facts[fact] = valid
    faults += [MappingFault(place(places, key), ".".join(key), message) for key, message in found]
    return FeedMapping(name, shape, facts, places, tuple(sorted(faults)), digest)


def nested(branch: node.Node, key: Key, places: dict[Key, Place]) -> Any:  # noqa: ANN401 -- as nested as YAML is
    """Nested dicts, lists and texts, with the place of every key noted; what is refused is passed over."""
    places.setdefault(key, branch.place)
    match branch:
        case node.Scalar():
            return branch.text
        case node.Sequence():
            return [nested(item, (*key, str(at)), places) for at, item in enumerate(branch.items)]
        case node.Mapping():
            for name, _ in branch.items:
                places[*key, name.text] = name.place
            return {name.text: nested(below, (*key, name.text), places) for name, below in branch.items}
        case node.Refused():
            return None


def _validated(shape: type[Shape], tree: object, key: Key, faults: list[tuple[Key, str]]) -> Shape | None:
    try:
        return shape.model_validate(tree)
    except ValidationError as error:
        faults.extend(_told(error, shape, key))
        return None


def _told(error: ValidationError, shape: type[BaseModel], key: Key) -> Iterator[tuple[Key, str]]:
    for detail in error.errors(include_url=False):
        yield (*key, *(str(part) for part in detail["loc"])), _message(detail, shape)


def _message(detail: ErrorDetails, shape: type[BaseModel]) -> str:
    """Pydantic's finding in our words; none of them quotes more than the mapping itself."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        name = str(detail["loc"][-1])
        meant = nearest(name, [field.alias or key for key, field in shape.model_fields.items()])
        message = Said("no key is named `{name}`", name=name)
        return suggesting(message, meant) if meant else Said("{message}; delete it", message=message)
    if kind == "missing":
        return Said("this key is missing; write it")
    if kind == "literal_error":
        return Said("write {expected}", expected=context["expected"].replace("'", "`"))
    if kind == "value_error":
        return str(context["error"])
    return _WANTED[kind]
