"""Carrying actions out: from the outbox to the connectors, and what came of it back."""
