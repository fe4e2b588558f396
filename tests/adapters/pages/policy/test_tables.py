"""Which rules are shown as cells, and which say their conditions whole."""

import pytest

from adapters.cli.words import Language as Spoken
from adapters.cli.words import Words
from adapters.pages.policy.phrases import Phrases
from adapters.pages.policy.tables import remainder, table
from rules.loading import load
from rules.policy import Decision, Policy
from rules.wording import Language
from tests.adapters.pages.policy.reading import FULL, SHIPPED, policy_of

POLICY = policy_of(SHIPPED[0])
PHRASES = Phrases(POLICY, Words(Spoken.ZH), Language.CHINESE)


def decision(name: str) -> Decision:
    return POLICY.decisions_by_name[name]


def test_a_row_is_shown_by_its_cells() -> None:
    found = table(decision("scope"), PHRASES)
    assert [head.striptags() for head in found.columns] == ["投诉类别", "帮助中心查询结果"]
    assert [[cell.striptags() for cell in cells] for cells in found.rows[4].cells] == [["其他"], ["属于受理范围"]]


def test_a_cell_without_a_test_is_empty() -> None:
    assert table(decision("scope"), PHRASES).rows[0].cells[1] == ()


def test_conditions_on_many_names_are_said_whole() -> None:
    found = table(decision("missing_items"), PHRASES)
    assert found.columns == ()
    assert [[test.striptags() for test in tests] for tests in found.rows[12].cells] == [
        ["订单号 已知", "系统中能否查到该交易 为 否"]
    ]


def test_a_rule_that_always_holds_is_the_remainder_only_where_the_first_counts() -> None:
    keys = [remainder(decision(name)) for name in ("validity", "priority")]
    assert keys == ["doc.otherwise", "doc.always"]
    assert [table(decision(name), PHRASES).rows[-1].always for name in ("validity", "priority")] == [True, True]


def test_a_rule_shows_what_it_sets_and_its_clause_or_its_decision_s() -> None:
    policy = policy_of(FULL)
    found = table(policy.decisions_by_name["size"], Phrases(policy, Words(Spoken.EN), Language.ENGLISH))
    shown = [[(title.striptags(), value.striptags()) for title, value in row.sets] for row in found.rows]
    paid = ("Paid back", "the least of Amount, CNY 500.00")
    assert shown == [[paid, ("Way", "By card")], [("Way", "By cash")], []]
    assert [row.clause for row in found.rows] == ["2(b)", "2(b), 1", "2(b)"]


def dense(columns: int, filled: int) -> Policy:
    """A policy of two rules over so many facts, of which each row tests some."""
    names = [f"f{number}" for number in range(columns)]
    facts = "".join(f"  {name}: {{type: integer}}\n" for name in names)
    rows = [", ".join(f'{name}: "> 1"' for name in part) for part in (names[:filled], names[-filled:])]
    rules = "".join(f"      - {{id: R-{number}, when: {{{row}}}, then: yes_so}}\n" for number, row in enumerate(rows))
    text = (
        'tousu: 1\npolicy: p\nversion: "1"\neffective: 2026-01-01\ntimezone: UTC\nidentity: id\n'
        f"facts:\n  id: {{type: text}}\n{facts}"
        f"decisions:\n  d:\n    outcomes: {{yes_so: Yes}}\n    hit_policy: any\n    rules:\n{rules}"
    )
    loaded = load(text, name="p.yaml")
    assert loaded.policy is not None, "\n".join(loaded.messages)
    return loaded.policy


@pytest.mark.parametrize(("columns", "filled", "shown"), [(5, 3, 5), (8, 6, 8), (8, 4, 0), (9, 9, 0)])
def test_the_wider_a_table_the_fuller_it_must_be(columns: int, filled: int, shown: int) -> None:
    policy = dense(columns, filled)
    found = table(policy.decisions[0], Phrases(policy, Words(Spoken.EN), Language.ENGLISH))
    assert len(found.columns) == shown
