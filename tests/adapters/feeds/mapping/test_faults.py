import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.feeds.mapping import Plan, load, plan
from rules.loading import load as load_policy
from tests.adapters.feeds.mapping.policies import HEAD, NEEDED, POLICY, faults_of, mapping_text, policy

LISTED = "values: {a: theft}, otherwise: review"


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        # What the policy has.
        ("amout: {from: c}", "facts.amout: the policy `every-type` has no fact named `amout`; did you mean `amount`?"),
        ("zzz: {from: c}", "facts.zzz: the policy `every-type` has no fact named `zzz`; delete it"),
        # Keys.
        ("note: {form: c, from: c}", "facts.note.form: no key is named `form`; did you mean `from`?"),
        ("note: {xyzzy: c, from: c}", "facts.note.xyzzy: no key is named `xyzzy`; delete it"),
        ("note: c", "facts.note: write `key: value` lines below it"),
        ("note: {from: [c, '']}", "facts.note.from.1: this is empty; write a text"),
        ("note: {from: {a: b}}", "facts.note.from: write a text or a list of texts"),
        ("flag: {from: c, present: yes}", "facts.flag.present: write `true`"),
        ("note: {from: c, take: last}", "facts.note.take: write `first`, `largest` or `sum`"),
        ("rate: {from: c, scale: 2.5}", "facts.rate.scale: write a whole number from 0 to 9"),
        ("rate: {from: c, scale: '12'}", "facts.rate.scale: write a whole number from 0 to 9"),
        # Where it comes from.
        ("note: {missing: x}", "facts.note: nothing says where it comes from; write `from` or `constant`"),
        ("note: {from: c, constant: x}", "facts.note.constant: `constant` and `from` exclude each other; keep one"),
        (
            "note: {constant: x, missing: y}",
            "facts.note.missing: a `constant` is not read from anywhere; delete `missing`",
        ),
        # Units.
        (
            "amount: {from: c}",
            ("facts.amount.unit: the unit of money is not declared; "
            "write `unit: major` or `unit: minor`, for CNY `元` or `分`"),
        ),
        (
            "fee: {from: c, unit: minor}",
            "facts.fee.currency: the currency is not declared; write `currency: USD` if it is that",
        ),
        (
            "fee: {from: c, unit: 分}",
            "facts.fee.unit: this is money in CNY, the policy's fact is in USD; nothing converts it",
        ),
        (
            "fee: {from: c, unit: minor, currency: EUR}",
            "facts.fee.currency: this is money in EUR, the policy's fact is in USD; nothing converts it",
        ),
        (
            "count: {from: c, unit: 元}",
            "facts.count.unit: `unit` is for money, which the policy's fact is not; delete it",
        ),
        ("fee: {from: c, unit: yuan}", "facts.fee.unit: write `元`, `分`, `major` or `minor`"),
        # Words.
        (
            "kind: {from: c, values: {a: theft}}",
            "facts.kind.values: `values` needs `otherwise`: a value, `missing` or `review`",
        ),
        (
            "kind: {from: c, values: {a: thaft}, otherwise: review}",
            "facts.kind.values.a: `thaft` is no `kind`: not one of the declared values; write one of theft, fee, other",
        ),
        (
            "kind: {from: c, values: {a: fee}, otherwise: unknown}",
            ("facts.kind.otherwise: `unknown` is no `kind`: not one of the declared values; "
            "write one of theft, fee, other"),
        ),
        (
            "note: {from: c, otherwise: review}",
            "facts.note.otherwise: `otherwise` belongs to `values` or `pattern`; delete it",
        ),
        ("count: {constant: many}", "facts.count.constant: `many` is no `count`: not a whole number such as `3`"),
        (
            "kind: {from: c, pattern: '(x)', take: first, " + LISTED + "}",
            "facts.kind.pattern: `pattern` means nothing beside `values`; delete one",
        ),
        # Several values.
        (
            "note: {from: 'a.*.b'}",
            "facts.note: a row can hold several values; write `take: first`, `take: largest` or `take: sum`",
        ),
        (
            "note: {from: a, take: first}",
            "facts.note.take: `take` chooses among several values, here is one at most; delete it",
        ),
        (
            "note: {from: 'a.*', take: sum}",
            "facts.note.take: `take: sum` is for a number, which the policy's fact is not; write `take: first`",
        ),
        # Patterns.
        (
            "note: {from: c, pattern: '(x)', take: first}",
            "facts.note.pattern: `pattern` needs `otherwise`: a value, `missing` or `review`",
        ),
        (
            "note: {from: c, pattern: '(x', take: first, otherwise: missing}",
            "facts.note.pattern: this is no regular expression as the Rust crate `regex` takes it",
        ),
        (
            "note: {from: c, pattern: 'x', take: first, otherwise: missing}",
            "facts.note.pattern: the pattern has 0 groups; write exactly one, around what is wanted",
        ),
        (
            "note: {from: c, pattern: '(x)(y)', take: first, otherwise: missing}",
            "facts.note.pattern: the pattern has 2 groups; write exactly one, around what is wanted",
        ),
        # Marks.
        (
            "note: {from: c, present: 'true'}",
            "facts.note.present: `present` is for true or false, which the policy's fact is not; delete it",
        ),
        (
            "rate: {from: c, count: 'true'}",
            "facts.rate.count: `count` is for a whole number, which the policy's fact is not; delete it",
        ),
        ("flag: {from: c, split: ','}", "facts.flag.split: `split` needs `contains`: the word to look for in the list"),
        (
            "flag: {from: c, present: 'true', contains: x}",
            "facts.flag.contains: `contains` means nothing beside `present`; delete one",
        ),
        # Times.
        (
            "day: {from: c, formats: ['%m/%d/%Y', '%d/%m/%Y']}",
            "facts.day.formats: `02/03/2001` would be two times by `%m/%d/%Y` and `%d/%m/%Y`; keep one of them",
        ),
        (
            "day: {from: c, formats: '%m/%d'}",
            "facts.day.formats: `%m/%d` must have one year, one month and one day",
        ),
        (
            "day: {from: c, timezone: Asia/Shanghai}",
            "facts.day.timezone: `timezone` is for a time, which the policy's fact is not; delete it",
        ),
        (
            "at: {from: at, timezone: Asia/Peking}",
            "facts.at.timezone: no timezone is named `Asia/Peking`; write one such as `Asia/Shanghai`",
        ),
        (
            "note: {from: c, formats: iso}",
            "facts.note.formats: `formats` is for a date or a time, which the policy's fact is not; delete it",
        ),
        (
            "note: {from: c, thousands: ','}",
            "facts.note.thousands: `thousands` is for a number, which the policy's fact is not; delete it",
        ),
    ],
)  # fmt: skip
def test_a_fault_in_a_fact_is_told_with_its_key(fact: str, told: str) -> None:
    assert [fault.split(": ", 1)[1] for fault in faults_of(mapping_text(fact))] == [told]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("timezone: Mars\n", "timezone: no timezone is named `Mars`; write one such as `Asia/Shanghai`"),
        ("timezone: ../UTC\n", "timezone: no timezone is named `../UTC`; write one such as `Asia/Shanghai`"),
        ("format: xml\n", "format: `xml` is no format; write one of csv, json, jsonl, parquet, xlsx"),
        ("delimiter: ';;'\n", "delimiter: write one character"),
        ("headers: x\n", "headers: no key is named `headers`; did you mean `header`?"),
        ("content_key: 'a.*'\n", "content_key: a content key is made of whole columns; write their names without `*`"),
    ],
)
def test_a_fault_above_the_facts_is_told_with_its_key(head: str, told: str) -> None:
    assert [fault.split(": ", 1)[1] for fault in faults_of(mapping_text("", head=head))] == [told]


