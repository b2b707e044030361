"""GPX 1.1 waypoints, for receivers and navigation programs."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from geo.atlas import Atlas
from geo.escape import link
from geo.exports.joined import Joined, joined_events
from geo.exports.keyhole import writable
from geo.exports.values import credit

__all__ = ["write_gpx"]

_NAMESPACE = "http://www.topografix.com/GPX/1/1"


def write_gpx(atlas: Atlas, path: Path, *, table: str) -> str | None:
    """Write the events that have a point as waypoints; returns how many have none.

    A waypoint's `time` is the midnight at which its first day begins, `desc` the sentence of its
    earliest report, `src` who published it, `type` the type of event.

    References
    ----------
    Topografix, GPX 1.1 schema: `metadataType`, `wptType` and the order of their elements.
    """
    del table
    left_out = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write(f'<gpx version="1.1" creator="geo" xmlns="{_NAMESPACE}">\n')
        head = ET.Element("metadata")
        _add(head, "name", "geo: events")
        _add(head, "desc", credit(atlas))
        file.write(ET.tostring(head, encoding="unicode") + "\n")
        for event in joined_events(atlas):
            point = event.point
            if point is None:
                left_out += 1
            else:
                file.write(ET.tostring(_waypoint(event, *point), encoding="unicode") + "\n")
        file.write("</gpx>\n")
    return f"{left_out:,} events without a point are left out" if left_out else None


def _waypoint(event: Joined, longitude: float, latitude: float) -> ET.Element:
    row = event.row
    waypoint = ET.Element("wpt", {"lat": repr(latitude), "lon": repr(longitude)})
    if row["date_start"] is not None:
        _add(waypoint, "time", f"{row['date_start'].isoformat()}T00:00:00Z")
    _add(waypoint, "name", row["headline"])
    _add(waypoint, "cmt", row["event_id"])
    sentence = event.tellings[0].sentence if event.tellings else None
    _add(waypoint, "desc", sentence)
    _add(waypoint, "src", ", ".join(event.told("publisher")))
    for url in event.told("url"):
        if link(url) is not None:
            ET.SubElement(waypoint, "link", {"href": writable(url)})
    mode = f" ({row['mode']})" if row["mode"] else ""
    _add(waypoint, "type", row["event_type"] + mode)
    return waypoint


def _add(parent: ET.Element, tag: str, text: str | None) -> None:
    if text:
        ET.SubElement(parent, tag).text = writable(text)
