"""The table that closes a run."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from adapters.cli.printing import safe
from adapters.cli.words import Words
from adapters.summary import Summary
from adapters.tally import PROVISIONAL, WARNED
from engine import NEEDS_REVIEW
from rules.deadline import STATES
from rules.policy import Decision

MOST_REASONS = 5
MOST_OUTCOMES = 6
NAME = "bold cyan"
REVIEWED = "yellow"
ASIDE = "dim"


def closing(summary: Summary, *, folder: Path, words: Words) -> RenderableType:
    """Rows by what became of them, outcomes by decision, what is wrong with files, and where the outputs are."""
    policy = summary.policy
    head = Text.assemble((policy.title, NAME), (f" {policy.version}", ASIDE))
    rate = summary.rows_read / summary.seconds if summary.seconds else 0
    foot = words("run.foot", seconds=f"{summary.seconds:.1f}", rate=f"{rate:,.0f}", folder=folder)
    return Group(
        head,
        Text(),
        _rows(summary, words),
        Text(),
        _outcomes(summary, words),
        *_problems(summary, words),
        Text(foot, ASIDE),
    )


def _rows(summary: Summary, words: Words) -> Table:
    table = _table()
    table.add_row(words("run.rows-read"), _count(summary.rows_read), "")
    table.add_row(words("run.decided"), _count(summary.decided), "")
    table.add_row(
        words("run.needs-review"),
        Text(_count(summary.tally.needs_review), REVIEWED if summary.tally.needs_review else ""),
        _reasons(summary.tally.reasons, words),
    )
    quarantined = summary.quarantined.total()
    table.add_row(
        words("run.quarantined"),
        Text(_count(quarantined), REVIEWED if quarantined else ""),
        _reasons(summary.quarantined, words),
    )
    table.add_row(words("run.duplicates"), _count(summary.duplicates), "")
    if summary.put is not None:
        put = summary.put
        aside = Text(words("run.outbox", known=_count(put.known), withdrawn=_count(put.withdrawn)), ASIDE)
        table.add_row(words("run.new-actions"), _count(put.new), aside)
    if summary.recorded is not None:
        said = words("run.again" if summary.recorded.again else "run.journaled", entry=summary.recorded.number)
        table.add_row(words("run.journal"), "", Text(said, ASIDE))
    return table


def _outcomes(summary: Summary, words: Words) -> Table:
    """A line a decision, in the policy's order, with its commonest outcomes."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style=NAME)
    table.add_column(overflow="fold")
    counted, timed = summary.tally.outcomes, summary.tally.deadlines
    # Rows that no decision could look at are told above, once.
    undecided = min((counts[NEEDS_REVIEW] for counts in counted.values()), default=0)
    for decision in summary.policy.decisions:
        counts = counted.get(decision.name, Counter()) - Counter({NEEDS_REVIEW: undecided})
        if counts:
            table.add_row(
                decision.title, _shares(counts, _titles(decision), rows=summary.tally.rows - undecided, words=words)
            )
    for deadline in summary.policy.deadlines:
        counts = timed.get(deadline.name, Counter()) - Counter({NEEDS_REVIEW: undecided})
        if counts:
            told = {name: words(f"state.{name}") for name in (*STATES, WARNED, PROVISIONAL)}
            table.add_row(deadline.title, _shares(counts, told, rows=summary.tally.rows - undecided, words=words))
    return table


def _titles(decision: Decision) -> dict[str, str]:
    return {outcome.name: outcome.title or outcome.name for outcome in decision.outcomes}


def _shares(counts: Counter[str], named: Mapping[str, str], *, rows: int, words: Words) -> Text:
    """Names with their share of the rows, the commonest first; ties in the order declared."""
    titles = {**named, NEEDS_REVIEW: words("run.needs-review")}
    common = sorted((name for name in titles if counts[name]), key=lambda name: -counts[name])
    text = Text()
    for name in common[:MOST_OUTCOMES]:
        text.append(titles[name], REVIEWED if name == NEEDS_REVIEW else "")
        text.append(f" {100 * counts[name] / rows:.1f}%   ", ASIDE)
    if len(common) > MOST_OUTCOMES:
        text.append(words("run.more", count=len(common) - MOST_OUTCOMES), ASIDE)
    return text


def _problems(summary: Summary, words: Words) -> list[RenderableType]:
    told = [Text(safe(f"{file.path}: {words.said(file.problem)}"), REVIEWED) for file in summary.files if file.problem]
    return [*told, Text()]


def _reasons(reasons: Counter[str], words: Words) -> Text:
    """The commonest reasons; ties in the order of their names."""
    common = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"{words.said(name)} {_count(count)}" for name, count in common[:MOST_REASONS]]
    return Text(", ".join(shown + ["..."] * (len(common) > MOST_REASONS)), ASIDE)


def _table() -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style=NAME)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _count(number: int) -> str:
    return f"{number:,}"
