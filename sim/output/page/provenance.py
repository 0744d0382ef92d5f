"""Where the numbers of a results folder come from, and how to have the same again."""

from __future__ import annotations

import shlex
from typing import Any

from sim.output.page.content import Section
from sim.output.tables import Table


def reproduction(record: dict[str, Any]) -> Section:
    """Tell the command, the seed, the versions and the hashes of a run by its ``run.json``."""
    first = record["scenarios"][0]["scenario"]
    told = {
        "lostleads": record["lostleads"],
        "Python": record["python"],
        **record["libraries"],
        "Seed": record["seed"],
        "Engine": record.get("engine", "simpy"),
        "Replications": f"{record['replications']:,}",
        "Why so many": record.get("replications_because"),
        "Design points": f"{record['point_count']:,}" if "point_count" in record else None,
        "First counted day": first["start"],
        "Counted days": f"{first['days']:,}",
        "Warm-up and cool-down, days": f"{first['warmup_days']} and {first['cooldown_days']}",
        "Began (UTC)": record["started_at"],
        "Ended (UTC)": record["ended_at"],
    }
    rows = [(what, str(value)) for what, value in told.items() if value is not None]
    hashes = [(each["label"], each["content_hash"]) for each in record["scenarios"]]
    return Section(
        "How to reproduce this",
        sentences=(
            (
                f"With lostleads {record['lostleads']} and seed {record['seed']} the same scenario gives the same "
                "numbers to the last digit. A scenario file with the same content hash says the same."
            ),
        ),
        commands=(shlex.join(record["command"]),),
        tables=(Table.of_texts("scenarios", "Scenarios", ("Scenario", "Content hash (SHA-256)"), hashes),),
        folded=(Table.of_texts("run", "Versions and times of the run", ("What", "Value"), rows),),
    )
