"""The default policy's notices, from a feed to a real SMTP server, every part of every mail read back."""

import json
import ssl
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme

from adapters.cli.exits import Exit
from tests.adapters.cli.terminal import Terminal
from tests.adapters.dispatch.conftest import authority, ca, served_by
from tests.adapters.dispatch.test_smtp import Mailbox, Words, serving

__all__ = ["authority", "ca"]

CONNECTORS = """dispatch: "1"
connectors:
  mail: {{kind: smtp, host: 127.0.0.1, port: {port}, ca: "{ca}", from: 客服中心 <care@example.com>}}
  files: {{kind: folder, path: files, money: true}}
routes:
  notice: {{by: via, to: {{in_app: files, sms: files, mail: mail}}}}
  registry: files
  identity: files
  desk: files
  settlement: files
"""
BASE: dict[str, object] = {
    "submitted_at": "2026-03-02T09:30:00+08:00",
    "channel": "web",
    "category": "duplicate_charge",
    "account": "u1",
    "order_no": "42",
    "transaction_at": "2026-03-01T09:30:00+08:00",
    "amount": "900.00",
    "description": "重复扣款",
    "evidence_count": 1,
    "triaged_at": "2026-03-02T10:30:00+08:00",
}
APPEAL = (
    "If you disagree with the result, you may ask for a review by a higher instance, or for third-party arbitration."
)
COMPLAINTS: list[dict[str, object]] = [
    {
        "complaint_id": "T-1",
        "email": "a@example.com",
        "finding": "partly_upheld",
        "amount_lost": "900.00",
        "finding_basis": "<b>交易记录</b>第3页 & 附件",
    },
    {"complaint_id": "T-2", "email": "b@example.com", "finding": "not_upheld", "finding_basis": "没有重复扣款"},
    {"complaint_id": "T-3", "email": "c@example.com", "triaged_at": None, "evidence_count": None},
    {"complaint_id": "T-4", "email": "d@example.com", "progress_asked": True},
]


@pytest.fixture
def tls(authority: trustme.CA) -> ssl.SSLContext:
    return served_by(authority, "127.0.0.1")


def parts(mail: EmailMessage) -> tuple[str, list[str]]:
    """The plain text, and the texts of the page."""
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert page is not None
    return plain.get_content().replace("\r\n", "\n"), [text for text in Words(page.get_content()).text if text.strip()]


def test_every_notice_says_result_basis_and_ways_of_appeal(
    tousu: Terminal, folder: Path, tls: ssl.SSLContext, ca: Path
) -> None:
    lines = [json.dumps(BASE | one, ensure_ascii=False) for one in COMPLAINTS]
    (folder / "feed.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    mailbox = Mailbox()
    with serving(mailbox, tls) as port:
        (folder / "c.yaml").write_text(CONNECTORS.format(port=port, ca=ca), "utf-8")
        assert tousu("connectors", "check", "--connectors", "c.yaml").code == Exit.DONE
        assert tousu("run", "feed.jsonl", "--out", "out", "--outbox", "o.db").code == Exit.DONE
        said = tousu("dispatch", "--outbox", "o.db", "--connectors", "c.yaml")
    assert said.code == Exit.DONE, said
    mails = {str(one["To"]): one for one in mailbox.received if "结果" in one["Subject"] or "补正" in one["Subject"]}
    assert {to: one["Subject"] for to, one in mails.items()} == {
        "a@example.com": "您的投诉 T-1 的处理结果",
        "b@example.com": "您的投诉 T-2 的处理结果",
        "c@example.com": "您的投诉 T-3 需要补正",
    }
    plain, page = parts(mails["a@example.com"])
    chinese = [
        "您好，您的投诉 T-1 已有结果：投诉部分成立。",
        "处理依据：<b>交易记录</b>第3页 & 附件",
        "赔付：退款 450.00 元，退回原账户。",
        "对结果有异议的，可以申请升级复核，或提请第三方仲裁。",
        "请自本通知之日起 7 个自然日内确认是否认可。",
    ]
    english = [
        "Your complaint T-1 has a result: it is partly upheld.",
        "The basis of this result: <b>交易记录</b>第3页 & 附件",
        "We refund CNY 450.00 to the account that paid.",
        APPEAL,
        "Please confirm within 7 calendar days of this notice whether you agree.",
    ]
    assert plain == "\n\n".join([*chinese, "----", *english]) + "\n"
    assert page == ["您的投诉 T-1 的处理结果", *chinese, *english]
    assert "赔付" not in parts(mails["b@example.com"])[0]
    assert "请：补充证据。" in parts(mails["c@example.com"])[0]
    assert "Please: provide evidence." in parts(mails["c@example.com"])[0]
    progress = [one for one in mailbox.received if str(one["To"]) == "d@example.com" and "进度" in one["Subject"]]
    assert "at this stage: being investigated." in parts(progress[0])[0]


def test_a_notice_that_lacks_a_fact_is_not_sent_with_a_gap(tousu: Terminal, folder: Path, ca: Path) -> None:
    complaint = BASE | {"complaint_id": "T-5", "email": "a@example.com", "finding": "upheld", "amount_lost": "1.00"}
    text = (
        (folder / "policy.yaml")
        .read_text("utf-8")
        .replace("- 处理依据：{basis}", "- 处理依据：{basis}，赔付 {points_granted}")
    )
    (folder / "policy.yaml").write_text(text, "utf-8")
    (folder / "feed.jsonl").write_text(json.dumps(complaint | {"finding_basis": "x"}) + "\n", "utf-8")
    (folder / "c.yaml").write_text(CONNECTORS.format(port=1, ca=ca), "utf-8")
    assert tousu("run", "feed.jsonl", "--out", "out", "--outbox", "o.db").code == Exit.DONE
    said = tousu("dispatch", "--outbox", "o.db", "--connectors", "c.yaml")
    assert said.code == Exit.NO
    (dead,) = json.loads(tousu("outbox", "list", "--outbox", "o.db", "--state", "dead", "--json").out)
    assert (dead["action"], dead["detail"]) == (
        "send_result",
        "the text cannot be written: `points_granted` is missing",
    )
