"""Delivery: one attempt at one entry, and what it came to."""

from dataclasses import dataclass

from adapters import clock
from adapters.dispatch.connector import Connector
from adapters.dispatch.message import FailedError, Message, RefusedError
from adapters.dispatch.retrying import Retrying
from adapters.dispatch.routing import Router
from adapters.stores.outbox import Entry, Result
from adapters.stores.schema import State

LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True)
class Tried:
    """What an attempt came to; `due_at` is when the next one is due, None when there is none."""

    result: Result
    due_at: int | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Delivers entries one at a time; never raises for anything that the other side does."""

    router: Router
    retrying: Retrying

    async def attempt(self, entry: Entry) -> Tried:
        """Deliver an entry, or ask first whether it was delivered where nobody knows.

        An order of money whose outcome is unknown is not sent again before the other side has said that it
        never heard of it.
        """
        message, name = Message.of(entry), ""
        try:
            connector = self.router.connector(message)
            name = connector.name
            receipt = await _delivered(connector, message, uncertain=entry.uncertain)
        except RefusedError as error:
            return Tried(_result(entry, State.DEAD, name, str(error), tries=entry.tries + 1), None)
        except FailedError as error:
            return self._failed(entry, name, str(error), reached=error.reached, wait=error.wait)
        except Exception as error:  # noqa: BLE001 -- one message that a connector cannot bear must not stop the others
            return self._failed(entry, name, f"unexpected error: {type(error).__name__}", reached=True, wait=None)
        return Tried(_result(entry, State.SENT, name, receipt, tries=entry.tries + 1, uncertain=False), None)

    def _failed(self, entry: Entry, name: str, why: str, *, reached: bool, wait: float | None) -> Tried:
        tries = entry.tries + 1
        due_at = self.retrying.next(tries, at=clock.now(), asked=wait)
        state = State.DEAD if due_at is None else State.WAITING
        return Tried(_result(entry, state, name, why, tries=tries, uncertain=entry.uncertain or reached), due_at)


async def _delivered(connector: Connector, message: Message, *, uncertain: bool) -> str:
    if uncertain and connector.asks:
        receipt = await connector.found(message)
        if receipt is not None:
            return receipt
    return await connector.send(message)


def _result(
    entry: Entry, state: State, connector: str, detail: str, *, tries: int, uncertain: bool | None = None
) -> Result:
    known = entry.uncertain if uncertain is None else uncertain
    return Result(entry.id, state, tries, known, connector, detail.replace("\n", " ")[:LONGEST_DETAIL])
