"""Lays the foundation of an environment."""

import pulumi

from stack.infra.foundation.program import lay

for key, value in lay().items():
    pulumi.export(key, value)
