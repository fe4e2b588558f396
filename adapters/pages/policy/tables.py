"""The rules of a decision as a table: a column for each name that is tested, or one column of conditions."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from adapters.pages.policy.phrases import Phrases
from adapters.pages.policy.subjects import column, subject
from rules.expression import Both, Expression
from rules.policy import Decision, HitPolicy, Rule

# How full a table must be to be read across, by its columns: a wide one that is nearly empty says little by them.
LEAST_FILLED = {5: 0.28, 8: 0.6}


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: its conditions by column, what follows, which values it sets, and why.

    A cell has the tests of its column, all of which must hold; without any the column does not matter.
    `clause` is the rule's own, else the decision's.
    """

    id: str
    cells: tuple[tuple[Markup, ...], ...]
    always: bool
    then: Markup
    outcome: str | None
    sets: tuple[tuple[Markup, Markup], ...]
    because: Markup | None
    clause: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rules in their order; `columns` are headings, none where each rule says its conditions whole."""

    columns: tuple[Markup, ...]
    rows: tuple[Row, ...]


def table(decision: Decision, phrases: Phrases) -> Table:
    """The table that shows a decision best."""
    keys = _columns(decision)
    heads = {key: subject(test) for rule in decision.rules for test in tests(rule) if (key := column(test))}
    columns = tuple(phrases.subject(about) for key in keys if (about := heads[key]) is not None)
    return Table(columns, tuple(_row(rule, decision, keys, phrases) for rule in decision.rules))


def tests(rule: Rule) -> tuple[Expression, ...]:
    """The tests that must all hold."""
    if rule.when is None:
        return ()
    return rule.when.parts if isinstance(rule.when, Both) else (rule.when,)


def _columns(decision: Decision) -> tuple[str, ...]:
    """The names to make columns of; none where a test is about several, or the table were too wide or too empty."""
    asked = [[column(test) for test in tests(rule)] for rule in decision.rules if rule.when is not None]
    keys = dict.fromkeys(key for row in asked for key in row)
    named = tuple(key for key in keys if key is not None)
    if len(named) < len(keys):
        return ()
    filled = sum(len(set(row)) for row in asked)
    fits = any(len(keys) <= most and filled >= least * len(asked) * len(keys) for most, least in LEAST_FILLED.items())
    return named if fits else ()


def _row(rule: Rule, decision: Decision, keys: tuple[str, ...], phrases: Phrases) -> Row:
    titles = {value.name: value.title for value in decision.values}
    return Row(
        id=rule.id,
        cells=tuple(_cells(rule, keys, phrases)),
        always=rule.when is None,
        then=phrases.outcome(decision.name, rule.then) if isinstance(rule.then, str) else phrases.value(rule.then),
        outcome=rule.then if isinstance(rule.then, str) else None,
        sets=tuple((phrases.names.own(titles[name]), phrases.assigned(name, value)) for name, value in rule.assigns),
        because=None if rule.because is None else phrases.text(rule.because),
        clause=rule.clause or decision.clause,
    )


def _cells(rule: Rule, keys: tuple[str, ...], phrases: Phrases) -> Iterator[tuple[Markup, ...]]:
    if not keys:
        yield tuple(phrases.test(test) for test in tests(rule))
    for key in keys:
        yield tuple(phrases.cell(test) for test in tests(rule) if column(test) == key)


def remainder(decision: Decision) -> str:
    """The key of what a rule without conditions means under the decision's hit policy."""
    return "doc.otherwise" if decision.hit_policy is HitPolicy.FIRST else "doc.always"
