"""Write `complaints.csv`: invented complaints, with the dirt of real feeds in some rows.

Run it from the project's root as `python -m examples.generate`.
The columns are the facts of `policy.yaml`, and the same bytes come out every time.
Nobody in it exists, and nothing in it happened.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from examples.dice import Dice
from examples.dirt import DIRT, Row
from examples.stories import BASES, DEMANDS, MERCHANTS, OUTBURSTS, STORIES, Story

TARGET = Path(__file__).with_name("complaints.csv")
SEED = 20260101
ROWS = 10_000
COPIES = 25
CONTRADICTIONS = 10

COLUMNS = tuple(
    """
    complaint_id submitted_at channel category help_centre_scope account phone email order_no transaction_at amount
    description evidence_count duplicate_of user_complaint_times authenticity third_party_contacted exchange_kept
    account_matched transaction_found account_compromised loss_ongoing triaged_at identity_verified platforms_involved
    third_party_liable enquiry_party enquiry_authorised evidence_added awaiting_customer waits finding finding_at
    finding_basis amount_lost full_refunded notified_at customer_reply replied_at progress_asked
    """.split()
)

BEIJING = timezone(timedelta(hours=8))
FIRST_DAY = datetime(2026, 1, 1, tzinfo=BEIJING)
DAYS = 181
LAST_DAY = FIRST_DAY + timedelta(days=DAYS)
BUSY_HOURS = {0: 2, 2: 1, 7: 3, 9: 10, 11: 9, 13: 8, 15: 9, 17: 7, 19: 8, 21: 6}
LARGE = 1_000_00


def moments(dice: Dice, count: int) -> list[datetime]:
    """When the complaints are submitted, ascending: more of them lately, few at night."""
    days = (DAYS - 1 - (DAYS * dice.below(1_000) ** 2) // 1_000**2 for _ in range(count))
    return sorted(
        FIRST_DAY + timedelta(days=day, hours=dice.weighted(BUSY_HOURS), seconds=dice.below(2 * 3600)) for day in days
    )


def complaint(dice: Dice, *, serial: int, submitted: datetime, earlier: Sequence[Row]) -> Row:
    """One complaint, as far along as its age and luck allow."""
    row = dict.fromkeys(COLUMNS, "")
    category = dice.weighted({name: story.weight for name, story in STORIES.items()})
    row |= {"complaint_id": f"TS{submitted:%Y%m%d}{serial:05}", "submitted_at": submitted.isoformat()}
    row["category"] = "" if dice.happens(1) else category
    _submission(row, dice, story=STORIES[category], submitted=submitted)
    _suspicion(row, dice, earlier=earlier)
    progress = min(dice.below(13), (LAST_DAY - submitted).days)
    if progress > 0:
        _first_review(row, dice, submitted=submitted)
    if progress > 1 and _acceptable(row):
        _investigation(row, dice, progress=progress)
        _waits(row, dice, submitted=submitted, progress=progress)
        _result(row, dice, progress=progress, submitted=submitted)
    return row


def _submission(row: Row, dice: Dice, *, story: Story, submitted: datetime) -> None:
    """What the complainant fills in; some of it is forgotten."""
    channel = dice.weighted({"app": 62, "web": 18, "hotline": 19, "other": 1})
    phone = channel == "hotline" or dice.happens(85)
    amount = _amount(dice, story)
    happened = submitted - timedelta(hours=dice.below(24 * 20), minutes=1 + dice.below(59))
    row |= {
        "channel": channel,
        "account": _unless(dice, 2, f"u{10_000_000 + dice.below(90_000_000)}"),
        "phone": f"1380000{dice.below(10_000):04}" if phone else "",
        "email": f"user{dice.below(100_000):05}@example.com" if dice.happens(75 if channel == "web" else 20) else "",
        "description": _unless(dice, 1, _telling(dice, story, amount=amount, happened=happened)),
        "evidence_count": _unless(dice, 3, dice.weighted({"0": 6, "1": 30, "2": 34, "3": 20, "4": 7, "9": 3})),
        "help_centre_scope": _help_centre(row, dice),
        "progress_asked": dice.weighted({"true": 8, "false": 62, "": 30}),
    }
    if dice.happens(story.transactions):
        row |= {
            "order_no": _unless(dice, 2, f"{happened:%Y%m%d}{dice.below(10**10):010}"),
            "transaction_at": _unless(dice, 2, happened.isoformat()),
            "amount": _unless(dice, 2, _yuan(amount)),
        }
    if row["category"] in {"logistics", "product_quality"}:
        row["third_party_contacted"] = dice.weighted({"true": 72, "false": 14, "": 14})
        row["exchange_kept"] = dice.weighted({"true": 80, "": 20}) if row["third_party_contacted"] == "true" else ""


def _unless(dice: Dice, per_cent: int, text: str) -> str:
    return "" if dice.happens(per_cent) else text


def _amount(dice: Dice, story: Story) -> int:
    """Fen between the story's bounds, small ones more often, prices mostly round; now and then exactly on the edge."""
    if dice.happens(1):
        return dice.one((LARGE, LARGE + 1, LARGE - 1))
    low, high = story.amounts
    spread = 1 + dice.below(1_000)
    fen = low + (high - low) * spread**3 // 1_000**3
    return fen if dice.happens(30) else max(low, fen - fen % 100)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _telling(dice: Dice, story: Story, *, amount: int, happened: datetime) -> str:
    """What happened, and what is asked for; some quote their opponent, some begin new lines."""
    day = f"{happened.month}月{happened.day}日"
    told = dice.one(story.tellings).format(day=day, merchant=dice.one(MERCHANTS), amount=_yuan(amount))
    return told + dice.one(OUTBURSTS if dice.happens(3) else DEMANDS)


