"""The outbox: what begins, goes on and ceases, held against every sequence of what is wanted."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from engine.outbox import Changes, Document, Episode, Put, Wanted, changes, key

SUM = {"minor": 5, "currency": "CNY"}


def action(name: str, *, pays: bool = False) -> Document:
    return {"action": name, "pays": SUM if pays else None}


def wanted(*actions: Document, complaint: str = "T-1", stage: int = 1) -> Wanted:
    return Wanted("p", complaint, actions, stage)


TELL, PAY = action("tell"), action("pay", pays=True)


def test_what_was_not_known_begins() -> None:
    assert changes([], wanted(TELL, PAY)) == Changes(((1, TELL), (1, PAY)), (), ())


def test_what_still_holds_goes_on() -> None:
    assert changes([Episode("tell", 2, holds=True)], wanted(TELL)) == Changes((), (TELL,), ())


def test_what_is_no_longer_wanted_ceases_once() -> None:
    known = [Episode("tell", 1, holds=True), Episode("pay", 1, holds=False)]
    assert changes(known, wanted()) == Changes((), (), ("tell",))


def test_what_ceased_and_holds_again_is_the_next_episode() -> None:
    assert changes([Episode("tell", 1, holds=False)], wanted(TELL)) == Changes(((2, TELL),), (), ())


def test_a_sum_is_handed_out_once_whatever_happened_in_between() -> None:
    assert changes([Episode("pay", 1, holds=False)], wanted(PAY)) == Changes((), (PAY,), ())


def test_a_key_tells_policy_complaint_stage_action_and_episode_apart() -> None:
    keys = {
        key(wanted(), "a", 1),
        key(wanted(), "b", 1),
        key(wanted(), "a", 2),
        key(wanted(complaint="T-2"), "a", 1),
        key(wanted(stage=2), "a", 1),
        key(Wanted("q", "T-1", ()), "a", 1),
    }
    assert len(keys) == 6
    assert {len(one) for one in keys} == {40}


def test_a_key_never_changes() -> None:
    """Whoever changes how a key is made pays everybody a second time."""
    assert key(wanted(), "send_result", 1) == KEY


KEY = "810e35f57a8ed32960a39c243eb60149d776026e"


@given(st.lists(st.sets(st.sampled_from(["tell", "ask", "pay"])), max_size=8))
def test_episodes_count_how_often_an_action_became_wanted(history: Sequence[set[str]]) -> None:
    known: dict[str, Episode] = {}
    for names in history:
        found = changes(known.values(), wanted(*(action(name, pays=name == "pay") for name in sorted(names))))
        for number, act in found.begin:
            known[act["action"]] = Episode(act["action"], number, holds=True)
        for act in found.go_on:
            known[act["action"]] = Episode(act["action"], known[act["action"]].number, holds=True)
        for name in found.cease:
            known[name] = Episode(name, known[name].number, holds=False)
        assert {name for name, one in known.items() if one.holds} == names
    for name, one in known.items():
        pairs = zip([set(), *history], history, strict=False)
        became = sum(name in after and name not in before for before, after in pairs)
        assert one.number == (1 if name == "pay" else became)


def test_what_was_put_in_adds_up() -> None:
    assert Put(1, 2, 3) + Put(4, 5, 6) == Put(5, 7, 9)
