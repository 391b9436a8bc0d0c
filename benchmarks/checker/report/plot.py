"""Draws the curve over size: python plot.py TARGET, with points as JSON on standard input.

It runs in the rivals' environment, and draws the same picture byte for byte for the same points.
"""

from __future__ import annotations

import json
import sys

import matplotlib as mpl  # type: ignore[import-not-found]  # it is in that environment

mpl.use("svg")
# By these the picture has no random names and no date.
mpl.rcParams["svg.hashsalt"] = "pantstack"
mpl.rcParams["svg.fonttype"] = "none"

from matplotlib import pyplot as plt  # noqa: E402  as above

MARKERS = "osD^vPX"


def main(target: str) -> None:
    """Draw CPU time and memory, both over the number of files."""
    points = json.load(sys.stdin)
    figure, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for axis, name, label in zip(axes, ("cpu", "together"), ("CPU seconds, cold", "MB, all processes together")):
        for number, tool in enumerate(dict.fromkeys(point["tool"] for point in points)):
            own = sorted((point["files"], point[name]) for point in points if point["tool"] == tool)
            axis.plot(*zip(*own), label=tool, marker=MARKERS[number % len(MARKERS)], markersize=4)
        axis.set(xscale="log", yscale="log", xlabel="files", ylabel=label)
        axis.grid(visible=True, which="major", linewidth=0.4)
    axes[0].legend(frameon=False)
    figure.savefig(target, metadata={"Date": None})


if __name__ == "__main__":
    main(*sys.argv[1:])
