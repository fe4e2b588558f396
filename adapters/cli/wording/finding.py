"""What the program says about findings, in each language it speaks; the key ends in the finding's code."""

from collections.abc import Mapping
from types import MappingProxyType

FINDING: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "finding.contradictory-condition": (
            "the condition of `{rule}` contradicts itself; no complaint meets it",
            "`{rule}` 的条件自相矛盾，没有投诉能满足",
        ),
        "finding.dead-rule": (
            "`{rule}` never holds, by what is decided before it; remove it, or mend what it reads",
            "由于在先的决定，`{rule}` 永远不成立；请删除，或修改它所依据的决定",
        ),
        "finding.disagreement": (
            "`{one}` and `{two}` of `{decision}` hold together and lead elsewhere",
            "`{decision}` 的 `{one}` 与 `{two}` 同时成立而结果不同",
        ),
        "finding.engine-differs": (
            "durable_rules decides `{decision}` otherwise than proved, for {facts}; trust neither, and report it",
            "durable_rules 对 `{decision}` 的处理与证明不符（{facts}）；两者都不可信，请报告",
        ),
        "finding.expired-waiver": (
            "the waiver of `{finding}` about `{about}` ran until {until}; mend the policy, or renew it with its reason",
            "对 `{about}` 的 `{finding}` 的豁免已于 {until} 到期；请修改政策，或写明理由续期",
        ),
        "finding.gap": (
            "no rule of `{decision}` holds for this complaint",
            "`{decision}` 没有一条规则适用于这件投诉",
        ),
        "finding.idle-waiver": (
            "there is no `{finding}` about `{about}` to waive; remove the waiver",
            "没有关于 `{about}` 的 `{finding}` 可以豁免；请删除该豁免",
        ),
        "finding.missing-in-text": (
            "`{shower}` shows `{name}`, which this complaint does not have",
            "`{shower}` 要显示 `{name}`，而这件投诉没有",
        ),
        "finding.not-concluded": (
            "it was not found out whether there is a `{code}` about `{about}`",
            "未能得出是否存在关于 `{about}` 的 `{code}`",
        ),
        "finding.obligation-broken": (
            "`{obligation}` does not hold of this complaint{because}",
            "这件投诉违反 `{obligation}`{because}",
        ),
        "finding.overlap": (
            "`{one}` and `{two}` of `{decision}` both hold for this complaint",
            "`{decision}` 的 `{one}` 与 `{two}` 对这件投诉同时成立",
        ),
        "finding.parameter-hole": (
            "`{parameter}` has no value when `{reader}` reads it for this complaint",
            "`{reader}` 处理这件投诉时，`{parameter}` 尚无取值",
        ),
        "finding.redundant-rule": (
            "without `{rule}` everything is decided the same, by {others}",
            "没有 `{rule}`，一切结果不变（由 {others} 得出）",
        ),
        "finding.shadowed-rule": (
            "`{rule}` never wins: wherever it holds, {others} comes before it",
            "`{rule}` 从不生效：凡它成立之处，{others} 都在它之前",
        ),
        "finding.unreachable-outcome": (
            "no complaint comes to `{outcome}` of `{decision}`",
            "没有投诉能得到 `{decision}` 的 `{outcome}`",
        ),
        "finding.unused-fact": ("nothing reads `{fact}`", "没有任何地方用到 `{fact}`"),
        "finding.unused-outcome": (
            "no rule of `{decision}` leads to `{outcome}`",
            "`{decision}` 没有规则得出 `{outcome}`",
        ),
        "finding.unused-parameter": ("nothing reads `{parameter}`", "没有任何地方用到参数 `{parameter}`"),
        "finding.unused-parameter-value": (
            "the value of `{parameter}` from {day} on is never in force",
            "`{parameter}` 自 {day} 起的取值从不生效",
        ),
        "finding.unimplemented-clause": (
            "nothing implements clause `{clause}`: {title}",
            "没有落实条款 `{clause}`：{title}",
        ),
    }
)
