import json
from pathlib import Path

import polars as pl
import pytest

from adapters.feeds.mapping import Mapped, Plan, bind, catalog, find, layout, plan_for
from adapters.feeds.mapping.catalog import names
from adapters.feeds.reading import Feed
from rules.loading import load
from rules.policy import Policy
from rules.types import Date, Instant, read

POLICIES = {"payment-complaints": Path("policy.yaml"), "us-cfpb": Path("rules/packs/us-cfpb.yaml")}
SHARED = Path("../shared/feeds")


def policy_of(name: str) -> Policy:
    policy = load(POLICIES[name].read_bytes(), name=name).policy
    assert policy
    return policy


def plan_of(name: str) -> Plan:
    mapping = find(name)
    assert not isinstance(mapping, str)
    assert mapping.shape
    made = plan_for(name, policy_of(mapping.shape.policy))
    assert isinstance(made, Plan), made
    return made


def map_file(name: str, path: Path, *, sparse: bool) -> Mapped:
    plan = plan_of(name)
    feed = Feed([str(path)], layout(plan))
    (chunk,) = [chunk for chunk in feed if chunk.rows.height]
    assert feed.files[0].problem is None
    assert not chunk.refused
    binding = bind(plan, chunk.rows.schema, sparse=sparse)
    assert not isinstance(binding, tuple), binding
    return binding.map(chunk)


def map_json(name: str, document: object, folder: Path) -> Mapped:
    path = folder / "feed.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return map_file(name, path, sparse=True)


def instant(text: str) -> object:
    return read(Instant(), text)


@pytest.mark.parametrize("name", names())
def test_a_shipped_mapping_suits_its_policy(name: str) -> None:
    assert plan_of(name).sources


def test_the_catalogue_tells_of_each_mapping_what_a_user_must_know() -> None:
    entries = {entry.name: entry for entry in catalog()}
    assert tuple(entries) == ("alipay", "alipay-risk", "cfpb", "wechat-pay")
    assert all(entry.title and entry.source and entry.policy in POLICIES for entry in entries.values())
    assert entries["wechat-pay"].format == "json"
    assert entries["cfpb"].format == ""
    assert entries["cfpb"].columns[:3] == ("Complaint ID", "Date received", "Product")


# WeChat Pay.

WECHAT = {
    "complaint_id": "200000020260302000000000001",
    "complaint_time": "2026-03-02T09:15:00.120+08:00",
    "complaint_detail": "同一笔订单扣了两次",
    "complaint_state": "PENDING",
    "complainted_mchid": "1900000000",
    "payer_phone": "bm90IGEgcGhvbmU=",
    "complaint_order_info": [
        {"transaction_id": "4200000000000000000000000001", "out_trade_no": "A-1", "amount": 100000},
        {"transaction_id": "4200000000000000000000000002", "out_trade_no": "A-2", "amount": 1},
    ],
    "complaint_media_list": [
        {"media_type": "USER_COMPLAINT_IMAGE", "media_url": ["https://pay.example/1", "https://pay.example/2"]},
        {"media_type": "OPERATION_IMAGE", "media_url": ["https://pay.example/3"]},
    ],
    "complaint_full_refunded": False,
    "user_complaint_times": 2,
    "problem_type": "SERVICE_NOT_WORK",
}


def test_a_wechat_pay_complaint_is_in_fen_and_sums_its_orders(tmp_path: Path) -> None:
    mapped = map_json("wechat-pay", {"data": [WECHAT], "limit": 1, "offset": 0, "total_count": 1}, tmp_path)
    facts = mapped.facts.row(0, named=True)
    assert mapped.review.to_list() == [None]
    assert {name: value for name, value in facts.items() if value is not None} == {
        "complaint_id": "200000020260302000000000001",
        "submitted_at": instant("2026-03-02T01:15:00.120Z"),
        "channel": "app",
        "category": "service",
        "phone": "bm90IGEgcGhvbmU=",
        "order_no": "4200000000000000000000000001",
        "amount": 100001,
        "description": "同一笔订单扣了两次",
        "evidence_count": 3,
        "user_complaint_times": 2,
        "full_refunded": False,
    }


