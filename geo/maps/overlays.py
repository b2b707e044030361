"""Layers of what was worked out from events: counts by area, and agreement of two datasets."""

from __future__ import annotations

import json
from collections.abc import Sequence

import folium
import geopandas as gpd
import numpy as np
import pandas as pd

from geo.atlas import Atlas
from geo.escape import escape
from geo.maps import draw_map
from geo.maps.rows import NAME_CHARACTERS, clip

__all__ = ["draw_agreement", "draw_counts"]

# A table of events names thousands; files list more.
_MOST_PUBLISHERS = 10

# Single-hue, light to dark; ColorBrewer 2.0, "Purples" (Apache-2.0), told apart in grey too.
_SHADES = ("#f2f0f7", "#cbc9e2", "#9e9ac8", "#756bb1", "#54278f")

# Okabe and Ito (2008), "Color Universal Design": told apart by all.
_FOUND_IN = {
    "both": ("#009e73", "in both"),
    "ours": ("#0072b2", "in ours alone"),
    "theirs": ("#d55e00", "in theirs alone"),
}


def draw_counts(counts: gpd.GeoDataFrame, *, atlas: Atlas) -> folium.Map:
    """Draw areas shaded by how many events they hold, over all periods and types.

    Parameters
    ----------
    counts
        Rows with `area_id`, `area_name`, `events`, `fatalities_best` and the area as geometry.
    atlas
        What the counts are of, for the credits.

    Returns
    -------
    An offline map of the basemap and the areas alone; what is known to no area is told in its
    headline. Classes hold about as many areas each; the control of layers says their bounds.
    """
    known = counts[counts["area_id"].notna()]
    outside = int(counts.loc[counts["area_id"].isna(), "events"].sum())
    lede = f"{int(known['events'].sum()):,} events in {known['area_id'].nunique():,} areas" + (
        f"; {outside:,} more are known to none of them" if outside else ""
    )
    map_ = _ground([atlas], known, title="Events by area", lede=lede)
    if known.empty:
        return map_
    totals = known.dissolve(
        "area_id", aggfunc={"area_name": "first", "events": "sum", "fatalities_best": "sum"}
    )
    bounds = _classes(totals["events"].to_numpy(dtype=int))
    shades = _SHADES[-len(bounds) :]
    numbers = np.searchsorted(bounds, totals["events"].to_numpy(dtype=int))
    for number, (shade, label) in enumerate(zip(shades, _labels(bounds), strict=True)):
        part = totals[numbers == number]
        shown = part[["geometry"]].assign(
            said=[
                f"{clip(str(row.area_name), NAME_CHARACTERS)}: {row.events:,} events, "
                f"{row.fatalities_best:,} reported dead"
                for row in part.itertuples()
            ]
        )
        _layer(shown, shade, f"{label} events").add_to(map_)
    folium.LayerControl(collapsed=False).add_to(map_)
    return map_


def _classes(values: np.ndarray) -> list[int]:
    """Return the upper bounds of classes that hold about as many values each."""
    shares = np.linspace(0, 1, len(_SHADES) + 1)[1:]
    return sorted({int(edge) for edge in np.quantile(values, shares, method="higher")})


def _labels(bounds: Sequence[int]) -> list[str]:
    firsts = [1, *(bound + 1 for bound in bounds[:-1])]
    return [
        f"{first:,}" if first == last else f"{first:,} to {last:,}"
        for first, last in zip(firsts, bounds, strict=True)
    ]


def draw_agreement(matched: gpd.GeoDataFrame, *, atlases: Sequence[Atlas]) -> folium.Map:
    """Draw the events of two datasets by whether both have them.

    Parameters
    ----------
    matched
        Rows with `found_in`, `our_headline`, `their_headline`, the days, and a geometry; areas
        are left out, since what is known to a country lies at no point.
    atlases
        Ours and theirs, for the credits.

    Returns
    -------
    An offline map with a layer for what is in both and for what is in one alone.
    """
    points = matched[matched.geometry.geom_type == "Point"]
    more = len(matched) - len(points)
    lede = f"{len(points):,} events at points" + (
        f"; {more:,} more are known to no point" if more else ""
    )
    map_ = _ground(atlases, points, title="What two datasets share", lede=lede)
    for name, (shade, label) in _FOUND_IN.items():
        part = points[points["found_in"] == name]
        if part.empty:
            continue
        said = [_told(row) for row in part.to_dict("records")]
        _layer(part[["geometry"]].assign(said=said), shade, f"{len(part):,} {label}").add_to(map_)
    folium.LayerControl(collapsed=False).add_to(map_)
    return map_


def _ground(
    atlases: Sequence[Atlas], shown: gpd.GeoDataFrame, *, title: str, lede: str
) -> folium.Map:
    """Return a map of no events, with the credits of atlases, where shapes are."""
    rows = pd.concat([atlas.provenance for atlas in atlases], ignore_index=True)
    provenance = rows.drop_duplicates("component").sort_values("component", ignore_index=True)
    publishers = _publishers(atlases)
    whose = f". Reporting by {publishers}" if publishers else ""
    map_ = draw_map(Atlas.of({"provenance": provenance}), title=title, lede=lede + whose)
    if not shown.empty:
        west, south, east, north = (float(edge) for edge in shown.total_bounds)
        map_.fit_bounds([[south, west], [north, east]])
    return map_


def _publishers(atlases: Sequence[Atlas]) -> str:
    """Name who published what was counted or compared, as far as there is room."""
    names = {str(name) for atlas in atlases for name in atlas.documents["publisher"].dropna()}
    shown = [clip(name, NAME_CHARACTERS) for name in sorted(names - {""})[:_MOST_PUBLISHERS]]
    more = len(names - {""}) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more else "")


def _told(row: dict[str, object]) -> str:
    """Say what each side says of an event."""
    parts = []
    for prefix, whose in (("our", "ours"), ("their", "theirs")):
        headline, day = row[f"{prefix}_headline"], row[f"{prefix}_date_start"]
        if headline is not None and not pd.isna(headline):  # type: ignore[call-overload]
            when = "" if pd.isna(day) else f"{pd.Timestamp(day):%Y-%m-%d} "  # type: ignore[call-overload,arg-type]
            parts.append(f"{whose}: {when}{clip(str(headline), NAME_CHARACTERS)}")
    return "; ".join(parts)


def _layer(shown: gpd.GeoDataFrame, shade: str, label: str) -> folium.GeoJson:
    """Return shapes of one colour as a layer, which is called by its colour and meaning."""
    square = f'<span style="color:{shade}">&#9632;</span> {escape(label)}'
    return folium.GeoJson(
        json.loads(shown.to_json(drop_id=True)),
        name=square,
        marker=folium.CircleMarker(radius=6, fill=True),
        style_function=lambda _: {
            "color": "#444444",
            "weight": 1,
            "fillColor": shade,
            "fillOpacity": 0.75,
        },
        tooltip=folium.GeoJsonTooltip(fields=["said"], labels=False),
    )
