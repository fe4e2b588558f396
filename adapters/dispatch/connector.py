"""The port to the world: what every connector can do."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from adapters.dispatch.message import Message


class Connector(Protocol):
    """Brings messages to one other side; its methods raise RefusedError or FailedError, and nothing else by design."""

    @property
    def name(self) -> str:
        """Its name in `connectors.yaml`."""

    @property
    def money(self) -> bool:
        """Whether it may hand out sums."""

    @property
    def asks(self) -> bool:
        """Whether the other side can be asked what it did."""

    @property
    def to(self) -> str | None:
        """The name of the address among what an action gives, None if it needs no address."""

    @property
    def says(self) -> Sequence[str]:
        """The languages in which it can send a text, none if it needs no text."""

    async def send(self, message: Message) -> str:
        """Bring a message over; the receipt."""

    async def found(self, message: Message) -> str | None:
        """The receipt if the other side has the message already, None if it has not."""

    def drafts(self, message: Message) -> Mapping[str, bytes]:
        """What would be sent, as files to look at: the content by the ending of the file's name."""

    async def check(self) -> None:
        """Prove as much as can be proved without sending anything."""

    async def close(self) -> None:
        """Close what is open."""
