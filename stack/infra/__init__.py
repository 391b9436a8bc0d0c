"""Infrastructure components, the same for every environment.

A program says `HttpService("orders")`. The component reads from Pulumi's configuration which platform the
environment is on, and passes the workload to that platform below `platforms/`.
"""