def test_every_fault_is_told_at_once_with_its_line() -> None:
    text = (
        HEAD + "timezone: Mars\ndeliminator: x\nfacts:\n" + NEEDED + "  amount: {from: c}\n  flag: {from: [], has: x}\n"
    )
    assert faults_of(text) == [
        "m.yaml:5:1: timezone: no timezone is named `Mars`; write one such as `Asia/Shanghai`",
        "m.yaml:6:1: deliminator: no key is named `deliminator`; did you mean `delimiter`?",
        (
            "m.yaml:11:3: facts.amount.unit: the unit of money is not declared; "
            "write `unit: major` or `unit: minor`, for CNY `元` or `分`"
        ),
        "m.yaml:12:10: facts.flag.from: this list is empty; write at least one",
        "m.yaml:12:20: facts.flag.has: no key is named `has`; delete it",
    ]


def test_what_yaml_offers_beyond_maps_lists_and_texts_is_refused() -> None:
    faults = faults_of(HEAD + "facts:\n  id: &a {from: id}\n  id: {from: id}\n")
    assert faults == [
        "m.yaml:5:1: facts: nothing gives `at`; say which column it comes from",
        "m.yaml:6:7: `&a` is an anchor; delete it",
        "m.yaml:7:3: `id` is already a key at line 6; delete one",
    ]


