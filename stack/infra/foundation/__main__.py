"""Create the foundation of an environment."""

import pulumi

from stack.infra.foundation.program import create_foundation

for key, value in create_foundation().items():
    pulumi.export(key, value)
