"""What the program says about journals, in each language it speaks."""

from collections.abc import Mapping
from types import MappingProxyType

JOURNAL: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "option.journal": ("The journal's folder.", "日志所在的文件夹。"),
        "option.journal-to": ("The journal that keeps the decisions.", "记录各项决定的日志文件夹。"),
        "option.key-file": (
            "The journal's key file; default: beside the journal, DIR.key.",
            "日志的密钥文件；默认为日志旁的 DIR.key。",
        ),
        "journal.help": ("Make a journal and look after it.", "建立和管理日志。"),
        "journal.init.help": (
            "Make a journal: an append-only record of decisions that nobody can rewrite unseen.",
            "建立日志：只能追加的决定记录，任何改动都会被发现。",
        ),
        "option.origin": (
            "The journal's name for those who verify it, such as example.com/complaints.",
            "供核验者识别的日志名称，如 example.com/complaints。",
        ),
        "journal.made": (
            (
                "{journal} is ready; its keys are in {path}: keep a copy elsewhere, and show nobody.\n"
                "Give this to whoever is to verify it:\n{verifier}"
            ),
            "{journal} 已建立；密钥在 {path}：请另存一份，勿示他人。\n请将下面一行交给核验者：\n{verifier}",
        ),
        "journal.bad-origin": (
            "`{origin}` is no name of a journal: no blanks, no plus signs, ASCII",
            "`{origin}` 不能作日志名称：只用 ASCII，不含空白和加号",
        ),
        "journal.other-origin": (
            "the key file `{path}` is of `{name}`; say --origin {name}, or name another file",
            "密钥文件 `{path}` 属于 `{name}`；请用 --origin {name} 或另指定文件",
        ),
        "journal.odd-entry": (
            "an entry is not as it should be: {why}; ask `tousu verify` where",
            "有条目不合格式：{why}；用 `tousu verify` 查看位置",
        ),
        "journal.unfit": ("the journal cannot be used: {why}", "日志不能使用：{why}"),
        "run.not-shown": (
            (
                "a run as of {as_of} is on record as entry {number}, but its outputs did not appear; to have them, "
                "run it again with --as-of {as_of}"
            ),
            "截至 {as_of} 的运行已记入日志（第 {number} 项），但输出未出现；如需输出，请以 --as-of {as_of} 重新运行",
        ),
        "run.again": (
            "on record already, as entry {entry}; not appended again",
            "早已记于第 {entry} 项，不再重复记录",
        ),
        "run.journaled": ("on record as entry {entry}", "记于第 {entry} 项"),
        "run.journal": ("Journal", "日志"),
        "journal.recovered": (
            "an interrupted writer had left unfinished files, which were removed: {names}",
            "上次写入中断，已清除未完成的文件：{names}",
        ),
        "verify.help": (
            (
                "Check that a journal, or a proof out of one, is what was signed. Exits with 0 when it is, 1 when it "
                "was tampered with, 3 when it cannot be read, 4 when that cannot be concluded."
            ),
            "核验日志或其中一项证明是否与签署时一致。退出码：0 一致，1 被篡改，3 无法读取，4 不能断定。",
        ),
        "option.checkpoint": (
            "A head of the journal that was kept elsewhere.",
            "另处保存的日志签署头。",
        ),
        "option.proof": ("Check this proof; no journal is needed.", "核验该证明，不需要日志。"),
        "option.key": (
            "The verifier key that you were told, or the file that holds it.",
            "事先告知的核验公钥，或存有它的文件。",
        ),
        "verify.what": ("name a journal, or a proof by --proof", "请给出日志，或用 --proof 给出证明"),
        "verify.bad-key": ("--key is of no use: {why}", "--key 无法使用：{why}"),
        "verify.counts": (
            "{size} entries, {rulings} of them rulings, {erased} with erased facts",
            "共 {size} 项，其中裁定 {rulings} 项，事实已删除的 {erased} 项",
        ),
        "verify.unreadable-part": ("unreadable: {why}", "无法读取：{why}"),
        "verify.unsigned-yet": (
            "the newest {count} entries are not signed yet; the next writer signs them",
            "最新 {count} 项尚未签署，下次写入时签署",
        ),
        "verify.bound": (
            "the journal's key file says that its writer committed them",
            "日志的密钥文件证实它们由写入者提交",
        ),
        "verify.unbound": (
            "whether its writer put them there, only the journal's key file tells: give it by --key-file",
            "它们是否由写入者写入，只有日志的密钥文件能证实：请用 --key-file 给出",
        ),
        "verify.intact": (
            "intact: the journal is what was signed, and continues the head kept elsewhere",
            "完好：与签署时一致，并延续另处保存的签署头",
        ),
        "verify.tampered": ("tampered: the journal is not what was signed", "被篡改：与签署时不一致"),
        "verify.unreadable": (
            "unreadable: parts cannot be read, so nothing is concluded of them",
            "无法读取：部分内容无法读取，不能断定",
        ),
        "verify.unsure": (
            (
                "cannot be concluded: everything agrees, but an older state restored whole would look the same; "
                "give a head kept elsewhere by --checkpoint"
            ),
            "不能断定：内容前后一致，但整体恢复到旧状态也会如此；请用 --checkpoint 给出另处保存的签署头",
        ),
        "verify.unsure-behind": (
            (
                "cannot be concluded of the entries that are not signed; all others are what was signed, and "
                "continue the head kept elsewhere"
            ),
            "尚未签署的各项不能断定；其余与签署时一致，并延续另处保存的签署头",
        ),
        "verify.found.lost": (
            "entries {low} to {high} were committed, as {file} says, and are gone",
            "{file} 记载第 {low} 至 {high} 项已提交，而它们不见了",
        ),
        "verify.found.added": (
            "entries {low} to {high} are not signed, and the journal's writer did not commit them",
            "第 {low} 至 {high} 项未经签署，也不是日志的写入者提交的",
        ),
        "verify.found.runs": (
            "{file} says that entry {number} is a run which it is not",
            "{file} 称第 {number} 项为某次运行，其实不是",
        ),
        "verify.found.run-gone": (
            "{file} no longer says that entry {number} is a run",
            "{file} 中缺少第 {number} 项的运行记录",
        ),
        "verify.found.other-key": (
            "journal.json: another key than the one you were told: {verifier}",
            "journal.json：公钥与事先告知的不同：{verifier}",
        ),
        "verify.found.gap": ("entries {low} to {high} are missing", "缺少第 {low} 至 {high} 项"),
        "verify.found.twice": ("entry {low} is there twice", "第 {low} 项出现两次"),
        "verify.found.gone": (
            "entries {low} to {high} are gone, though {file} was signed over them",
            "第 {low} 至 {high} 项不见了，而 {file} 签署时包含它们",
        ),
        "verify.found.entries": ("entries {low} to {high} were changed", "第 {low} 至 {high} 项被改动"),
        "verify.found.head": (
            "{file} was signed over other entries: {low} to {high} were changed, or a different journal was shown",
            "{file} 签署的是别的内容：第 {low} 至 {high} 项被改动，或曾出示另一份日志",
        ),
        "verify.found.tree": ("{file} does not lead to the root in {manifest}", "{file} 与 {manifest} 中的根不符"),
        "verify.found.manifest": (
            "{file} names another root than entries {low} to {high} have",
            "{file} 中的根与第 {low} 至 {high} 项不符",
        ),
        "verify.found.index": ("{file} is not the index of its entries", "{file} 不是其各项的索引"),
        "verify.found.newest": (
            "{file} is not the newest head, which is over {largest} entries",
            "{file} 不是最新的签署头，最新的包含 {largest} 项",
        ),
        "verify.found.state": (
            "hot.db remembers a head of {size} entries, but one of {largest} was signed: an old copy was restored",
            "hot.db 记得的签署头为 {size} 项，而已签署过 {largest} 项：恢复了旧副本",
        ),
        "verify.found.unsigned": ("{file} is not to be trusted: {why}", "{file} 不可信：{why}"),
        "verify.found.misnamed": ("{file} is the head of {size} entries", "{file} 其实是 {size} 项的签署头"),
        "verify.found.form": ("entry {number} is not written as an entry is", "第 {number} 项不合格式"),
        "verify.found.not-active": (
            "entry {number} names the activation {digest}, which no entry before it is",
            "第 {number} 项所依据的 {digest} 此前没有启用",
        ),
        "verify.found.facts": (
            "the facts of entry {number} are not those that were decided on",
            "第 {number} 项的事实与裁定时不符",
        ),
        "verify.found.facts-gone": (
            "the facts of entry {number} are gone, and no entry says that they were erased",
            "第 {number} 项的事实不见了，而没有删除记录",
        ),
        "verify.found.not-erased": (
            "the facts of entry {number} are there, though they were to be erased; run `tousu erase` again",
            "第 {number} 项的事实应已删除却仍在；请再次运行 `tousu erase`",
        ),
        "verify.found.title": (
            "entry {number} names another journal or key than journal.json",
            "第 {number} 项与 journal.json 的名称或公钥不符",
        ),
        "verify.found.archive": ("{file} is not the file that was archived", "{file} 不是当初归档的文件"),
        "verify.found.incomplete": (
            "entry {number}: the rows of the run do not add up",
            "第 {number} 项：该次运行的行数对不上",
        ),
        "verify.found.activations": (
            "{file} lists other activations than the entries",
            "{file} 中的启用清单与各项不符",
        ),
        "verify.proof.ruling": (
            "entry {number} of {origin}, as of {as_of}, by {policy} {version} ({digest})",
            "{origin} 第 {number} 项，截至 {as_of}，依据 {policy} {version}（{digest}）",
        ),
        "verify.proof.intact": (
            "proved: entry {number} is in the journal {origin}, as disclosed here",
            "已证明：第 {number} 项在日志 {origin} 中，内容如上",
        ),
        "verify.proof.unsure": (
            (
                "cannot be concluded: the proof of entry {number} holds together, but only --key tells whether "
                "{origin} signed it"
            ),
            "不能断定：第 {number} 项的证明自身一致，但须用 --key 才能确认由 {origin} 签署",
        ),
        "verify.proof.tampered": ("not proved: {why}", "未能证明：{why}"),
        "prove.help": (
            "Write the proof that the journal holds a ruling on a complaint, as one small file.",
            "为某投诉的裁定生成证明，写成一个小文件。",
        ),
        "option.prove-out": ("The file for the proof.", "证明文件。"),
        "option.entry": (
            "The number of the entry; default: the newest ruling on the complaint.",
            "条目编号；默认为该投诉最新的裁定。",
        ),
        "asked.empty": ("say something", "不能为空"),
        "asked.not-utf-8": ("this is not UTF-8", "不是 UTF-8 编码"),
        "asked.other-entry": (
            "entry {entry} is no ruling on `{identity}`; those are {numbers}",
            "第 {entry} 项不是对 `{identity}` 的裁定；其裁定为第 {numbers} 项",
        ),
        "prove.none": ("the journal has no ruling on `{identity}`", "日志中没有对 `{identity}` 的裁定"),
        "prove.done": (
            "entry {number}: the proof is in {path}; check it by: tousu verify --proof {path} --key '{verifier}'",
            "第 {number} 项：证明在 {path}；核验：tousu verify --proof {path} --key '{verifier}'",
        ),
        "erase.help": (
            "Erase a complaint's facts from a journal for good; its rulings stay, and are proved as before.",
            "从日志中永久删除某投诉的事实；裁定保留，证明仍然有效。",
        ),
        "option.basis": ("On what ground, such as an article of law.", "删除的依据，如法律条款。"),
        "erase.done": (
            "the facts of {count} entries were erased, and entry {number} says so",
            "已删除 {count} 项的事实，第 {number} 项为删除记录",
        ),
        "replay.help": (
            (
                "Decide again what a journal holds, by the policies, calendars and facts that it kept, and compare "
                "every outcome, value and rule. Exits with 1 when one differs."
            ),
            "按日志保存的政策、日历和事实重新处理，逐项比对结果、数值和规则。有不同时退出码为 1。",
        ),
        "option.range": (
            "Only these entries, such as 1000:2000 or 5000: for all from there.",
            "只重放这些条目，如 1000:2000，或 5000: 表示从该项起。",
        ),
        "option.complaint": ("Only the rulings on this complaint.", "只重放对该投诉的裁定。"),
        "option.sample": ("Only so many entries, evenly drawn.", "只随机抽取这么多条目。"),
        "replay.bad-span": ("`{text}` is no range; write FROM:TO", "`{text}` 不是范围；请写 FROM:TO"),
        "replay.no-span": (
            "`{text}` holds no entry; FROM comes before TO, which is not part of it",
            "`{text}` 中没有条目；FROM 须小于 TO，TO 不包括在内",
        ),
        "replay.behind": (
            "there is no entry {low}: the journal has {size}, counted from 0",
            "没有第 {low} 项：日志共 {size} 项，从 0 起计",
        ),
        "replay.one-of": (
            "--range, --complaint and --sample exclude each other",
            "--range、--complaint、--sample 只能用一个",
        ),
        "replay.resume": ("to go on: --range {at}:{until}", "继续：--range {at}:{until}"),
        "replay.tampered-part": (
            "entries {low} to {high} are not what was signed, and were not replayed",
            "第 {low} 至 {high} 项与签署时不符，未重放",
        ),
        "replay.differs-part": (
            "entry {number}: `{column}` was `{then}`, and is `{now}` now",
            "第 {number} 项：`{column}` 原为 `{then}`，现为 `{now}`",
        ),
        "replay.counts": (
            "{replayed} rulings replayed, {erased} passed over because their facts were erased",
            "重放 {replayed} 项裁定；因事实已删除跳过 {erased} 项",
        ),
        "replay.differs": (
            "the engine differs: {count} rulings come out otherwise, though their entries are what was signed",
            "引擎结果不同：{count} 项裁定与原先不同，而其条目与签署时一致",
        ),
        "replay.tampered": (
            "the log was tampered with; ask `tousu verify` where",
            "日志被篡改；用 `tousu verify` 查看位置",
        ),
        "replay.nothing": (
            "cannot be concluded: no ruling was there to be replayed",
            "不能断定：没有可以重放的裁定",
        ),
        "replay.same": ("the same: everything came out as it was", "一致：全部与原先相同"),
    }
)
