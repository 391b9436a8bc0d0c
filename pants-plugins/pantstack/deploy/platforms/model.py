"""What makes a platform different from others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Traits:
    """The traits of a platform, written into the request; the defaults are those of a cloud that needs nothing special.

    Attributes:
        on_this_machine: whether services run here: their processes can be looked at, their logs are files, folders of
            this machine are part of their configuration, and state is kept in the work tree unless `backend_url` says
            another place.
        refreshes: whether a deploy first looks at what runs, since it may have ended meanwhile.
        needs_registry: whether images have to be pushed to a registry: the environment's, else the foundation's.
        fetches_plugins: whether Pulumi may fetch provider plugins.
        health_path: the path of a service's health check; `{module}` stands for the module's name.
        logs: where its services' logs are found, `{region}` included; "" for files of this machine.
    """

    on_this_machine: bool = False
    refreshes: bool = False
    needs_registry: bool = False
    fetches_plugins: bool = False
    health_path: str = "/health"
    logs: str = ""


@dataclass(frozen=True)
class Lack:
    """Something that the user's machine lacks: what it is, and what to do, an imperative in lower case."""

    what: str
    remedy: str