def test_a_problem_that_wechat_pay_has_not_told_of_is_for_review(tmp_path: Path) -> None:
    rows = [WECHAT, {**WECHAT, "complaint_id": "2", "problem_type": "BRAND_NEW"}, {**WECHAT, "complaint_id": None}]
    mapped = map_json("wechat-pay", {"data": rows}, tmp_path)
    assert mapped.review.to_list() == [
        None,
        "unreadable `category` from column `problem_type`: a value that the mapping does not list",
    ]
    assert [row.reason for row in mapped.quarantined] == ["missing-identity"]


def test_a_complaint_without_orders_and_pictures_has_no_amount_and_no_evidence(tmp_path: Path) -> None:
    bare = {"complaint_id": "1", "complaint_time": "2026-03-02T09:15:00+08:00", "complaint_media_list": []}
    facts = map_json("wechat-pay", {"data": [bare]}, tmp_path).facts.row(0, named=True)
    assert (facts["amount"], facts["order_no"], facts["evidence_count"]) == (None, None, 0)


@pytest.mark.skipif(not (SHARED / "wechat-pay").exists(), reason="the samples of WeChat Pay are not here")
def test_the_sample_of_wechat_pay_is_mapped() -> None:
    mapped = map_file("wechat-pay", SHARED / "wechat-pay/complaints-v2.sample.json", sparse=True)
    facts = mapped.facts.row(0, named=True)
    assert mapped.review.to_list() == [None]
    assert facts["amount"] == 3
    assert facts["submitted_at"] == instant("2015-05-20T13:29:35.120+08:00")


# Alipay.

ALIPAY = {
    "complain_event_id": "20260302000000000001",
    "status": "MERCHANT_PROCESSING",
    "trade_no": "2026030200000000000000000001",
    "merchant_order_no": "B-1",
    "gmt_create": "2026-03-02 09:15:00",
    "gmt_modified": "2026-03-02 09:16:00",
    "gmt_finished": "",
    "leaf_category_name": "商家不退款",
    "complain_reason": "商家不处理",
    "content": "",
    "images": ["https://pay.example/1"],
    "phone_no": "",
    "target_id": "2088000000000000",
    "target_type": "PID",
}


def test_an_alipay_complaint_has_beijing_time_and_no_amount(tmp_path: Path) -> None:
    mapped = map_json("alipay", {"trade_complain_infos": [ALIPAY]}, tmp_path)
    facts = mapped.facts.row(0, named=True)
    assert mapped.review.to_list() == [None]
    assert {name: value for name, value in facts.items() if value is not None} == {
        "complaint_id": "20260302000000000001",
        "submitted_at": instant("2026-03-02T01:15:00Z"),
        "channel": "app",
        "order_no": "2026030200000000000000000001",
        "description": "商家不处理",
        "evidence_count": 1,
    }


def test_an_alipay_query_has_its_amount_in_yuan(tmp_path: Path) -> None:
    rows = [
        {**ALIPAY, "trade_amount": "1000.01"},
        {**ALIPAY, "complain_event_id": "2", "trade_amount": "1,000.01", "trade_no": ""},
    ]
    mapped = map_json("alipay", {"trade_complain_infos": rows}, tmp_path)
    assert mapped.facts["amount"].to_list() == [100001, None]
    assert mapped.facts["order_no"].to_list() == ["2026030200000000000000000001", "B-1"]
    assert mapped.review.to_list() == [
        None,
        "unreadable `amount` from column `trade_amount`: not a plain number such as `1280.50`",
    ]


