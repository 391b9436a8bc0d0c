"""How `pants lint` and the goals of the checker await its judgement."""

from __future__ import annotations

from pantstack.boundaries.pants_rules.evaluation import Judgement, JudgeRequest, judge_facts
from pantstack.pants_port.generation import CALLS_BY_NAME
from pantstack.pants_port.session import today

if CALLS_BY_NAME:
    from pants.engine.rules import implicitly

    async def judgement() -> Judgement:
        """All findings of the repository; remembered until a file changes, or the day."""
        return await judge_facts(JudgeRequest(today()), **implicitly())

else:
    from pants.engine.rules import Get

    async def judgement() -> Judgement:
        """All findings of the repository; remembered until a file changes, or the day."""
        return await Get(Judgement, JudgeRequest(today()))
