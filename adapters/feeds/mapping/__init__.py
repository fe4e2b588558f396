"""Mappings: from the raw rows of a feed to the typed facts of a policy."""

from adapters.feeds.mapping.binding import Binding, bind
from adapters.feeds.mapping.catalog import Entry, catalog, find, layout, plan_for
from adapters.feeds.mapping.faults import MappingFault
from adapters.feeds.mapping.loading import FeedMapping, load
from adapters.feeds.mapping.mapped import Mapped, Unfit
from adapters.feeds.mapping.plan import Plan, identity, plan

__all__ = [
    "Binding",
    "Entry",
    "FeedMapping",
    "Mapped",
    "MappingFault",
    "Plan",
    "Unfit",
    "bind",
    "catalog",
    "find",
    "identity",
    "layout",
    "load",
    "plan",
    "plan_for",
]
