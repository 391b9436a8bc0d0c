"""The infrastructure of shipping: one program for every environment."""

import pulumi

from stack.infra.service import HttpService

service = HttpService("shipping")

pulumi.export("url", service.url)
