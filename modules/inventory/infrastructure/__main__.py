"""The infrastructure of inventory: one program for every environment."""

import pulumi

from stack.infra.service import HttpService

service = HttpService("inventory")

pulumi.export("url", service.url)
