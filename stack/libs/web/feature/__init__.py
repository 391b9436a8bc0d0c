"""How features take part in every request: through one middleware, which calls those that have something to do."""

from .add import add_feature, place
from .exchange import CLIENT_CLOSED_REQUEST, Exchange
from .feature import Feature
from .place import Place

__all__ = ["CLIENT_CLOSED_REQUEST", "Exchange", "Feature", "Place", "add_feature", "place"]
