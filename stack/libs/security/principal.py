"""Who sends a request."""

from dataclasses import dataclass, field

from fastapi import Request


@dataclass(frozen=True, slots=True)
class Principal:
    """Who sends a request, and what they may do.

    Attributes:
        name: of a token its subject, of an API key its name, `anonymous` while authentication is off.
        scopes: such as `orders:read`.
    """

    name: str
    scopes: frozenset[str] = field(default_factory=frozenset)


ANONYMOUS = Principal("anonymous")


def current_principal(request: Request) -> Principal:
    """Return who sends a request: a dependency, `Annotated[Principal, Depends(current_principal)]`."""
    principal = getattr(request.state, "principal", ANONYMOUS)
    return principal if isinstance(principal, Principal) else ANONYMOUS
