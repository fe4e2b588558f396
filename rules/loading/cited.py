"""Cited: the document that a policy puts into rules, its clauses, and what cites them."""

from __future__ import annotations

from collections.abc import Iterator

from rules import node
from rules.citing import citations
from rules.fault import nearest
from rules.loading.entries import Entries, entries, scalar
from rules.loading.report import Report
from rules.policy import Clause
from rules.said import Said

_CITING = "clause"


def document(root: Entries) -> tuple[str, tuple[Clause, ...]]:
    """The document's title and its clauses; a plain text is a title."""
    below = root.below("document")
    if not isinstance(below, node.Mapping):
        return root.text("document"), ()
    one = entries(below, root.report, owner=root.place("document"))
    one.allow(("title",), ("clauses",))
    return one.text("title"), tuple(_clauses(one)) if "clauses" in one else ()


def _clauses(found: Entries) -> Iterator[Clause]:
    for name, below in found.named("clauses"):
        title = scalar(below, found.report)
        yield Clause(name.text, "" if title is None else title.text, name.place)


def heads(cited: str, clause: str) -> bool:
    """Whether what is cited is a clause or one above it: `1005.1` heads `1005.1(a)`, but not `1005.11`."""
    following = clause.removeprefix(cited)[:1]
    return clause.startswith(cited) and not (cited[-1:].isdecimal() and following.isdecimal())


def check_citations(root: Entries, clauses: tuple[Clause, ...], report: Report) -> None:
    """Hold every `clause` of the policy against those declared, if any are."""
    declared = [clause.id for clause in clauses]
    for text in _citing(root) if declared else ():
        for cited in citations(text.text):
            if not any(heads(cited, one) for one in declared):
                message = Said("`{cited}` is no clause of the document", cited=cited)
                report.fault("unknown-clause", message, text.place, suggestion=nearest(cited, declared))


def _citing(root: Entries) -> Iterator[node.Scalar]:
    """Every text under a key `clause`."""
    pending: list[node.Node] = [below for _, below in root.items.values()]
    while pending:
        found = pending.pop()
        if isinstance(found, node.Sequence):
            pending.extend(found.items)
        elif isinstance(found, node.Mapping):
            for key, below in found.items:
                if key.text == _CITING and isinstance(below, node.Scalar):
                    yield below
                else:
                    pending.append(below)
