"""Messages: what the texts of templates may show, in which language, and what keeps them from being said."""

import pytest

from rules.policy import Outcome
from rules.wording import Language
from tests.rules.loading.writing import HEAD, loaded, told

CHINESE = HEAD + "language: zh\n"
ACTIONS = """  acts:
    outcomes:
      send: {channel: notice, template: result, with: {kind: category, sum: amount, found: reasons}}
      tell: {channel: notice, template: result, with: {kind: category, sum: amount, found: reasons}}
    hit_policy: collect
    rules:
      - {id: ACT-1, then: send}
      - {id: ACT-2, then: tell}
  reasons:
    outcomes: {lost: 遗失, late: 迟到}
    hit_policy: collect
    rules:
      - {id: REA-1, then: lost}
"""
TEXT = """  result:
    zh:
      subject: 投诉 {id}
      body:
        - 类别 {kind}，原因 {found}。
        - {when: sum > 10.00, text: "金额 {sum}"}
"""
ENGLISH = """    en: {subject: "{id}", body: "{kind}: {found}"}
"""
WORDS = "translations:\n  en: {被盗: stolen, 风险: risk, 服务: service, 遗失: lost, 迟到: late}\n"


def faults(templates: str, *, actions: str = ACTIONS, words: str = "", head: str = CHINESE) -> list[str]:
    return told(loaded(head=head, decisions=actions, more=f"templates:\n{templates}{words}"))


def outcome(templates: str, *, words: str = "") -> Outcome:
    policy = loaded(head=CHINESE, decisions=ACTIONS, more=f"templates:\n{templates}{words}").policy
    assert policy is not None
    return policy.decisions_by_name["acts"].outcomes[0]


def test_each_action_carries_the_texts_of_its_template() -> None:
    messages = outcome(TEXT + ENGLISH, words=WORDS).messages
    assert [(one.language, len(one.paragraphs)) for one in messages] == [(Language.ENGLISH, 1), (Language.CHINESE, 2)]
    assert [one.when is None for one in messages[1].paragraphs] == [True, False]


def test_a_policy_without_templates_leaves_texts_to_others() -> None:
    policy = loaded(head=CHINESE, decisions=ACTIONS).policy
    assert policy is not None
    assert [one.messages for one in policy.decisions_by_name["acts"].outcomes] == [(), ()]


FAULTY = [
    (
        TEXT.replace("{kind}", "{knd}"),
        [
            "knd: `send` gives its text no `knd`; did you mean `kind`? [not-given]",
            "knd: `tell` gives its text no `knd`; did you mean `kind`? [not-given]",
        ],
    ),
    (TEXT.replace("{kind}", "{kind"), ["`{kind，原因 ` holds no name"]),
    (TEXT.replace("sum > 10.00", "sm > 10.00"), ["sm: no fact is named `sm`; did you mean `sum`? [unknown-fact]"]),
    (TEXT.replace("sum > 10.00", "sum"), ["[type-mismatch]"]),
    (TEXT.replace("zh:", "en:"), ["result: the key `zh` is missing here [missing-key]"]),
    (TEXT.replace("zh:", "de:"), ["result: the key `zh` is missing here", "de: `de` means nothing here"]),
    ("  result: text\n", ["text: a map is wanted here, not a text [wrong-shape]"]),
    ("  result: {zh: {subject: a}}\n", ["zh: the key `body` is missing here [missing-key]"]),
    ("  result: {zh: {body: a}}\n", ["zh: the key `subject` is missing here [missing-key]"]),
    ("  result: {zh: {subject: a, body: {b: c}}}\n", ["{: a text or a list is wanted here, not a map [wrong-shape]"]),
    ("  result: {zh: {subject: a, body: [[b]]}}\n", ["[: a text or a map is wanted here, not a list [wrong-shape]"]),
    ("  result: {zh: {subject: a, body: [{text: b}]}}\n", ["{: the key `when` is missing here [missing-key]"]),
    ("  results: {zh: {subject: a, body: b}}\n", ["results: no action names", "result: no template is named `result`"]),
    (TEXT + ENGLISH, ["kind: `{kind}` may show `被盗`, which has no translation to `en` [missing-translation]"]),
]


@pytest.mark.parametrize(("templates", "expected"), FAULTY)
def test_what_a_template_may_not_say_is_a_fault_told_once(templates: str, expected: list[str]) -> None:
    found = loaded(head=CHINESE, decisions=ACTIONS, more=f"templates:\n{templates}")
    assert [part for part in expected if not any(part in one for one in told(found))] == []
    assert len(found.faults) == len(set(found.faults))


def test_a_name_that_an_action_gives_in_vain_is_told_once_there() -> None:
    said = faults("  result: {zh: {subject: a, body: b}}\n", actions=ACTIONS.replace("sum: amount", "sum: amont"))
    assert said == ["amont: no fact is named `amont`; did you mean `amount`? [unknown-fact]"] * 2


def test_every_title_that_a_set_may_show_needs_a_translation() -> None:
    said = faults(TEXT + ENGLISH, words=WORDS.replace(", 迟到: late", ""))
    assert said == ["found: `{found}` may show `迟到`, which has no translation to `en` [missing-translation]"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("translations: {de: {a: b}}\n", "de: `de` means nothing here [unknown-key]"),
        ("translations: {en: {被盗: [a]}}\n", "[: a text is wanted here, not a list [wrong-shape]"),
    ],
)
def test_translations_are_texts_by_language(words: str, expected: str) -> None:
    assert expected in faults(TEXT, words=words)


@pytest.mark.parametrize("identity", ["identity: id\n", "identity: none\n"])
def test_a_complaint_is_named_by_its_identity_where_that_is_sound(identity: str) -> None:
    said = faults(TEXT, head=CHINESE.replace("identity: id\n", identity))
    assert ("not-given" in " ".join(said)) == (identity == "identity: none\n")


def pays(named: str) -> list[str]:
    act = f"  acts:\n    outcomes:\n      pay: {{channel: c, template: t, pays: {named}}}\n    hit_policy: collect\n"
    return told(loaded(head=CHINESE, decisions=act + "    rules:\n      - {id: ACT-1, then: pay}\n"))


@pytest.mark.parametrize("named", ["amount", "times"])
def test_an_action_hands_out_money_or_a_number(named: str) -> None:
    assert pays(named) == []


@pytest.mark.parametrize("named", ["category", "opened", "share"])
def test_nothing_else_is_handed_out(named: str) -> None:
    act = pays(named)
    expected = "no fact is named" if named == "share" else "`pays` names a fact or value that is money or an integer"
    assert [expected in one for one in act] == [True]


def test_a_condition_that_64_bits_cannot_hold_is_a_fault() -> None:
    said = faults(TEXT.replace("sum > 10.00", "sum * 100000 > 10.00"))
    assert [one for one in said if "may exceed 64 bits" in one] != []


def test_a_condition_may_read_a_parameter_that_is_not_in_force_yet() -> None:
    act = ACTIONS.replace("{kind: category,", "{limit: limit, kind: category,")
    limit = "parameters:\n  limit: {type: money, currency: CNY, values: {2027-01-01: 5.00}}\n"
    assert faults(TEXT.replace("sum > 10.00", "sum > limit"), actions=act, words=limit) == []