def test_an_alipay_risk_complaint_has_its_amount_in_yuan(tmp_path: Path) -> None:
    risk = {
        "id": 7,
        "task_id": "T-1",
        "gmt_complain": "2026-03-02 09:15:00",
        "gmt_overdue": "2026-03-05 09:15:00",
        "status": "WAIT_PROCESS",
        "complain_amount": 1000.01,
        "complain_content": "被骗",
        "complaint_trade_info_list": [{"trade_no": "N-1", "gmt_trade": "2026-03-01 20:00:00", "amount": "1000.01"}],
    }
    mapped = map_json("alipay-risk", {"complaint_list": [risk, {**risk, "task_id": ""}]}, tmp_path)
    assert mapped.review.to_list() == [None, None]
    facts = mapped.facts.row(0, named=True)
    assert {name: value for name, value in facts.items() if value is not None} == {
        "complaint_id": "T-1",
        "submitted_at": instant("2026-03-02T01:15:00Z"),
        "channel": "app",
        "order_no": "N-1",
        "transaction_at": instant("2026-03-01T12:00:00Z"),
        "amount": 100001,
        "description": "被骗",
    }
    assert mapped.facts["complaint_id"].to_list() == ["T-1", "7"]


# The CFPB database.

CFPB_HEADER = (
    "Date received,Product,Sub-product,Issue,Sub-issue,Consumer complaint narrative,Company public response,Company,"
    "State,ZIP code,Tags,Consumer consent provided?,Submitted via,Date sent to company,Company response to consumer,"
    "Timely response?,Consumer disputed?,Complaint ID"
)
CFPB_ROW = (
    '2014-03-04,Mortgage,None,Loan servicing,,"They took {$1,250.00} and then {$3.00}.",N/A,A BANK,CA,900XX,'
    '"Older American, Servicemember",N/A,Web,03/05/2014,Closed with explanation,Yes,No,0012345'
)


def map_csv(text: str, folder: Path) -> Mapped:
    path = folder / "feed.csv"
    path.write_text(text, encoding="utf-8")
    return map_file("cfpb", path, sparse=False)


@pytest.mark.parametrize(
    "header",
    [
        CFPB_HEADER,
        CFPB_HEADER.upper(),
        CFPB_HEADER.lower().replace(" ", "_"),
        CFPB_HEADER.replace(" ", "_").replace("?", ""),
        "Complaints of the year\n\nexported 2024-01-01\n" + CFPB_HEADER,
    ],
    ids=["as published", "upper case", "lower case with underscores", "without question marks", "below junk lines"],
)
def test_a_cfpb_complaint_is_mapped_whatever_its_header_looks_like(header: str, tmp_path: Path) -> None:
    mapped = map_csv(f"{header}\n{CFPB_ROW}\n", tmp_path)
    facts = mapped.facts.row(0, named=True)
    assert mapped.review.to_list() == [None]
    assert {name: value for name, value in facts.items() if value is not None} == {
        "complaint_id": "0012345",
        "date_received": read(Date(), "2014-03-04"),
        "product": "mortgage",
        "issue": "Loan servicing",
        "narrative": "They took {$1,250.00} and then {$3.00}.",
        "amount_claimed": 125000,
        "state": "CA",
        "tags": "older_servicemember",
        "consent": "not_applicable",
        "submitted_via": "web",
        "date_sent": read(Date(), "2014-03-05"),
        "company_response": "closed_explanation",
        "timely": True,
        "disputed": False,
    }


@pytest.mark.parametrize(
    "text",
    [
        "2014-03-04", "03/04/2014", "3/4/2014", "03/04/14", "2014/03/04", "20140304", '"Mar 4, 2014"',
        '"March 04, 2014"', "04-Mar-2014", "4-MAR-14", "2014-03-04 00:00:00",
        "2014-03-04T12:00:00-05:00", "2014-03-04T00:00:00.000Z",
    ],
)  # fmt: skip
def test_a_cfpb_date_is_read_in_each_format_in_the_wild_with_the_month_first(text: str, tmp_path: Path) -> None:
    row = CFPB_ROW.replace("2014-03-04", text)
    mapped = map_csv(f"{CFPB_HEADER}\n{row}\n", tmp_path)
    assert mapped.facts["date_received"].to_list() == [read(Date(), "2014-03-04")]


