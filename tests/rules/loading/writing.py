"""Writing a small policy for a test: what a test does not say stands as in the example."""

from rules.loading import Loaded, load

HEAD = """tousu: 1
policy: example
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
identity: id
"""
FACTS = """  id: {type: text}
  amount: {type: money, currency: CNY}
  lost: {type: money, currency: CNY}
  category: {type: enum, values: {theft: 被盗, risk: 风险, service: 服务}}
  opened: {type: boolean}
  times: {type: integer}
  at: {type: datetime}
"""
DECISION = """  check:
    outcomes: {required: 需要, standard: 不需要}
    hit_policy: first
"""


ALWAYS = "      - {id: R-1, then: required}\n"


def written(
    *,
    head: str = HEAD,
    facts: str = "",
    more: str = "",
    decisions: str = "",
    decision: str = DECISION,
    rules: str = ALWAYS,
) -> str:
    """The text of a policy: `facts` and `decisions` are added, `more` stands between them."""
    return f"{head}facts:\n{FACTS}{facts}{more}decisions:\n{decisions}{decision}    rules:\n{rules}"


def loaded(**parts: str) -> Loaded:
    """The policy that `written` writes, loaded."""
    return load(written(**parts), name="policy.yaml")


def told(found: Loaded) -> list[str]:
    """Each fault as `LINE-OF-TEXT-UNDERLINED: message [code]`, so that a table of them needs no counting."""
    lines = found.text.split("\n")
    return [
        f"{lines[one.place.line - 1][one.place.column - 1 :][: one.place.length]}: {one.text} [{one.code}]"
        for one in found.faults
    ]
