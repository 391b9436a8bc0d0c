"""The shapes of generated trees that have a name."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.checker.trees.model import Shape

SHAPES = {
    shape.name: shape
    for shape in (
        Shape("default"),
        Shape("flat", packages=0, facade="api.py"),
        Shape("deep", packages=20, depth=6),
        Shape("big-files", files=1_001, modules=20, mean_bytes=18_000),
        Shape("stars", files=1_364, modules=20, stars=True),
    )
}
# Of what the curve over size is made.
FILES_OF_A_MODULE = 100


def sized(shape: Shape, files: int) -> Shape:
    """Return a shape with another number of files, and modules as large as those of the default one."""
    return replace(shape, files=files, modules=max(2, files // FILES_OF_A_MODULE))
