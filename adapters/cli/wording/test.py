"""What the program says about the tests of a policy, in each language it speaks."""

from collections.abc import Mapping
from types import MappingProxyType

TEST: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "test.help": (
            """Decide the cases that a policy's tests tell of, and show what is decided otherwise than expected.

            Tests are read from NAME.tests.yaml beside the policy or in the folder tests beside it, or from the files
            named.""",
            """按政策的测试处理其中的案例，显示与预期不同之处。

            测试取自政策旁边或其旁边 tests 文件夹中的 NAME.tests.yaml，或取自所给的文件。""",
        ),
        "option.update": (
            "Write what is decided into the tests as what is expected; comments and order are kept.",
            "把处理结果写入测试作为预期；保留注释和次序。",
        ),
        "option.junit": ("Write the results to this file as JUnit XML too.", "同时把结果以 JUnit XML 写入该文件。"),
        "test.none": (
            "no tests of `{policy}` are found: there is no {places}",
            "没有找到 `{policy}` 的测试：{places} 都不存在",
        ),
        "test.faults": ("`{path}` has faults, so nothing is tested:", "`{path}` 有错误，没有进行测试："),
        "test.passed": ("{path}: {count} tests passed", "{path}：{count} 项测试全部通过"),
        "test.failed": (
            "{path}: {failed} of {count} tests failed",
            "{path}：{count} 项测试中有 {failed} 项未通过",
        ),
        "test.empty": (
            "nothing is expected; write `expect`, or let `tousu test --update` write it",
            "没有写明预期；请写 `expect`，或用 `tousu test --update` 写入",
        ),
        "test.at": ("at {at}", "在 {at}"),
        "test.by": ("{told} by {rules}", "{told}，依 {rules}"),
        "test.by-rules": ("by {rules}", "依 {rules}"),
        "test.by-none": ("no rule", "没有规则"),
        "option.coverage": (
            "Show what of the policy the tests come to: rules, outcomes, cells and both sides of boundaries.",
            "列出测试覆盖了政策的哪些部分：规则、结果、区间和边界两侧。",
        ),
        "option.annotate": (
            "Show the policy's own text, beside each rule how often it decides, `!` where no test comes to it.",
            "列出政策原文，每条规则旁注明生效次数，没有测试涉及的标 `!`。",
        ),
        "test.rule": ("rules", "规则"),
        "test.outcome": ("outcomes", "结果"),
        "test.cell": ("cells", "区间"),
        "test.boundary": ("boundaries", "边界"),
        "test.all": ("all", "合计"),
        "test.missed-rule": ("no test comes to rule {about} of {owner}", "没有测试涉及 {owner} 的规则 {about}"),
        "test.missed-outcome": ("no test comes to {about} of {owner}", "没有测试得出 {owner} 的 {about}"),
        "test.missed-cell": ("no test of {owner} has {about}", "{owner} 没有测试涉及 {about}"),
        "test.missed-boundary": ("no test of {owner} is right at {about}", "{owner} 没有测试恰在 {about}"),
        "option.mutate": (
            "Change each thing that the policy says, one at a time, and show the changes that no test notices.",
            "逐一改动政策所说的每一处，列出没有测试能发现的改动。",
        ),
        "option.of": (
            "With --mutate: change only this decision, rule, parameter, derived fact or deadline.",
            "与 --mutate 同用：只改动该决定、规则、参数、派生事实或时限。",
        ),
        "test.no-mutant": ("nothing of {names} can be changed", "{names} 没有可以改动之处"),
        "test.mutants": ("mutants", "变体"),
        "test.survived": (
            "no test of `{about}` notices `{before}` as `{after}`; this case would:",
            "`{about}` 的 `{before}` 改为 `{after}`，没有测试能发现；下面的案例可以：",
        ),
        "test.undecided": (
            "it is undecided whether `{before}` as `{after}` makes a difference to `{about}`",
            "尚不能确定 `{about}` 的 `{before}` 改为 `{after}` 是否有影响",
        ),
        "test.mutation": (
            """{tried} mutants: {killed} killed, {survived} survived, {undecided} undecided
equivalent: {equivalent}, unfit: {unfit}; score {score} %""",
            """{tried} 个变体：发现 {killed} 个，未发现 {survived} 个，未定 {undecided} 个
等效 {equivalent} 个，不成立 {unfit} 个；得分 {score} %""",
        ),
        "test.mutate-or-update": (
            "--mutate and --update exclude each other; keep one",
            "--mutate 与 --update 不能同时使用，请保留一个",
        ),
        "test.mutate-first": (
            "mutants are tried once all tests pass",
            "测试全部通过后才试验变体",
        ),
        "test.updated": (
            "{path}: {count} tests now expect what is decided",
            "{path}：{count} 项测试的预期已改为处理结果",
        ),
        "test.same": ("{path}: nothing to change, {count} tests passed", "{path}：无须改动，{count} 项测试全部通过"),
    }
)
