"""The evaluation's charts in Altair: stages that failed, the risk-coverage curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

HUE = "#0b7a70"
BAD = "#b0533c"
ROW = 24


def stages(counts: Mapping[str, int]) -> alt.Chart:
    """How many questions failed at each stage, in the order of the pipeline."""
    rows = alt.Data(values=[{"stage": stage, "questions": count} for stage, count in counts.items()])
    return (
        alt.Chart(rows)
        .mark_bar(height=12, cornerRadius=3, color=BAD)
        .encode(
            y=alt.Y("stage:N", sort=list(counts), title=None, axis=alt.Axis(labelLimit=240, labelOverlap=False)),
            x=alt.X("questions:Q", axis=alt.Axis(tickMinStep=1, format="d"), title="questions"),
            tooltip=["stage:N", "questions:Q"],
        )
        .properties(height=ROW * len(counts) + 72)
    )


def curve(points: Sequence[tuple[float, float]], chosen: tuple[float, float] | None = None) -> alt.LayerChart:
    """The mean error among the surest share of the questions, and the point that was `chosen`."""
    rows = alt.Data(values=[{"coverage": coverage, "risk": risk} for coverage, risk in points])
    percent, whole = alt.Axis(format="%"), alt.Scale(domain=[0, 1])
    line = (
        alt.Chart(rows)
        .mark_line(color=HUE, strokeWidth=2.5, interpolate="step-after")
        .encode(
            x=alt.X("coverage:Q", scale=whole, axis=percent, title="share of questions, surest first"),
            y=alt.Y("risk:Q", scale=whole, axis=percent, title="error"),
            tooltip=[alt.Tooltip("coverage:Q", format=".0%"), alt.Tooltip("risk:Q", format=".1%")],
        )
    )
    point = alt.Data(values=[{"coverage": chosen[0], "risk": chosen[1]}] if chosen else [])
    mark = alt.Chart(point).mark_point(color=HUE, filled=True, size=90, opacity=1).encode(x="coverage:Q", y="risk:Q")
    return (line + mark).properties(height=260)
