"""Draw the picture of the README: how long a page takes, and how much of the text is right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

OUR_COLOUR, OTHER_COLOUR = "#c2410c", "#475569"


def draw(
    medians: Mapping[str, float], scores: Mapping[str, float], corpus: str, path: Path
) -> None:
    """Draw milliseconds a page against word F1, a point for each tool."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt
    from matplotlib.ticker import NullFormatter, ScalarFormatter

    figure, axes = plt.subplots(figsize=(7, 4.2), dpi=160)
    for name, median in medians.items():
        ours = name == "cleaner"
        colour = OUR_COLOUR if ours else OTHER_COLOUR
        axes.scatter(median, scores[name], s=130 if ours else 80, color=colour, zorder=3)
        axes.annotate(
            f"{name}\n{median:.1f} ms, {scores[name]:.3f}",
            (median, scores[name]),
            xytext=(0, -14),
            textcoords="offset points",
            ha="center",
            va="top",
            color=colour,
            fontsize=10,
            fontweight="bold" if ours else "normal",
        )
    low, high = min(medians.values()), max(medians.values())
    axes.set_xscale("log")
    axes.set_xlim(low / 1.9, high * 1.9)
    spread = max(scores.values()) - min(scores.values())
    margin = max(spread, 0.02)
    axes.set_ylim(min(scores.values()) - 0.45 * margin, max(scores.values()) + 0.2 * margin)
    ticks = [tick for tick in (0.5, 1, 2, 5, 10, 20, 50, 100, 200) if low / 2 < tick < high * 2]
    axes.set_xticks(ticks)
    axes.xaxis.set_major_formatter(ScalarFormatter())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.tick_params(which="minor", bottom=False)
    axes.set_xlabel("milliseconds a page, median, one thread (logarithmic; left is faster)")
    axes.set_ylabel("word F1 (higher is better)")
    axes.set_title(f"Time and accuracy on {corpus}", loc="left", fontweight="bold")
    axes.grid(color="#e2e8f0", zorder=0)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)
