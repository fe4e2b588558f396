"""The document of a policy: its clauses, and what cites them."""

import pytest

from rules.citing import citations
from rules.loading import Loaded
from rules.loading.cited import heads
from tests.rules.loading.writing import HEAD, loaded, told

DOCUMENT = """document:
  title: 规范
  clauses:
    二（二）1: 审核
    二（二）2（1）: 大额投诉需额外验证身份
    二（二）2（2）: 紧急投诉优先处理
"""


def citing(clause: str, *, document: str = DOCUMENT) -> Loaded:
    decision = f"  check:\n    clause: {clause}\n    outcomes: {{required: 需要, standard: 不需要}}\n"
    return loaded(head=HEAD + document, decision=decision)


def test_a_document_has_a_title_and_clauses() -> None:
    policy = citing("二（二）1").policy
    assert policy is not None
    assert policy.document == "规范"
    assert [(one.id, one.title, one.place.line) for one in policy.clauses] == [
        ("二（二）1", "审核", 10),
        ("二（二）2（1）", "大额投诉需额外验证身份", 11),
        ("二（二）2（2）", "紧急投诉优先处理", 12),
    ]


@pytest.mark.parametrize("document", ["", "document: 规范\n", "document: {title: 规范}\n"])
def test_without_clauses_anything_is_cited(document: str) -> None:
    policy = citing("什么都可以", document=document).policy
    assert policy is not None
    assert (policy.document, policy.clauses) == ("规范" if document else "", ())


@pytest.mark.parametrize(
    "clause", ["二（二）2（1）", "二（二）2", "二（二）", "二（二）1、二（二）2（2）", "二（二）1, 二"]
)
def test_a_clause_or_one_above_is_cited(clause: str) -> None:
    assert citing(clause).messages == ()


@pytest.mark.parametrize(
    ("clause", "fault"),
    [
        (
            "二（三）1",
            "二（三）1: `二（三）1` is no clause of the document; did you mean `二（二）1`? [unknown-clause]",
        ),
        (
            "二（二）1、三 1",
            "二（二）1、三 1: `三 1` is no clause of the document [unknown-clause]",
        ),
        ("[二（二）1, 四]", "[: a text is wanted here, not a list [wrong-shape]"),
    ],
)
def test_a_clause_that_the_document_lacks_is_told(clause: str, fault: str) -> None:
    assert told(citing(clause)) == [fault]


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ("fact", {"facts": "  one: {type: text, clause: 九}\n"}),
        ("parameter", {"more": "parameters:\n  one: {type: integer, clause: 九, values: {2026-01-01: 1}}\n"}),
        ("derived", {"more": "derived:\n  one: {value: amount is known, clause: 九}\n"}),
        ("deadline", {"more": "deadlines:\n  one: {from: at, within: 5 hours, clause: 九}\n"}),
        ("rule", {"rules": "      - {id: R-1, then: required, clause: 九}\n"}),
    ],
)
def test_everything_that_cites_is_held_to_the_clauses(where: str, text: dict[str, str]) -> None:
    found = loaded(head=HEAD + DOCUMENT, **text)
    assert told(found) == ["九: `九` is no clause of the document [unknown-clause]"], where


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ("document: [规范]\n", "[: a text is wanted here, not a list [wrong-shape]"),
        ("document: {clauses: {一: 总则}}\n", "{: the key `title` is missing here [missing-key]"),
        ("document: {title: 规范, clauses: {}}\n", "{: a map with at least one entry is wanted here [empty-value]"),
        ("document: {title: 规范, clauses: {一: [总则]}}\n", "[: a text is wanted here, not a list [wrong-shape]"),
        (
            "document: {title: 规范, clause: {一: 总则}}\n",
            "clause: `clause` means nothing here; did you mean `clauses`? [unknown-key]",
        ),
    ],
)
def test_a_mistake_in_the_document_is_told(document: str, fault: str) -> None:
    assert told(loaded(head=HEAD + document)) == [fault]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("一", ("一",)),
        ("一、二", ("一", "二")),
        ("1005.11(b), 1005.11(c)", ("1005.11(b)", "1005.11(c)")),
        ("一；二;三，四", ("一", "二", "三", "四")),
        (" 一、", ("一",)),
        ("", ()),
    ],
)
def test_several_clauses_are_cited_with_commas_between(text: str, clauses: tuple[str, ...]) -> None:
    assert citations(text) == clauses


@pytest.mark.parametrize(
    ("cited", "clause", "expected"),
    [
        ("1005.11", "1005.11", True),
        ("1005.11", "1005.11(c)", True),
        ("1005.1", "1005.11(c)", False),
        ("1005.", "1005.11", True),
        ("二（二）2", "二（二）2（1）", True),
        ("二（二）2（1）", "二（二）2", False),
        ("三 1", "三 12", False),
    ],
)
def test_a_clause_is_headed_by_what_it_lies_below(cited: str, clause: str, expected: bool) -> None:
    assert heads(cited, clause) is expected
