"""The catalogue: the mappings that tousu ships, and those in files."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from adapters.feeds.chunk import Layout
from adapters.feeds.mapping.loading import FeedMapping, load
from adapters.feeds.mapping.naming import folded
from adapters.feeds.mapping.plan import Plan, identity, plan
from adapters.feeds.mapping.shape import FeedShape
from rules.fault import nearest
from rules.policy import Policy
from rules.said import Said

IDENTITY = "identity"
_ENDING = ".yaml"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says about one mapping.

    `format` is empty where any will do; `columns` are those that give facts, of header variants the first.
    """

    name: str
    title: str
    policy: str
    source: str
    format: str
    columns: tuple[str, ...]


def catalog() -> tuple[Entry, ...]:
    """The shipped mappings by name."""
    mappings = [shipped(name) for name in names()]
    return tuple(_entry(mapping, mapping.shape) for mapping in mappings if mapping.shape)


def names() -> tuple[str, ...]:
    """Names of the shipped mappings, sorted."""
    found = files("adapters.feeds").joinpath("mappings").iterdir()
    return tuple(sorted(path.name.removesuffix(_ENDING) for path in found if path.name.endswith(_ENDING)))


def shipped(name: str) -> FeedMapping:
    """The shipped mapping of a name."""
    return load(files("adapters.feeds").joinpath("mappings", name + _ENDING).read_bytes(), name)


def find(name_or_path: str) -> FeedMapping | str:
    """The mapping of a shipped name or of a YAML file, its faults in it; or why there is none."""
    if name_or_path in names():
        return shipped(name_or_path)
    path = Path(name_or_path)
    if path.suffix not in (".yaml", ".yml") and not path.exists():
        meant = nearest(name_or_path, [*names(), IDENTITY])
        hint = Said("did you mean `{meant}`?", meant=meant) if meant else Said("`tousu feeds` lists them")
        return Said("no feed is named `{name}`; {hint}", name=name_or_path, hint=hint)
    try:
        return load(path.read_bytes(), name_or_path)
    except OSError as error:
        return Said(
            "the mapping `{name}` cannot be read: {why}", name=name_or_path, why=(error.strerror or "no file").lower()
        )


def plan_for(name_or_path: str, policy: Policy, *, elsewhere: Collection[str] = ()) -> Plan | tuple[str, ...]:
    """The plan of a mapping, or the lines that say why there is none.

    What gives facts that are read only `elsewhere`, by another policy of the same feed, is passed over.
    """
    if name_or_path == IDENTITY:
        return identity(policy)
    mapping = find(name_or_path)
    if isinstance(mapping, str):
        return (mapping,)
    others = {*elsewhere} - {*policy.facts_by_name}
    facts = {name: shape for name, shape in mapping.facts.items() if name not in others}
    planned = plan(replace(mapping, facts=facts), policy)
    return planned if isinstance(planned, Plan) else tuple(fault.render(name_or_path) for fault in planned)


def layout(plan: Plan) -> Layout:
    """How the files of a plan's feed are laid out, as far as its mapping says."""
    shape = plan.mapping.shape
    if shape is None:
        return Layout()
    wanted = {folded(name) for name in shape.header or ()}

    def is_header(cells: Sequence[str]) -> bool:
        return wanted <= {folded(cell) for cell in cells}

    return Layout(
        format=shape.format,
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        is_header=is_header if wanted else None,
        rows_at=shape.rows_at,
        sheet=shape.sheet,
    )


def _entry(mapping: FeedMapping, shape: FeedShape) -> Entry:
    columns = dict.fromkeys(fact.columns[0] for fact in mapping.facts.values() if fact.columns)
    return Entry(mapping.name, shape.title, shape.policy, shape.source, shape.format or "", tuple(columns))
