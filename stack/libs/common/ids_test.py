"""Ids, as services use them."""

import uuid
from itertools import pairwise

from stack.libs.common import generate_id


def test_ids_are_unique_uuids_in_order() -> None:
    """Ids are UUIDs of version 7 whose time never goes back."""
    ids = [uuid.UUID(generate_id()) for _ in range(1000)]

    assert len(set(ids)) == 1000
    assert {each.version for each in ids} == {7}
    assert all(first.int >> 80 <= second.int >> 80 for first, second in pairwise(ids))
