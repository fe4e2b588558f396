"""The stored outbox: nothing twice, in order, and one holder at a time, on SQLite and PostgreSQL alike."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters.stores.ledger import Ledger
from adapters.stores.outbox import Claimed, Release, Result, StoredOutbox
from adapters.stores.putting import AT_ONCE
from adapters.stores.schema import State
from engine.outbox import Document, Put, Wanted


def action(name: str, *, pays: bool = False, **given: str) -> Document:
    return {"action": name, "channel": "notice", "with": given, "pays": {"minor": 5} if pays else None}


def wanted(*actions: Document, complaint: str = "T-1", policy: str = "p", stage: int = 1) -> Wanted:
    return Wanted(policy, complaint, actions, stage)


TELL, ASK, PAY = action("tell"), action("ask"), action("pay", pays=True)


def put(outbox: StoredOutbox, *actions: Document) -> Put:
    return outbox.put([wanted(*actions)], at=1)


def states(outbox: StoredOutbox) -> list[tuple[str, int, str]]:
    return [(one.action, one.episode, one.state) for one in Ledger(outbox.database).lines()]


def claim(outbox: StoredOutbox, owner: str = "me", *, at: int = 10, until: int = 20, limit: int = 100) -> list[Claimed]:
    return outbox.claim(owner, at=at, until=until, limit=limit)


def result(one: Claimed, state: State, *, uncertain: bool = False, number: int = 0) -> Result:
    entry = one.entries[number]
    return Result(entry.id, state, entry.tries + 1, uncertain, "hook", "said")


def settle(outbox: StoredOutbox, one: Claimed, *results: Result, due: int = 30, owner: str = "me") -> None:
    outbox.settle(results, [Release(one.policy, one.complaint, due)], owner=owner, at=15)


def sent(outbox: StoredOutbox, *, state: State = State.SENT, uncertain: bool = False) -> None:
    for one in claim(outbox):
        results = [result(one, state, uncertain=uncertain, number=number) for number in range(len(one.entries))]
        settle(outbox, one, *results, due=0)


def test_what_was_put_in_before_is_known(outbox: StoredOutbox) -> None:
    assert [put(outbox, TELL, PAY) for _ in range(2)] == [Put(new=2), Put(known=2)]
    assert states(outbox) == [("tell", 1, "waiting"), ("pay", 1, "waiting")]


def test_many_complaints_are_put_in_by_one_transaction(outbox: StoredOutbox) -> None:
    many = [wanted(TELL, complaint=f"T-{number}") for number in range(AT_ONCE + 3)]
    assert outbox.put([*many, wanted(TELL, policy="q"), wanted(TELL, stage=2)], at=1).new == AT_ONCE + 5
    assert outbox.put(many, at=1) == Put(known=AT_ONCE + 3)
    assert outbox.put([], at=1) == Put()


def test_a_batch_that_fails_leaves_nothing_behind(outbox: StoredOutbox) -> None:
    with pytest.raises(KeyError):
        outbox.put([wanted(TELL), wanted({"action": "tell"}, policy="q")], at=1)
    assert states(outbox) == []


@pytest.mark.parametrize(
    ("state", "again"),
    [
        (None, [("tell", 1, "withdrawn"), ("tell", 2, "waiting")]),
        (State.SENT, [("tell", 1, "sent"), ("tell", 2, "waiting")]),
        (State.DEAD, [("tell", 1, "dead"), ("tell", 2, "waiting")]),
    ],
)
def test_what_ceased_and_holds_again_is_a_new_episode(
    state: State | None, again: list[tuple[str, int, str]], outbox: StoredOutbox
) -> None:
    put(outbox, TELL)
    if state:
        sent(outbox, state=state)
    assert put(outbox).withdrawn == (state is None)
    put(outbox, TELL)
    assert states(outbox) == again


@pytest.mark.parametrize(("state", "after"), [(None, "waiting"), (State.SENT, "sent")])
def test_money_goes_once_however_often_it_ceased(state: State | None, after: str, outbox: StoredOutbox) -> None:
    put(outbox, PAY)
    if state:
        sent(outbox, state=state)
    put(outbox)
    assert put(outbox, PAY) == Put(known=1)
    assert states(outbox) == [("pay", 1, after)]
    assert len(claim(outbox, at=50, until=60)) == (after == "waiting")


def test_money_of_the_next_stage_is_other_money(outbox: StoredOutbox) -> None:
    put(outbox, PAY)
    assert outbox.put([wanted(PAY, stage=2)], at=1) == Put(new=1)


def test_what_waits_is_brought_up_to_date(outbox: StoredOutbox) -> None:
    put(outbox, action("tell", to="a"))
    put(outbox, action("tell", to="b"))
    (one,) = claim(outbox)
    assert one.entries[0].document["with"] == {"to": "b"}


@pytest.mark.parametrize("uncertain", [False, True])
def test_what_is_dead_is_tried_again_when_it_changed_unless_it_may_have_got_through(
    uncertain: bool, outbox: StoredOutbox
) -> None:
    put(outbox, action("tell", to="a"))
    sent(outbox, state=State.DEAD, uncertain=uncertain)
    put(outbox, action("tell", to="a"))
    assert states(outbox) == [("tell", 1, "dead")]
    put(outbox, action("tell", to="b"))
    assert states(outbox) == [("tell", 1, "dead" if uncertain else "waiting")]
    assert len(claim(outbox, at=50, until=60)) == (not uncertain)


@pytest.mark.parametrize("done", [State.SENT, State.WAITING])
def test_what_a_worker_is_about_is_left_as_it_is(done: State, outbox: StoredOutbox) -> None:
    put(outbox, action("tell", to="a"))
    (one,) = claim(outbox)
    put(outbox, action("tell", to="b"))
    assert put(outbox) == Put(withdrawn=0)
    settle(outbox, one, result(one, done))
    assert [(line.state, line.document["with"]) for line in Ledger(outbox.database).lines()] == [(done, {"to": "a"})]


def test_complaints_are_claimed_with_what_waits_in_order(outbox: StoredOutbox) -> None:
    outbox.put([wanted(TELL, ASK), wanted(ASK, complaint="T-2")], at=1)
    put(outbox, TELL, ASK, PAY)
    found = {one.complaint: [entry.action for entry in one.entries] for one in claim(outbox)}
    assert found == {"T-1": ["tell", "ask", "pay"], "T-2": ["ask"]}


def test_a_claimed_complaint_is_nobody_else_s(outbox: StoredOutbox) -> None:
    put(outbox, TELL)
    assert [len(claim(outbox, owner)) for owner in ("me", "you")] == [1, 0]


def test_a_lease_that_ran_out_is_taken_over_with_what_may_have_got_through(outbox: StoredOutbox) -> None:
    put(outbox, TELL)
    (mine,) = claim(outbox, until=20)
    (yours,) = claim(outbox, "you", at=20, until=40)
    assert (mine.entries[0].uncertain, yours.entries[0].uncertain) == (False, True)
    assert outbox.renew("me", until=60) == set()
    assert outbox.renew("you", until=60) == {("p", "T-1")}
    assert claim(outbox, "me", at=59, until=70) == []


def test_who_lost_the_lease_may_still_tell_what_was_sent_but_gives_nothing_back(outbox: StoredOutbox) -> None:
    put(outbox, TELL)
    (mine,) = claim(outbox, until=20)
    claim(outbox, "you", at=20, until=40)
    settle(outbox, mine, result(mine, State.SENT))
    assert states(outbox) == [("tell", 1, "sent")]
    assert outbox.renew("you", until=60) == {("p", "T-1")}


def test_a_complaint_given_back_is_due_when_told(outbox: StoredOutbox) -> None:
    put(outbox, TELL)
    (one,) = claim(outbox)
    assert outbox.next_due() == 20
    settle(outbox, one, result(one, State.WAITING), due=30)
    assert outbox.next_due() == 30
    assert claim(outbox, at=29) == []
    assert [entry.tries for entry in claim(outbox, at=30, until=40)[0].entries] == [1]


def test_a_complaint_with_nothing_left_leaves_the_queue(outbox: StoredOutbox) -> None:
    put(outbox, TELL)
    sent(outbox)
    assert outbox.next_due() is None


def test_what_is_put_in_while_a_worker_is_at_it_is_not_forgotten(outbox: StoredOutbox) -> None:
    put(outbox, TELL)
    (one,) = claim(outbox)
    put(outbox, TELL, ASK)
    settle(outbox, one, result(one, State.SENT), due=5)
    assert [entry.action for entry in claim(outbox)[0].entries] == ["ask"]


def test_a_complaint_that_withdrew_all_is_claimed_empty_and_gone(outbox: StoredOutbox) -> None:
    put(outbox, TELL)
    put(outbox)
    (one,) = claim(outbox)
    assert one.entries == ()
    settle(outbox, one)
    assert outbox.next_due() is None


def test_a_result_does_not_undo_what_a_person_decided(outbox: StoredOutbox) -> None:
    put(outbox, TELL)
    (one,) = claim(outbox, until=20)
    key = Ledger(outbox.database).lines()[0].key
    assert Ledger(outbox.database).drop([key], at=15) == 0
    assert Ledger(outbox.database).drop([key], at=25) == 1
    settle(outbox, one, result(one, State.SENT))
    assert states(outbox) == [("tell", 1, "dropped")]
    assert put(outbox, TELL) == Put(known=1)
    assert states(outbox) == [("tell", 1, "dropped")]


def test_the_dead_are_tried_again_from_the_first_try(outbox: StoredOutbox) -> None:
    outbox.put([wanted(TELL), wanted(TELL, complaint="T-2")], at=1)
    sent(outbox, state=State.DEAD)
    ledger = Ledger(outbox.database)
    keys = [one.key for one in ledger.lines()]
    assert [ledger.retry(keys, at=40), ledger.retry(keys, at=40)] == [2, 0]
    assert [[entry.tries for entry in one.entries] for one in claim(outbox, at=40, until=50)] == [[0], [0]]
    assert ledger.retry([], at=40) == ledger.drop([], at=40) == 0


def test_people_find_actions_by_state_complaint_and_key(outbox: StoredOutbox) -> None:
    outbox.put([wanted(TELL, ASK), wanted(TELL, complaint="T-2")], at=1)
    ledger = Ledger(outbox.database)
    first = ledger.lines(limit=1)[0]
    assert (first.action, first.complaint, first.put_at, first.settled_at) == ("tell", "T-1", 1, None)
    assert len(ledger.lines(complaint="T-1", state="waiting")) == 2
    assert [one.key for one in ledger.lines(key=first.key[:10])] == [first.key]
    assert ledger.lines(key="%") == ledger.lines(state="dead") == []
    assert [(one.channel, one.connector, one.state, one.actions) for one in ledger.counts()] == [
        ("notice", "", "waiting", 3)
    ]


def test_workers_and_a_run_at_once_lose_and_double_nothing(outbox: StoredOutbox) -> None:
    """Two threads claim and settle while a third puts in: each action is claimed once."""
    complaints = [f"T-{number}" for number in range(60)]

    def run() -> None:
        for rounds in (1, 2):
            for complaint in complaints:
                outbox.put([wanted(*(TELL, ASK)[:rounds], complaint=complaint)], at=1)

    def work(owner: str) -> Sequence[int]:
        ids: list[int] = []
        quiet = 0
        while quiet < 40:
            claimed = claim(outbox, owner, at=10, until=10**6, limit=7)
            quiet = 0 if claimed else quiet + 1
            for one in claimed:
                ids.extend(entry.id for entry in one.entries)
                results = [result(one, State.SENT, number=number) for number in range(len(one.entries))]
                settle(outbox, one, *results, due=0, owner=owner)
        return ids

    with ThreadPoolExecutor(3) as pool:
        running = pool.submit(run)
        working = [pool.submit(work, owner) for owner in ("a", "b")]
        running.result()
        ids = [number for one in working for number in one.result()] + list(work("c"))
    assert len(ids) == len(set(ids)) == 120
    assert {state for _, _, state in states(outbox)} == {"sent"}
    assert outbox.next_due() is None
