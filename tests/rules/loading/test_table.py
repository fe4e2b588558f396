"""Tables beside a policy: the same rules as in YAML, and every fault in its cell."""

from collections.abc import Callable
from random import Random

import pytest

from adapters.tables import tables
from rules.loading import Loaded, load
from rules.unreadable import Unreadable
from tests.adapters.feeds.test_sheet import packed
from tests.rules.loading.writing import FACTS, HEAD

DECISIONS = """decisions:
  check:
    title: 核验
    outcomes: {required: 需要, standard: 不需要}
    values: {refund: {type: money, currency: CNY, title: 退款}}
    hit_policy: first
"""
TITLED = """  sum: {type: money, currency: CNY, title: 金额}
  same: {type: boolean, title: 金额}
  reason: {type: boolean, title: 理由}
  clause: {type: boolean, title: 有条款}
  started: {type: date, title: 开始}
"""

OUTSIDE = "may lie elsewhere; a table lies in the policy's folder, or in one below it [table-outside]"


def loaded(table: str, *, decisions: str = DECISIONS, more: str = "", name: str = "policy.yaml") -> Loaded:
    """A policy whose one decision is a table."""
    text = f"{HEAD}facts:\n{FACTS}{TITLED}{more}{decisions}    table: t.csv\n"
    return load(text, name=name, tables=tables(lambda _: table.encode()))


def heads(found: Loaded) -> list[str]:
    return [message.split("\n")[0] for message in found.messages]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("id,amount,then", "A,> 5.00,required"),
        ("编号,amount,结果", "A,> 5.00,required"),
        ("id,amount,check", "A,> 5.00,required"),
        ("id,amount,核验", "A,> 5.00,required"),
        ("then,amount,id,because,category,refund,opened", "required, > 5.00 ,A,,-,,"),
    ],
)
def test_a_table_is_the_rules_that_it_says(header: str, row: str) -> None:
    found = loaded(f"{header}\n{row}\n")
    assert found.messages == ()
    written = load(
        f"{HEAD}facts:\n{FACTS}{TITLED}{DECISIONS}    rules:\n"
        '      - {id: A, when: {amount: "> 5.00"}, then: required}\n',
        name="policy.yaml",
    )
    assert found.policy is not None
    assert written.policy is not None
    (one,), (two,) = found.policy.decisions[0].rules, written.policy.decisions[0].rules
    assert (one.id, one.when, one.then, one.assigns) == (two.id, two.when, two.then, two.assigns)


def test_a_rule_has_reason_clause_and_values() -> None:
    found = loaded('id,有条款,then,退款,because,条款\nA,true,required,"min(amount, lost)",金额 {amount},5-1\n')
    assert found.messages == ()
    assert found.policy is not None
    (rule,) = found.policy.decisions[0].rules
    assert rule.because is not None
    assert (rule.clause, [name for name, _ in rule.assigns], len(rule.because.parts)) == ("5-1", ["refund"], 2)
    assert rule.place.told("a/policy.yaml") == "a/t.csv:2:1"


