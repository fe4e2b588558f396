"""Tables: what a journal tells is what the run wrote."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import polars as pl

from adapters.facts import FactReader
from adapters.feeds.mapping import Plan, plan_for
from adapters.feeds.reading import Feed
from adapters.journal import Records, Writer, sources
from adapters.journal.tables import RULED, RULINGS, Tables
from adapters.masking import Role
from adapters.run import Order, run
from rules.loading import load
from tests.adapters.cli.terminal import ROOT
from tests.adapters.journal.ledger import KEYS, empty


def test_rulings_are_what_the_run_wrote(tmp_path: Path) -> None:
    lines = (ROOT / "examples" / "complaints.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "few.csv").write_text("".join(lines[:200]), "utf-8")
    policy = load((ROOT / "policy.yaml").read_bytes(), name="policy.yaml").policy
    assert policy is not None
    plan = plan_for("identity", policy)
    assert isinstance(plan, Plan)
    journal = empty(tmp_path)
    order = Order(
        feed=Feed((str(tmp_path / "few.csv"),)),
        reader=FactReader(plan),
        policy=policy,
        as_of=1_782_864_000_000_000,
        folder=tmp_path / "out",
        format="parquet",
    )
    with Writer(journal, KEYS) as writer:
        run(replace(order, journal=(writer, sources(ROOT / "policy.yaml", policy))), lambda _: None)
    decisions = pl.read_parquet(tmp_path / "out" / "decisions.parquet")
    with closing(Records.open(journal)) as records:
        tables = Tables(records, Role.ANALYST)
        told = pl.concat(frame for _, frame in tables.frames([RULINGS], [(0, records.size)], lambda _: None))
    own = [name for name in told.columns if name not in RULED]
    texts = [
        pl.col(name).cast(pl.String) for name in own if isinstance(decisions.schema[name], pl.Enum | pl.Categorical)
    ]
    assert told["complaint"].to_list() == decisions[policy.identity].to_list()
    assert own == [name for name in decisions.columns if name != policy.identity]
    assert told.select(own).equals(decisions.select(own).with_columns(texts))