def _help_centre(row: Row, dice: Dice) -> str:
    if row["category"] == "other":
        return dice.weighted({"within": 55, "outside": 25, "": 20})
    return dice.weighted({"within": 40, "": 60})


def _suspicion(row: Row, dice: Dice, *, earlier: Sequence[Row]) -> None:
    """Signs of theft, of repetition and of invention that are known from the start."""
    stolen = {"account_theft": 80, "fund_risk": 30, "unauthorized_debit": 6}.get(row["category"], 1)
    losing = {"account_theft": 25, "fund_risk": 20, "unauthorized_debit": 3}.get(row["category"], 0)
    row["account_compromised"] = "true" if dice.happens(stolen) else dice.weighted({"false": 50, "": 50})
    row["loss_ongoing"] = "true" if dice.happens(losing) else dice.weighted({"false": 50, "": 50})
    row["user_complaint_times"] = dice.weighted({"1": 85, "2": 10, "3": 2, "5": 1, "": 2})
    if row["user_complaint_times"] != "1" and earlier and dice.happens(15):
        row["duplicate_of"] = dice.one(earlier)["complaint_id"]


def _first_review(row: Row, dice: Dice, *, submitted: datetime) -> None:
    """What staff find out when they first look at the complaint."""
    triaged = submitted + timedelta(minutes=3 + dice.below(24 * 60))
    row |= {
        "triaged_at": triaged.isoformat(),
        "authenticity": dice.weighted({"confirmed": 93, "doubtful": 4, "fabricated": 1, "": 2}),
        "account_matched": dice.weighted({"true": 97, "false": 3}) if row["account"] else "",
        "transaction_found": dice.weighted({"true": 97, "false": 3}) if row["order_no"] else "",
    }


def _acceptable(row: Row) -> bool:
    """Whether staff would go on with it: complete, in scope, and nothing found against it."""
    needed = ["account", "description", "category"]
    needed += (
        [] if row["category"] in {"service", "account_access", "privacy"} else ["order_no", "transaction_at", "amount"]
    )
    needed += ["exchange_kept"] if row["category"] in {"logistics", "product_quality"} else []
    against = {"evidence_count": {"", "0"}, "channel": {"other"}, "authenticity": {"doubtful", "fabricated"}}
    against |= {"account_matched": {"false"}, "transaction_found": {"false"}}
    in_scope = row["category"] != "other" or row["help_centre_scope"] == "within"
    return (
        in_scope
        and not row["duplicate_of"]
        and all(row[column] for column in needed)
        and all(row[column] not in refused for column, refused in against.items())
    )


