"""The account of an environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

if TYPE_CHECKING:
    from stack.infra.platforms.aws.names import Names


@dataclass(frozen=True)
class AwsAccount:
    """An environment in an account, which has a number and is used in one region."""

    names: Names
    id: pulumi.Output[str]
    region: str

    def arn(self, service: str, thing: pulumi.Input[str]) -> pulumi.Output[str]:
        """Return the ARN of something in this account and region.

        Args:
            service: such as `logs`.
            thing: what follows the account number.
        """
        region = "" if service == "iam" else self.region
        return pulumi.Output.concat(f"arn:aws:{service}:{region}:", self.id, ":", thing)
