"""What a module says about layers."""

from __future__ import annotations

from pants.engine.target import StringField, StringSequenceField


class LayerField(StringField):
    """The module's layer."""

    alias = "layer"
    help = (
        "The module's layer: one of `[pantstack].layers` in pants.toml. A module without a layer may use every layer,"
        " and be used by every one."
    )


class InnerLayersField(StringSequenceField):
    """The layers inside of the module."""

    alias = "inner_layers"
    default = ()
    value: tuple[str, ...]
    help = (
        "Folders, or single .py files, of this module that are its own layers, outermost first, such as"
        ' `["backend/api", "backend/service", "backend/schemas"]`, relative to the module. A file in one may import'
        " from its own and from those after it. Of folders inside each other the nearest one counts. Files in none of"
        " them may import, and be imported, as they like."
    )
