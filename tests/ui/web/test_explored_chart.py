"""The picture of the documents: topics differ in hue, and beyond the hues in shape."""

from __future__ import annotations

from rag.reports.overview.topic_map import Point
from ui.web.rendering.explored import HUES, chart


def test_topics_beyond_the_hues_differ_in_shape() -> None:
    points = [Point(f"d{n}", f"Title {n}", n / 20, 0.5, f"Topic {n:02}", ("coal",), ()) for n in range(len(HUES) + 2)]
    drawn = chart([*points, Point("alone", "Alone", 0.1, 0.1, "", (), ())]).to_dict()["encoding"]
    colors, shapes = (drawn[name]["scale"] for name in ("color", "shape"))
    assert len(colors["domain"]) == len(colors["range"]) == len(shapes["range"]) == len(points) + 1
    looks = list(zip(colors["range"], shapes["range"], strict=True))
    assert len(set(looks)) == len(looks)
    assert colors["range"][-1] == HUES[-1]
