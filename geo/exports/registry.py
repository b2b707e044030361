"""All forms that an atlas is written in, and how one is chosen."""

from __future__ import annotations

from pathlib import Path

from geo.errors import OutputError
from geo.exports.acled import write_acled
from geo.exports.columnar import write_flatgeobuf
from geo.exports.forms import Form, in_text
from geo.exports.gdelt import write_gdelt
from geo.exports.geojson import (
    write_geojson,
    write_lines,
    write_lines_rows,
    write_sequence,
    write_sequence_rows,
)
from geo.exports.geopackage import write_geopackage
from geo.exports.hxl import write_hxl
from geo.exports.keyhole import write_kml
from geo.exports.parquet import open_parquet, write_parquet
from geo.exports.plover import write_plover
from geo.exports.shapefile import write_shapefile
from geo.exports.spreadsheets import write_csv, write_csv_rows
from geo.exports.ucdp import write_ucdp
from geo.exports.waypoints import write_gpx
from geo.exports.workbook import write_workbook

__all__ = ["FORMS", "find_form"]

FORMS: tuple[Form, ...] = (
    Form(
        name="geojson",
        suffixes=(".geojson",),
        writer=write_geojson,
        tables="either",
        about="GeoJSON by RFC 7946, for the web and every GIS: a feature says its `table`, its id "
        "is `TABLE/KEY`, what has no place has a null geometry.",
        loses="decimals of a degree after the sixth; areas that cross the antimeridian are cut in "
        "two there, and areas smaller than the rounding become points; dates are text.",
    ),
    Form(
        name="geojsonl",
        suffixes=(".geojsonl",),
        writer=write_lines,
        rows=in_text(write_lines_rows),
        tables="either",
        credits_inside=False,
        about="GeoJSON features, one a line, for streams and command lines.",
        loses="what `geojson` loses, and the bounding box.",
    ),
    Form(
        name="geojsons",
        suffixes=(".geojsons",),
        writer=write_sequence,
        rows=in_text(write_sequence_rows),
        tables="either",
        credits_inside=False,
        about="GeoJSON text sequences by RFC 8142: as `geojsonl`, with a record separator before "
        "each feature.",
        loses="what `geojson` loses, and the bounding box.",
    ),
    Form(
        name="gpkg",
        suffixes=(".gpkg",),
        writer=write_geopackage,
        tables="all",
        about="GeoPackage, for QGIS and ArcGIS; `geo.read_atlas` and every command read it again.",
        loses="nothing but NUL characters, which become spaces.",
    ),
    Form(
        name="parquet",
        suffixes=(".parquet",),
        writer=write_parquet,
        rows=open_parquet,
        tables="one",
        about="Parquet, and GeoParquet 1.1 where the table has geometries, for notebooks and "
        "warehouses.",
        loses="the other tables; NUL characters become spaces.",
    ),
    Form(
        name="fgb",
        suffixes=(".fgb",),
        writer=write_flatgeobuf,
        tables="one",
        about="FlatGeobuf, for big layers on the web and in GIS.",
        loses="the other tables, and tables without geometry; where every row has a geometry the "
        "order of the rows, which the spatial index sets.",
    ),
    Form(
        name="kml",
        suffixes=(".kml", ".kmz"),
        writer=write_kml,
        tables="either",
        about="KML 2.2, for Google Earth: a folder a table, days as time spans, the colours of "
        "the map; `.kmz` has its signs too.",
        loses="types of columns (all cells are text); decimals of a degree after the sixth; "
        "characters that XML cannot hold become U+FFFD. In `.kml` what is unsure or was not done "
        "is half transparent, for it has no icons of its own.",
    ),
    Form(
        name="gpx",
        suffixes=(".gpx",),
        writer=write_gpx,
        tables="events",
        warns=True,
        about="GPX 1.1 waypoints, for receivers and navigation programs.",
        loses="events without a point, areas among them; last days, actors, figures and all other "
        "columns; characters that XML cannot hold become U+FFFD.",
    ),
    Form(
        name="shapefile",
        suffixes=(".shp.zip",),
        writer=write_shapefile,
        tables="one",
        warns=True,
        about="Esri shapefile in one archive, where nothing else is taken: a file for each kind "
        "of shape, `fields.csv` with the meaning of the fields, and the credits.",
        loses="names of columns beyond 10 characters, text beyond 254 bytes, the difference "
        "between an empty text and none; points, lines and areas are files apart, rows without "
        "geometry stand with the points, of mixed collections only the areas stay.",
    ),
    Form(
        name="csv",
        suffixes=(".csv",),
        writer=write_csv,
        rows=in_text(write_csv_rows),
        tables="one",
        credits_inside=False,
        about="CSV in UTF-8 that opens safely in spreadsheets: a text that a program would run as "
        "a formula begins with an apostrophe.",
        loses="the other tables; polygons (latitude and longitude stay); the difference between "
        "an empty text and none; control characters become spaces.",
    ),
    Form(
        name="hxl",
        suffixes=(".csv",),
        writer=write_hxl,
        tables="events",
        credits_inside=False,
        about="CSV with a row of HXL 1.1 hashtags, for humanitarian data: events with the names "
        "of their actors and publishers.",
        loses="what `csv` loses; reasons, reports and sentences; kinds and codes of actors.",
    ),
    Form(
        name="acled",
        suffixes=(".csv",),
        writer=write_acled,
        tables="events",
        credits_inside=False,
        warns=True,
        about="CSV with the 31 columns of ACLED, for tools that read its exports; the rows are "
        "ours, not ACLED's. `geo` reads it again.",
        loses="events not told as done, without a day or a place, or of acts that ACLED does not "
        "cover; modes, CAMEO codes and statuses; bounds of fatalities; days of events that span "
        "several, but for weeks and months; how exactly a place is known, in three steps; points "
        "of areas stand within them, countries have none. `interaction`, `region` and `timestamp` "
        "are empty, and `fatalities` where no report counts them.",
    ),
    Form(
        name="ucdp",
        suffixes=(".csv",),
        writer=write_ucdp,
        tables="events",
        credits_inside=False,
        warns=True,
        about="CSV with the 49 columns of UCDP GED 25.1, for tools that read it; the rows are "
        "ours, not UCDP's. `geo` reads it again.",
        loses="all but deadly violence told as done, with a day, a place and two sides; types and "
        "modes of acts; further actors of a side; whose the dead are, but for civilians. "
        "Conflicts, dyads' numbers and regions are empty.",
    ),
    Form(
        name="gdelt",
        suffixes=(".tsv",),
        writer=write_gdelt,
        tables="events",
        credits_inside=False,
        warns=True,
        about="The 61 columns of GDELT 2.0 events with CAMEO codes, tabs between them and no "
        "header, as GDELT publishes its own. `geo` reads it again.",
        loses="events not told as done, without a day or a CAMEO code; last days and figures; "
        "further actors; sentences; ids that are not its own, for numbers made from them; "
        "second-order divisions are the first-order ones, unclear areas their country. "
        "`GoldsteinScale` and `AvgTone` are empty.",
    ),
    Form(
        name="xlsx",
        suffixes=(".xlsx",),
        writer=write_workbook,
        tables="either",
        about="Excel workbook: a sheet a table, typed cells, frozen headers, and a sheet of "
        "credits; what looks like a formula is text.",
        loses="polygons (latitude and longitude stay); the difference between an empty text and "
        "none; control characters become spaces. Texts are cut at 32,767 characters, days before "
        "1900 are text, and past 65,530 addresses of a sheet none is a link; a line says so when "
        "it happens. A table of more than 1,048,575 rows goes on in a second sheet.",
    ),
    Form(
        name="predictions",
        suffixes=(".jsonl",),
        writer=None,
        tables="documents",
        credits_inside=False,
        about="JSON lines with what was found in each document, for `geo evaluate` and other "
        "scorers.",
        loses="all that comes of joining documents: merged events, actors, areas.",
    ),
    Form(
        name="plover",
        suffixes=(".jsonl",),
        writer=write_plover,
        tables="events",
        credits_inside=False,
        warns=True,
        about="JSON lines in the form of PLOVER, an event a line; what was not done has "
        "`has_event` false and its status in `comment`.",
        loses="events without a day; areas; modes that PLOVER does not have (docs/ontology.md); "
        "bounds of fatalities; all reports but the first.",
    ),
)
"""All forms; of two with one suffix the first is the usual one."""


def find_form(path: str | Path, *, form: str | None = None) -> Form:
    """Return the form of a file: the one of that name, or the usual one for its suffix.

    Raises
    ------
    OutputError
        If there is none, or the form of that name is not for such a file.
    """
    path = Path(path)
    if form is None:
        found = next((one for one in FORMS if one.serves(path)), None)
        if found is None:
            known = " ".join(dict.fromkeys(end for one in FORMS for end in one.suffixes))
            raise OutputError(f"{path}: no form has the suffix {path.suffix!r}; known are {known}")
        return found
    named = next((one for one in FORMS if one.name == form), None)
    if named is None:
        raise OutputError(
            f"{path}: no form {form!r}; known are {', '.join(one.name for one in FORMS)}"
        )
    if not named.serves(path):
        raise OutputError(
            f"{path}: the form {form} is written as {' or '.join(named.suffixes)}; give such a name"
        )
    return named
