"""Routing: which connector serves which channel of the policy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adapters.dispatch.connector import Connector
from adapters.dispatch.message import Message, RefusedError
from rules.policy import Outcome, Policy
from rules.said import Said


@dataclass(frozen=True, slots=True)
class Choice:
    """A connector by the value that an action gives under the name `by`."""

    by: str
    to: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Router:
    """The connectors by name, and for each channel one of them or a choice."""

    connectors: Mapping[str, Connector]
    routes: Mapping[str, str | Choice]

    def connector(self, message: Message) -> Connector:
        """Who delivers a message; raises RefusedError where nobody does, or must not."""
        route = self.routes.get(message.channel)
        if route is None:
            raise RefusedError(Said("no route leads from the channel `{channel}`", channel=message.channel))
        if isinstance(route, Choice):
            value = message.given(route.by)
            if value not in route.to:
                raise RefusedError(
                    Said(
                        "no route leads from the channel `{channel}` for {by} `{value}`",
                        channel=message.channel,
                        by=route.by,
                        value=value,
                    )
                )
            route = route.to[value]
        found = self.connectors[route]
        if message.pays is not None and not found.money:
            raise RefusedError(
                Said(
                    "`{action}` hands out money, and the connector `{route}` is not for it",
                    action=message.action,
                    route=route,
                )
            )
        return found

    def misfits(self, policy: Policy) -> Iterator[str]:
        """What would go wrong with the actions of a policy."""
        for decision in policy.decisions:
            for outcome in decision.outcomes:
                if outcome.template:
                    yield from self._misfits(outcome)

    def _misfits(self, outcome: Outcome) -> Iterator[str]:
        route = self.routes.get(outcome.channel)
        if route is None:
            yield f"`{outcome.name}`: no route leads from the channel `{outcome.channel}`"
            return
        given = {name for name, _ in outcome.parameters}
        if isinstance(route, Choice) and route.by not in given:
            yield f"`{outcome.name}` gives no `{route.by}`, by which its route is chosen"
        named = dict.fromkeys(route.to.values() if isinstance(route, Choice) else (route,))
        for connector in (self.connectors[name] for name in named):
            if outcome.pays is not None and not connector.money:
                yield f"`{outcome.name}` hands out money, and the connector `{connector.name}` is not for it"
            if connector.to is not None and connector.to not in given:
                yield f"`{outcome.name}` gives no `{connector.to}`, to which `{connector.name}` sends"
            lacking = set(connector.says) - {one.language.value for one in outcome.messages}
            if connector.says and len(lacking) == len(connector.says):
                yield f"`{outcome.name}` has no text that `{connector.name}` could send"
