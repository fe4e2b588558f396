"""Texts of policies: facts of all types, dated parameters, derived facts, decisions that read earlier ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from random import Random

from rules.policy import HitPolicy
from rules.types import (
    Boolean,
    Date,
    Duration,
    Enumeration,
    Instant,
    Intervals,
    Number,
    Text,
    Type,
    Unit,
    decimal,
    money,
    show,
)
from tests.generating.deadlines import CONVENTIONS, limit, limits_of
from tests.generating.expressions import FIRST_DAY, LAST_DAY, NARROW, WORDS, Author, Name

CATEGORY = Enumeration(("盗用", "重复扣款", "服务", "logistics"))
CHANNEL = Enumeration(("app", "web", "热线"))
WIDE = 2**53 + 2
DATED_BY = ("dated_by: submitted_at", "dated_by: submitted_at", "dated_by: 提交日", "# nothing dates a complaint")
FACTS = (
    Name("金额", money("CNY", low=-WIDE, high=WIDE)),
    Name("amount_lost", money("CNY", low=0, high=NARROW)),
    Name("手续费", money("CNY", low=-NARROW, high=NARROW)),
    Name("yen", money("JPY", low=-NARROW, high=NARROW)),
    Name("dinar", money("KWD", low=-NARROW, high=NARROW)),
    Name("次数", Number(low=0, high=1000)),
    Name("count", Number()),
    Name("rate", decimal(4, low=-NARROW, high=NARROW)),
    Name("比例", decimal(2)),
    Name("vip", Boolean()),
    Name("冻结", Boolean()),
    Name("ongoing", Boolean()),
    Name("类别", CATEGORY),
    Name("second_category", CATEGORY),
    Name("channel", CHANNEL),
    Name("描述", Text()),
    Name("note", Text()),
    Name("paid_on", Date()),
    Name("退款日", Date()),
    Name("transaction_at", Instant()),
    Name("通知时间", Instant()),
    Name("window", Duration(Unit.WORKING_DAYS)),
    Name("时限", Duration(Unit.WORKING_DAYS)),
    Name("grace", Duration(Unit.CALENDAR_DAYS)),
    Name("spent", Duration(Unit.HOURS)),
    Name("暂停", Intervals()),
)
PARAMETERS = (
    Name("大额", money("CNY")),
    Name("cap", money("CNY", low=0, high=NARROW)),
    Name("share", decimal(2, low=0, high=100)),
    Name("最少", Number(low=0, high=100)),
    Name("strict", Boolean()),
    Name("day_limit", Duration(Unit.WORKING_DAYS)),
    Name("宽限", Duration(Unit.CALENDAR_DAYS)),
    Name("hour_limit", Duration(Unit.HOURS)),
    Name("since", Date()),
    Name("opened", Instant()),
    Name("关键词", Text()),
)
ANSWERS = (money("CNY"), decimal(2), Number(), Boolean(), Duration(Unit.WORKING_DAYS), Date(), Instant(), Text())
OTHERWISE = {
    HitPolicy.UNIQUE: 0.2,
    HitPolicy.FIRST: 0.8,
    HitPolicy.PRIORITY: 0.8,
    HitPolicy.ANY: 0.2,
    HitPolicy.COLLECT: 0.3,
}
OUTCOMES = ("受理", "return_it", "拒绝", "urgent", "普通")


def policy_text(chance: Random) -> str:
    """One policy as YAML; it may have a rule that is unfit for 64 bits, and then does not load."""
    zone = chance.choice(("Asia/Shanghai", "Asia/Shanghai", "UTC", "America/New_York"))
    timed = chance.random() < 0.5
    return "\n".join((*_head(chance, zone, timed=timed), *_body(chance, timed=timed))) + "\n"


def _head(chance: Random, zone: str, *, timed: bool) -> Iterator[str]:
    effective = chance.randint(FIRST_DAY, LAST_DAY - 200)
    yield "tousu: 1"
    yield "policy: generated"
    yield 'version: "1"'
    yield f"effective: {_day(effective)}"
    if chance.random() < 0.5:
        yield f"until: {_day(effective + chance.randint(1, 400))}"
    yield f"timezone: {zone}"
    yield "identity: complaint_id"
    if timed:
        yield "calendar: CN"
        yield f"counting: {chance.choice(CONVENTIONS)}"


def _body(chance: Random, *, timed: bool) -> Iterator[str]:
    author = Author(chance)
    facts = [Name("submitted_at", Instant()), Name("提交日", Date()), *_some(chance, FACTS, at_least=5)]
    parameters = _some(chance, PARAMETERS, at_least=0)
    yield chance.choice(DATED_BY)
    yield "facts:"
    yield "  complaint_id: {type: text, required: true}"
    yield from (f"  {fact.text}: {_declared(fact.type)}" for fact in facts)
    author.names += (fact for fact in facts if not isinstance(fact.type, Intervals))
    if parameters:
        yield "parameters:"
        yield from (_parameter(one, author) for one in parameters)
        author.names += parameters
    yield from _derived(author)
    author.stops = [fact.text for fact in facts if isinstance(fact.type, Intervals)]
    limits = list(limits_of(author)) if timed else []
    yield from _decisions(author, limits if timed else None)
    if limits:
        yield "deadlines:"
        yield from limits


def _some(chance: Random, names: tuple[Name, ...], *, at_least: int) -> list[Name]:
    """Some of the names, in their order."""
    chosen = set(chance.sample(range(len(names)), chance.randint(at_least, len(names) * 2 // 3)))
    return [name for number, name in enumerate(names) if number in chosen]


def _declared(kind: Type, *, ranged: bool = True) -> str:
    """A type as a policy declares it."""
    match kind:
        case Number():
            told = f", range: {{min: {show(kind, kind.low)}, max: {show(kind, kind.high)}}}" if ranged else ""
            return f"{{{_number(kind)}{told}}}"
        case Boolean():
            return "{type: boolean}"
        case Enumeration(names=names):
            return f"{{type: enum, values: {{{', '.join(f'{name}: {name}' for name in names)}}}}}"
        case Intervals():
            return "{type: intervals}"
        case Text():
            return "{type: text}"
        case Date():
            return "{type: date}"
        case Instant():
            return "{type: datetime}"
        case Duration(unit=unit):
            return f"{{type: duration, unit: {unit}}}"


def _number(kind: Number) -> str:
    if kind.currency is not None:
        return f"type: money, currency: {kind.currency}"
    return f"type: decimal, scale: {kind.scale}" if kind.scale else "type: integer"


def _parameter(name: Name, author: Author) -> str:
    """A parameter with values from one to three days, the first perhaps after the policy's own."""
    chance = author.chance
    first = FIRST_DAY - 100 if chance.random() < 0.93 else chance.randint(FIRST_DAY, LAST_DAY)
    days = sorted({first, *(chance.randint(first, LAST_DAY) for _ in range(chance.randint(0, 2)))})
    values = ", ".join(f"{_day(day)}: {_written(name.type, author)}" for day in days)
    return f"  {name.text}: {{{_declared(name.type)[1:-1]}, values: {{{values}}}}}"