def test_a_cfpb_date_with_the_day_first_is_quarantined_not_guessed(tmp_path: Path) -> None:
    row = CFPB_ROW.replace("2014-03-04", "25/12/2014")
    assert [row.reason for row in map_csv(f"{CFPB_HEADER}\n{row}\n", tmp_path).quarantined] == ["unreadable-date"]


def test_a_cfpb_file_without_numbers_is_named_by_content(tmp_path: Path) -> None:
    header, row = CFPB_HEADER.removesuffix(",Complaint ID"), CFPB_ROW.removesuffix(",0012345")
    ids = map_csv(f"{header}\n{row}\n{row}\n{row.replace('A BANK', 'B BANK')}\n", tmp_path).facts["complaint_id"]
    assert ids[0] == ids[1] != ids[2]


def test_what_the_cfpb_has_not_told_of_is_for_review(tmp_path: Path) -> None:
    row = CFPB_ROW.replace("Mortgage", "Pawn shop").replace("Yes,No", "Late,Perhaps")
    assert map_csv(f"{CFPB_HEADER}\n{row}\n", tmp_path).review.to_list() == [
        (
            "unreadable `product` from column `Product`: a value that the mapping does not list; "
            "unreadable `timely` from column `Timely response?`: a value that the mapping does not list; "
            "unreadable `disputed` from column `Consumer disputed?`: a value that the mapping does not list"
        )
    ]


@pytest.mark.skipif(not (SHARED / "cfpb.csv").exists(), reason="the sample of the CFPB database is not here")
def test_every_complaint_of_the_cfpb_sample_is_mapped() -> None:
    mapped = map_file("cfpb", SHARED / "cfpb.csv", sparse=False)
    assert (mapped.facts.height, mapped.quarantined, mapped.review.null_count()) == (25285, (), 25285)
    assert mapped.facts["amount_claimed"].count() == 1852
    assert mapped.facts["date_received"].null_count() == 0


# Names and files.


def test_a_mapping_in_a_file_is_found_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("feed: 1\ntitle: t\npolicy: p\nsource: s\nfacts: {}\n")
    assert plan_for(str(path), policy_of("payment-complaints")) == (
        f"{path}:5:1: facts: nothing gives `complaint_id`; say which column it comes from or write a `content_key`",
        f"{path}:5:1: facts: nothing gives `submitted_at`; say which column it comes from",
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("wechat_pay", "no feed is named `wechat_pay`; did you mean `wechat-pay`?"),
        ("identiti", "no feed is named `identiti`; did you mean `identity`?"),
        ("zzz", "no feed is named `zzz`; `tousu feeds` lists them"),
        ("nowhere.yaml", "the mapping `nowhere.yaml` cannot be read: no such file or directory"),
        ("tests", "the mapping `tests` cannot be read: is a directory"),
    ],
)
def test_a_name_that_no_mapping_has_is_told(name: str, told: str) -> None:
    assert plan_for(name, policy_of("us-cfpb")) == (told,)


def test_the_identity_mapping_needs_no_file() -> None:
    made = plan_for("identity", policy_of("us-cfpb"))
    assert isinstance(made, Plan)
    assert layout(made).is_header is None


def test_a_mapping_for_another_policy_is_told_fact_by_fact() -> None:
    lines = plan_for("wechat-pay", policy_of("us-cfpb"))
    assert isinstance(lines, tuple)
    assert lines[0] == "wechat-pay:9:1: facts: nothing gives `date_received`; say which column it comes from"


def test_the_layout_says_what_the_mapping_says() -> None:
    wechat, cfpb = layout(plan_of("wechat-pay")), layout(plan_of("cfpb"))
    assert (wechat.format, wechat.rows_at, wechat.is_header) == ("json", "data", None)
    assert cfpb.is_header
    assert cfpb.is_header(["PRODUCT", "issue", "date_received", "x"])
    assert not cfpb.is_header(["Product", "Issue"])


def test_a_shipped_mapping_names_each_column_of_the_published_database() -> None:
    given = {name for source in plan_of("cfpb").sources for name in source.names}
    assert set(pl.Series(CFPB_HEADER.split(","))) - given == {"Company", "ZIP code"}
