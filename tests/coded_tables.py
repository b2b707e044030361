"""Rows of coded events in the schemas of others, with invented content."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Row = Mapping[str, object]


def _names(text: str) -> list[str]:
    return text.split()


UCDP = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
]

ACLED = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]

OLD_ACLED = [
    "data_id",
    "ISO",
    "EVENT_ID_CNTY",
    "EVENT_ID_NO_CNTY",
    "EVENT_DATE",
    "YEAR",
    "TIME_PRECISION",
    "EVENT_TYPE",
    "ACTOR1",
    "ASSOC_ACTOR_1",
    "INTER1",
    "ACTOR2",
    "ASSOC_ACTOR_2",
    "INTER2",
    "INTERACTION",
    "REGION",
    "COUNTRY",
    "ADMIN1",
    "ADMIN2",
    "ADMIN3",
    "LOCATION",
    "LATITUDE",
    "LONGITUDE",
    "GEO_PRECISION",
    "SOURCE",
    "SOURCE_SCALE",
    "NOTES",
    "FATALITIES",
    "TIMESTAMP",
]

GDELT = [
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "FractionDate",
    "Actor1Code",
    "Actor1Name",
    "Actor1CountryCode",
    "Actor1KnownGroupCode",
    "Actor1EthnicCode",
    "Actor1Religion1Code",
    "Actor1Religion2Code",
    "Actor1Type1Code",
    "Actor1Type2Code",
    "Actor1Type3Code",
    "Actor2Code",
    "Actor2Name",
    "Actor2CountryCode",
    "Actor2KnownGroupCode",
    "Actor2EthnicCode",
    "Actor2Religion1Code",
    "Actor2Religion2Code",
    "Actor2Type1Code",
    "Actor2Type2Code",
    "Actor2Type3Code",
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
    "Actor1Geo_Type",
    "Actor1Geo_FullName",
    "Actor1Geo_CountryCode",
    "Actor1Geo_ADM1Code",
    "Actor1Geo_ADM2Code",
    "Actor1Geo_Lat",
    "Actor1Geo_Long",
    "Actor1Geo_FeatureID",
    "Actor2Geo_Type",
    "Actor2Geo_FullName",
    "Actor2Geo_CountryCode",
    "Actor2Geo_ADM1Code",
    "Actor2Geo_ADM2Code",
    "Actor2Geo_Lat",
    "Actor2Geo_Long",
    "Actor2Geo_FeatureID",
    "ActionGeo_Type",
    "ActionGeo_FullName",
    "ActionGeo_CountryCode",
    "ActionGeo_ADM1Code",
    "ActionGeo_ADM2Code",
    "ActionGeo_Lat",
    "ActionGeo_Long",
    "ActionGeo_FeatureID",
    "DATEADDED",
    "SOURCEURL",
]

# Version 1.0 knows no second-order divisions.
OLD_GDELT = [name for name in GDELT if not name.endswith("ADM2Code")]


GKG = [
    *("GKGRECORDID", "V2.1DATE", "V2SOURCECOLLECTIONIDENTIFIER", "V2SOURCECOMMONNAME"),
    *("V2DOCUMENTIDENTIFIER", "V1COUNTS", "V2.1COUNTS", "V1THEMES", "V2ENHANCEDTHEMES"),
    *("V1LOCATIONS", "V2ENHANCEDLOCATIONS", "V1PERSONS", "V2ENHANCEDPERSONS"),
    *("V1ORGANIZATIONS", "V2ENHANCEDORGANIZATIONS", "V1.5TONE", "V2.1ENHANCEDDATES", "V2GCAM"),
    *("V2.1SHARINGIMAGE", "V2.1RELATEDIMAGES", "V2.1SOCIALIMAGEEMBEDS"),
    *("V2.1SOCIALVIDEOEMBEDS", "V2.1QUOTATIONS", "V2.1ALLNAMES", "V2.1AMOUNTS"),
    *("V2.1TRANSLATIONINFO", "V2EXTRASXML"),
]

# Releases of UCDP GED before 5.0 called the counts and the country otherwise.
OLD_UCDP = [
    {
        "best": "best_est",
        "high": "high_est",
        "low": "low_est",
        "country_id": "gwnoloc",
        "side_a_new_id": "side_a_dset_id",
    }.get(name, name)
    for name in UCDP
    if name not in {"code_status", "source_headline", "source_office", "source_date"}
    and name not in {"side_a_dset_id", "side_b_dset_id"}
]

POLECAT = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
]


def ucdp_row(**given: object) -> dict[str, object]:
    return {
        "id": 101,
        "year": 2016,
        "active_year": 1,
        "code_status": "Clear",
        "type_of_violence": 1,
        "side_a_new_id": 118,
        "side_a": "Government of Syria",
        "side_b_new_id": 9001,
        "side_b": "Fictional Front",
        "number_of_sources": 2,
        "source_article": '"The Fictional Courier, 2016-08-27, Shells fall on a market"',
        "source_office": "The Fictional Courier",
        "source_date": "2016-08-27",
        "source_headline": "Shells fall on a market, medics count four dead",
        "where_prec": 1,
        "where_coordinates": "Aleppo town",
        "where_description": "the market in the old town",
        "adm_1": "Aleppo governorate",
        "latitude": 36.2,
        "longitude": 37.16,
        "country": "Syria",
        "country_id": 652,
        "region": "Middle East",
        "event_clarity": 1,
        "date_prec": 1,
        "date_start": "2016-08-26 00:00:00.000",
        "date_end": "2016-08-26 00:00:00.000",
        "best": 4,
        "high": 6,
        "low": 3,
        "gwnoa": 652,
    } | given


def acled_row(**given: object) -> dict[str, object]:
    return {
        "event_id_cnty": "SYR1",
        "event_date": "2024-01-31",
        "year": 2024,
        "time_precision": 1,
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike",
        "actor1": "Fictional Air Force",
        "assoc_actor_1": "Fictional Brigade",
        "inter1": "State forces",
        "actor2": "Civilians (Fictional)",
        "inter2": "Civilians",
        "civilian_targeting": "Civilian targeting",
        "iso": 760,
        "country": "Syria",
        "admin1": "Idleb",
        "location": "Sampletown",
        "latitude": 35.93,
        "longitude": 36.63,
        "geo_precision": 1,
        "source": "The Fictional Courier; Sample Monitor",
        "notes": "On 31 January 2024, an air strike hit a bakery in Sampletown. Two people died.",
        "fatalities": 2,
        "timestamp": 1706745600,
    } | given


def old_acled_row(**given: object) -> dict[str, object]:
    return {
        "data_id": 7001,
        "ISO": 760,
        "EVENT_ID_CNTY": "SYR9",
        "EVENT_DATE": "31 January 2016",
        "TIME_PRECISION": 1,
        "EVENT_TYPE": "Battle-No change of territory",
        "ACTOR1": "Fictional Army",
        "INTER1": 1,
        "ACTOR2": "Fictional Front",
        "INTER2": 2,
        "COUNTRY": "Syria",
        "ADMIN1": "Aleppo",
        "LOCATION": "Sampletown",
        "LATITUDE": 36.2,
        "LONGITUDE": 37.16,
        "GEO_PRECISION": 2,
        "SOURCE": "The Fictional Courier",
        "NOTES": "Fighting was reported near Sampletown.",
        "FATALITIES": 0,
    } | given


def gdelt_row(**given: object) -> dict[str, object]:
    return {
        "GLOBALEVENTID": 410000001,
        "SQLDATE": 20240131,
        "Actor1Code": "SYRMIL",
        "Actor1Name": "SYRIAN ARMY",
        "Actor1CountryCode": "SYR",
        "Actor1Type1Code": "MIL",
        "Actor2Code": "TUR",
        "Actor2Name": "TURKEY",
        "Actor2CountryCode": "TUR",
        "IsRootEvent": 1,
        "EventCode": "194",
        "EventBaseCode": "194",
        "EventRootCode": "19",
        "QuadClass": 4,
        "ActionGeo_Type": 4,
        "ActionGeo_FullName": "Aleppo, Halab, Syria",
        "ActionGeo_CountryCode": "SY",
        "ActionGeo_ADM1Code": "SY09",
        "ActionGeo_Lat": 36.2028,
        "ActionGeo_Long": 37.1586,
        "DATEADDED": 20240131001500,
        "SOURCEURL": "https://www.courier.example/world/1",
    } | given


def gkg_row(**given: object) -> dict[str, object]:
    """Return a record that names a town twice, its division, and its country."""
    town = "4#Aleppo, Halab, Syria#SY#SY09#125797#36.2028#37.1586#-2541479"
    places = [f"{town}#120", "5#Halab, Syria#SY#SY09##36#37#-2541480#300", f"{town}#512"]
    places.append("1#Syria#SY#SY##35#38#SY#40")
    count = "4#Aleppo, Halab, Syria#SY#SY09#36.2028#37.1586#-2541479#130"
    return {
        "GKGRECORDID": "20240131001500-7",
        "V2.1DATE": "20240131001500",
        "V2SOURCECOLLECTIONIDENTIFIER": 1,
        "V2SOURCECOMMONNAME": "courier.example",
        "V2DOCUMENTIDENTIFIER": "https://www.courier.example/world/7",
        "V2.1COUNTS": f"KILL#12#civilians#{count};CRISISLEX#3##{count};",
        "V2ENHANCEDTHEMES": "KILL,130;ARMEDCONFLICT,20",
        "V2ENHANCEDLOCATIONS": ";".join(places),
        "V1.5TONE": "-7.1,1.0,8.1,9.1,20.0,0,301",
        "V2GCAM": "wc:301,c1.1:5",
        "V2EXTRASXML": "<PAGE_TITLE>Shells fall &amp; twelve die</PAGE_TITLE>",
    } | given


def polecat_row(**given: object) -> dict[str, object]:
    """Return a row; spaces of names of columns are written as `_`."""
    renamed = {name.replace("_", " "): value for name, value in given.items()}
    return (
        dict.fromkeys(POLECAT, "None")
        | {
            "Event ID": "20240131-1-fictional",
            "Event Date": "2024-01-31",
            "Event Type": "ASSAULT",
            "Event Mode": "aerial",
            "Intensity": -9.5,
            "Quad Code": "MATERIAL CONFLICT",
            "Contexts": "military;enviro_disaster",
            "Actor Name": "Fictional Air Force",
            "Actor Country": "SYR",
            "Primary Actor Sector": "MIL",
            "Actor Name Raw": "the air force",
            "Recipient Name": "Civilians",
            "Recipient Country": "SYR;TUR",
            "Primary Recipient Sector": "CVL",
            "Recipient Name Raw": "villagers",
            "Placename": "Aleppo",
            "City": "Aleppo",
            "Province": "Aleppo Governorate",
            "Country": "SYR",
            "Latitude": 36.2012,
            "Longitude": 37.1612,
            "Raw Placename": "Aleppo",
            "Feature Type": "PPLA",
            "Source": "The Fictional Courier",
            "Publication Date": "2024-02-01",
            "Language": "en",
            "Version": "NGEC_fictional_1",
        }
        | renamed
    )


def write_csv(
    path: Path, columns: Sequence[str], rows: Iterable[Row], *, delimiter: str = ","
) -> Path:
    """Write rows with a header, quoted where need be."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, columns, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(buffer.getvalue(), encoding="utf-8")
    return path


def bare_lines(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Return rows as GDELT publishes them: tabs, no header, no quotes."""
    return "".join("\t".join(str(row.get(name, "")) for name in columns) + "\n" for row in rows)