def _written(kind: Type, author: Author) -> str:
    """A value as a policy writes it outside of expressions."""
    match kind:
        case Text():
            return _quoted(author.chance.choice(WORDS))
        case Date():
            return _day(author.chance.randint(FIRST_DAY, LAST_DAY))
        case Instant():
            return _quoted(show(kind, author.chance.randint(FIRST_DAY, LAST_DAY) * 86_400_000_000))
        case _:
            return author.literal(kind)


def _derived(author: Author) -> Iterator[str]:
    """Derived facts, which the later ones and the decisions can read."""
    chance = author.chance
    kinds = [chance.choice((Boolean(), Boolean(), *ANSWERS[:3], Date())) for _ in range(chance.randint(0, 3))]
    if kinds:
        yield "derived:"
    for number, kind in enumerate(kinds):
        name = Name(f"派生{number}", kind)
        yield f"  {name.text}: {{value: {_quoted(author.value(kind))}}}"
        author.names.append(name)


def _decisions(author: Author, limits: list[str] | None) -> Iterator[str]:
    """The decisions; between them `limits` grow by deadlines that may read what is decided so far."""
    yield "decisions:"
    for number in range(author.chance.randint(2, 6)):
        hit_policy = author.chance.choice(tuple(HitPolicy))
        typed = hit_policy not in {HitPolicy.PRIORITY, HitPolicy.COLLECT} and author.chance.random() < 0.3
        yield from _decision(number, hit_policy, author, answer=author.chance.choice(ANSWERS) if typed else None)
        if limits is not None and author.chance.random() < 0.4:
            limits.extend(limit(author, f"限{number + 5}"))