@pytest.mark.parametrize("text", ["", "- a\n", "a\n"])
def test_a_file_that_is_no_mapping_is_told(text: str) -> None:
    assert len(faults_of(text)) == 1


def test_what_names_and_dates_a_complaint_must_come_from_somewhere() -> None:
    assert faults_of(HEAD + "facts:\n  day: {from: day}\n") == [
        "m.yaml:5:1: facts: nothing gives `at`; say which column it comes from",
        "m.yaml:5:1: facts: nothing gives `id`; say which column it comes from or write a `content_key`",
    ]


def test_a_content_key_stands_for_the_identity() -> None:
    text = HEAD + "content_key: [a, b]\nfacts:\n  at: {from: at}\n"
    assert isinstance(plan(load(text.encode(), "m.yaml"), policy()), Plan)


def test_a_mapping_without_its_first_keys_is_told_each_of_them() -> None:
    assert faults_of("facts:\n" + NEEDED) == [
        f"m.yaml:1:1: {key}: this key is missing; write it" for key in ("feed", "policy", "source", "title")
    ]


WORDS = st.sampled_from(
    (
        "from unit 分 values a otherwise review * 0 true é timezone UTC formats iso %Y facts amount take sum "
        "pattern ( (x) ' constant present scale missing"
    ).split()
) | st.sampled_from(["", "9" * 5000, "\0"])
TREES = st.recursive(
    WORDS, lambda below: st.lists(below, max_size=3) | st.dictionaries(WORDS, below, max_size=4), max_leaves=12
)
FACTS = st.dictionaries(st.sampled_from(["id", "at", "amount", "kind", "day", "note"]), TREES, max_size=3)
HEADS = ("feed", "title", "missing", "timezone", "format", "content_key", "delimiter")
SHAPED = st.fixed_dictionaries({"facts": FACTS | TREES}, optional=dict.fromkeys(HEADS, TREES))


@given(SHAPED)
def test_whatever_a_mapping_holds_it_is_a_plan_or_faults_on_one_line_each(tree: object) -> None:
    text = json.dumps(tree, ensure_ascii=False)
    made = plan(load(text.encode(), "m.yaml"), policy())
    assert isinstance(made, Plan) or (made and all("\n" not in fault.render("m.yaml") for fault in made))


def test_a_word_of_the_mapping_that_is_also_a_value_is_refused() -> None:
    text = POLICY.replace("theft: Theft", "review: Review")
    odd = load_policy(text, name="p").policy
    assert odd
    made = plan(load(mapping_text("kind: {from: c, values: {a: fee}, otherwise: review}").encode(), "m.yaml"), odd)
    assert not isinstance(made, Plan)
    assert [fault.message for fault in made] == [
        "`review` is also a value of `kind`; list the texts in `values` instead"
    ]