def _investigation(row: Row, dice: Dice, *, progress: int) -> None:
    """Identity, complexity, and who is asked with whose leave."""
    party = dice.weighted({"none": 60, "merchant": 20, "bank": 14, "both": 6})
    row |= {
        "identity_verified": "true" if _concluded(progress) else dice.weighted({"true": 70, "false": 5, "": 25}),
        "platforms_involved": dice.weighted({"1": 84, "2": 9, "3": 3, "": 4}),
        "third_party_liable": dice.weighted({"true": 7, "false": 83, "": 10}),
        "enquiry_party": party,
        "enquiry_authorised": "" if party == "none" else dice.weighted({"true": 75, "false": 8, "": 17}),
        "evidence_added": dice.weighted({"true": 12, "false": 70, "": 18}),
        "awaiting_customer": "false" if _concluded(progress) else dice.weighted({"true": 14, "false": 66, "": 20}),
    }


def _waits(row: Row, dice: Dice, *, submitted: datetime, progress: int) -> None:
    """When the customer was waited for; until now, or until something came."""
    begun = submitted + timedelta(days=1, minutes=1 + dice.below(600))
    if row["awaiting_customer"] == "true":
        row["waits"] = f"{begun.isoformat()}/.. 待补充证据"
    elif _concluded(progress) and dice.happens(15):
        row["waits"] = f"{begun.isoformat()}/{(begun + timedelta(hours=1 + dice.below(70))).isoformat()} 待补充证据"


def _concluded(progress: int) -> bool:
    return progress >= 5  # noqa: PLR2004 -- the fifth of the twelve steps of a complaint's life


def _result(row: Row, dice: Dice, *, progress: int, submitted: datetime) -> None:
    """The finding, the notice and the customer's reply, as far as the complaint has come."""
    if not _concluded(progress):
        return
    finding = dice.weighted({"upheld": 54, "partly_upheld": 15, "not_upheld": 31})
    found = submitted + timedelta(days=progress - dice.below(3), minutes=dice.below(500))
    row |= {
        "finding": finding,
        "finding_at": found.isoformat(),
        "finding_basis": _unless(dice, 4, dice.one(BASES[finding])),
    }
    row["amount_lost"] = _loss(row, dice)
    refundable = finding != "not_upheld" and row["amount_lost"] not in {"", "0.00"}
    row["full_refunded"] = dice.weighted({"true": 15, "false": 75, "": 10}) if refundable else "false"
    if progress > 6 and row["finding_basis"]:  # noqa: PLR2004 -- two steps after the conclusion
        notified = found + timedelta(minutes=dice.below(2_000))
        row["notified_at"] = notified.isoformat()
        replied = notified + timedelta(minutes=1 + dice.below(9 * 24 * 60))
        if replied < LAST_DAY and dice.happens(75):
            row |= {
                "customer_reply": dice.weighted({"accepted": 80, "rejected": 20}),
                "replied_at": replied.isoformat(),
            }


def _loss(row: Row, dice: Dice) -> str:
    """Yuan lost: all of the amount, a part, nothing, or not established yet."""
    if not row["amount"] or row["finding"] == "not_upheld":
        return "0.00" if row["amount"] else ""
    amount = int(row["amount"].replace(".", ""))
    return _yuan(amount * dice.weighted({100: 66, 50: 12, 30: 8, 0: 14}) // 100) if dice.happens(97) else ""


def rows() -> list[list[str]]:
    """The fields of every row, in the order of submission; copies follow what they repeat."""
    dice = Dice(SEED)
    complaints: list[Row] = []
    for serial, submitted in enumerate(moments(dice, ROWS - COPIES - CONTRADICTIONS), start=1):
        complaints.append(complaint(dice, serial=serial, submitted=submitted, earlier=complaints))
    fields = [list(row.values()) for row in complaints]
    for dirt in DIRT:
        place = dice.below(len(fields))
        fields[place] = dirt(complaints[place], dice)
    return _repeated(fields, dice)


def _repeated(fields: list[list[str]], dice: Dice) -> list[list[str]]:
    """The rows with some sent twice, and some sent again under the same number with another story."""
    for number in range(COPIES + CONTRADICTIONS):
        place = dice.below(len(fields) - 100)
        again = list(fields[place])
        if number >= COPIES:
            again[COLUMNS.index("description")] = "更正：上次填写有误，以这次为准。"
        fields.insert(place + 1 + dice.below(100), again)
    return fields


def text() -> str:
    """The whole file, header first."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows())
    return written.getvalue()


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8", newline="")