def _decision(number: int, hit_policy: HitPolicy, author: Author, *, answer: Type | None) -> Iterator[str]:
    chance, name = author.chance, f"决定{number}"
    outcomes = tuple(chance.sample([f"{outcome}{number}" for outcome in OUTCOMES], chance.randint(2, 4)))
    count = 0 if hit_policy is HitPolicy.COLLECT else chance.choice((0, 0, 1, 2))
    values = [Name(f"值{number}_{index}", chance.choice((*ANSWERS, CATEGORY))) for index in range(count)]
    yield f"  {name}:"
    yield f"    hit_policy: {hit_policy}"
    if answer is None:
        yield f"    outcomes: {{{', '.join(f'{outcome}: {outcome}' for outcome in outcomes)}}}"
    else:
        yield f"    {_declared(answer, ranged=False)[1:-1].replace(', ', chr(10) + '    ')}"
    if values:
        yield f"    values: {{{', '.join(f'{one.text}: {_declared(one.type, ranged=False)}' for one in values)}}}"
    yield "    rules:"
    count = chance.randint(1, 2 if hit_policy in {HitPolicy.UNIQUE, HitPolicy.ANY} else 6)
    for index in range(count + 1):
        then = chance.choice(outcomes) if answer is None else _quoted(author.value(answer))
        always = index == count and chance.random() < OTHERWISE[hit_policy]
        yield from _rule(f"R{number}-{index}", then, author, values=values, always=always)
    _learn(name, hit_policy, author, kind=answer or Enumeration(outcomes))
    author.names += values


def _learn(name: str, hit_policy: HitPolicy, author: Author, *, kind: Type) -> None:
    """Let later decisions read this one."""
    if isinstance(kind, Enumeration) and hit_policy is HitPolicy.COLLECT:
        author.collected.append((name, kind.names))
    else:
        author.names.append(Name(name, kind))


def _rule(rule: str, then: str, author: Author, *, values: Iterable[Name], always: bool) -> Iterator[str]:
    chance = author.chance
    yield f"      - id: {rule}"
    yield f"        then: {then}"
    roll = chance.random()
    if always:
        pass
    elif roll < 0.6:
        yield f"        when: {_quoted(author.test(chance.randint(0, 3)))}"
    else:
        yield "        when:"
        yield from (f"          {column}: {_quoted(cell)}" for column, cell in _row(author))
    assigned = [(one.text, author.value(one.type)) for one in values if chance.random() < 0.7]
    if assigned:
        yield "        set:"
        yield from (f"          {name}: {_quoted(text)}" for name, text in assigned)


def _row(author: Author) -> Iterator[tuple[str, str]]:
    """The cells of a decision-table row."""
    chance = author.chance
    for name in chance.sample(author.names, chance.randint(1, min(3, len(author.names)))):
        yield name.text, author.cell(name.type)
    if author.collected and chance.random() < 0.3:
        decision, outcomes = chance.choice(author.collected)
        yield decision, chance.choice((outcomes[0], f"not({outcomes[-1]})", ", ".join(outcomes[:2])))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _day(day: int) -> str:
    return show(Date(), day)