def test_the_digest_covers_the_table() -> None:
    digests = {loaded(f"id,then\nA,{outcome}\n").policy.digest for outcome in ("required", "standard")}  # type: ignore[union-attr]  # sound
    assert len(digests) == 2


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("id,then\n", ["t.csv:1:1: this table has no row below its header; write one [empty-value]"]),
        ("id,then\nA,\n", ["t.csv:2:1: this row has nothing under `then`; fill it in [empty-value]"]),
        (
            "id,then,\nA,required,x\n",
            ["t.csv:2:12: `x` stands in a column without a name; name it or clear the cell [unfit-cell]"],
        ),
        (
            "then\nrequired\nstandard\n",
            ["t.csv:1:1: the column `id` is missing in this table [missing-column]"],
        ),
        (
            "id,金额,理由,then\nA,1.00,true,required\n",
            [
                "t.csv:1:4: `金额` could be `same` or `sum`; write the name [ambiguous-name]",
                "t.csv:1:7: `理由` could be `because` or `reason`; write the name [ambiguous-name]",
            ],
        ),
        (
            "id,amont,then,check\nA,1.00,required,required\n",
            [
                "t.csv:1:4: no fact, value or key of a rule is named `amont`; did you mean `amount`? [unknown-column]",
                "t.csv:1:15: a column before this one is `then` already; delete one [duplicate-column]",
            ],
        ),
        (
            'id,amount,then,refund\nA,"> 1,000",required,"1,000,000.00"\nB,"1, 200",standard,5.00\n',
            [
                "t.csv:2:3: `1,000` could be one number or several; leave its commas out [unfit-cell]",
                "t.csv:2:22: `1,000,000` could be one number or several; leave its commas out [unfit-cell]",
            ],
        ),
        (
            "id,then\nA,requir\u200eed\n",
            ["t.csv:2:3: the cell holds the character U+200E; delete it [hidden-character]"],
        ),
        (
            "id,opened,category,then\nA,5,thft,yes\nA,,,required\n",
            [
                "t.csv:2:3: this is number, but boolean is wanted here [type-mismatch]",
                "t.csv:2:5: `thft` is not one of the values; did you mean `theft`? [unknown-value]",
                "t.csv:2:10: `yes` is no outcome of `check` [unknown-outcome]",
                (
                    "t.csv:3:1: `A` is already the id of a rule at line 2 of `t.csv`; number this one anew"
                    " [duplicate-rule-id]"
                ),
            ],
        ),
    ],
)
def test_faults_stand_in_their_cells(table: str, expected: list[str]) -> None:
    assert heads(loaded(table)) == expected


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "/t.csv",
            f"`/t.csv` {OUTSIDE}",
        ),
        (
            "a//t.csv",
            f"`a//t.csv` {OUTSIDE}",
        ),
        (
            "a/../t.csv",
            f"`a/../t.csv` {OUTSIDE}",
        ),
        (
            '"C:t.csv"',
            f"`C:t.csv` {OUTSIDE}",
        ),
        (
            "a\\t.csv",
            f"`a\\t.csv` {OUTSIDE}",
        ),
        ("t.xls", "`t.xls` is no table; save it as `.csv` or `.xlsx` [unreadable-table]"),
        ("t.csv", "the table `t.csv` cannot be read: there are no files beside this policy [unreadable-table]"),
        ("[t.csv]", "a text or a map is wanted here, not a list [wrong-shape]"),
        ("{sheet: a}", "the key `file` is missing here [missing-key]"),
    ],
)
def test_a_table_lies_beside_its_policy(table: str, expected: str) -> None:
    found = load(f"{HEAD}facts:\n{FACTS}{DECISIONS}    table: {table}\n", name="policy.yaml")
    assert [one.text + f" [{one.code}]" for one in found.faults] == [expected]


def test_a_sheet_is_named_where_it_is_not_the_first() -> None:
    asked: list[tuple[str, str]] = []

    def none(file: str, sheet: str) -> Unreadable:
        asked.append((file, sheet))
        return Unreadable("it has no sheet `二`")

    text = f"{HEAD}facts:\n{FACTS}{DECISIONS}    table: {{file: t.xlsx, sheet: 二}}\n"
    assert heads(load(text, name="policy.yaml", tables=none)) == [
        "policy.yaml:21:34: the table `t.xlsx` cannot be read: it has no sheet `二` [unreadable-table]"
    ]
    assert asked == [("t.xlsx", "二")]


def test_rules_and_a_table_do_not_stand_side_by_side() -> None:
    decisions = f"{DECISIONS}    rules:\n      - {{id: B, then: required}}\n"
    assert heads(loaded("id,then\nA,required\n", decisions=decisions)) == [
        "policy.yaml:28:5: `rules` and `table` can't stand side by side; delete one [unknown-key]"
    ]


