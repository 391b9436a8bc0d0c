"""Infrastructure components: what a module's program asks for, whatever the environment gives.

A program says `HttpService("orders")`. The component reads from Pulumi's configuration which platform the
environment is on, and hands over to that platform's module under `platforms/`.
"""