def test_faults_are_told_file_by_file() -> None:
    found = loaded("id,then\nA,no\n", more="  other: {type: nothing}\n", name="x/policy.yaml")
    assert [head.split(":")[0] for head in heads(found)] == ["x/policy.yaml", "x/t.csv"]


def test_a_column_whose_fact_is_at_fault_is_told_once() -> None:
    found = loaded("id,坏,then\nA,5,required\nB,5,required\n", more="derived:\n  bad: {title: 坏, value: nothing}\n")
    assert heads(found) == ["policy.yaml:21:26: no fact is named `nothing` [unknown-fact]"]


def test_a_spreadsheet_makes_numbers_of_clauses() -> None:
    cells = (("id", "A"), ("then", "required"), ("clause", "2.10"), ("because", "3"))
    head = "".join(f'<c t="str"><v>{name}</v></c>' for name, _ in cells)
    row = "".join(f'<c t="{"n" if text[0].isdigit() else "str"}"><v>{text}</v></c>' for _, text in cells)
    text = f"{HEAD}facts:\n{FACTS}{DECISIONS}    table: t.xlsx\n"
    content = packed(f"<row>{head}</row><row>{row}</row>")
    assert heads(load(text, name="policy.yaml", tables=tables(lambda _: content))) == [
        "t.xlsx!一:C2: the cell holds the number 2.10; format it as text and write it anew [unfit-cell]"
    ]


def test_a_fault_in_an_expression_stands_within_its_cell() -> None:
    row = "".join(f'<c t="str"><v>{one}</v></c>' for one in ("A", "required", "&gt; nothing"))
    head = "".join(f'<c t="str"><v>{one}</v></c>' for one in ("id", "then", "amount"))
    text = f"{HEAD}facts:\n{FACTS}{DECISIONS}    table: t.xlsx\n"
    content = packed(f"<row>{head}</row><row>{row}</row>")
    assert load(text, name="policy.yaml", tables=tables(lambda _: content)).messages == (
        "t.xlsx!一:C2: no fact is named `nothing` [unknown-fact]\n> nothing\n  ^~~~~~~",
    )


@pytest.mark.parametrize("seed", range(10))
def test_a_table_and_the_same_rules_in_yaml_are_one(seed: int) -> None:
    draw = Random(seed)
    cells: dict[str, Callable[[], str]] = {
        "amount": lambda: f"[{draw.randrange(9)}.00..{draw.randrange(10, 99)}.50)",
        "category": lambda: draw.choice(["theft", "not(theft, risk)", "is missing", "theft, risk"]),
        "opened": lambda: draw.choice(["true", "false"]),
        "started": lambda: f'>= @"2026-01-0{draw.randrange(1, 9)}"',
    }
    rows = [{name: cell() for name, cell in cells.items() if draw.random() < 0.6} for _ in range(20)]
    quoted = ['"' + one.replace('"', '""') + '"' for row in rows for one in (row.get(name, "") for name in cells)]
    lines = [",".join(quoted[at : at + 4]) for at in range(0, 80, 4)]
    table = "id,then,amount,category,opened,started\n" + "".join(
        f"R{number},required,{line}\n" for number, line in enumerate(lines)
    )
    rules = "".join(
        f"      - {{id: R{number}, then: required"
        + (", when: {" + ", ".join(f"{name}: '{cell}'" for name, cell in row.items()) + "}" if row else "")
        + "}\n"
        for number, row in enumerate(rows)
    )
    one = loaded(table)
    two = load(f"{HEAD}facts:\n{FACTS}{TITLED}{DECISIONS}    rules:\n{rules}", name="policy.yaml")
    assert (one.messages, two.messages) == ((), ())
    assert one.policy is not None
    assert two.policy is not None
    told = [
        [(rule.id, rule.when, rule.then) for rule in found.decisions[0].rules] for found in (one.policy, two.policy)
    ]
    assert told[0] == told[1]
