"""Every error that `geo` raises.

    GeoError
    ├── DocumentError (ValueError)      a text or a table of texts cannot be read
    ├── GazetteerError (ValueError)     the gazetteer is missing, damaged or of another format
    │   └── UnknownEntryError (LookupError)
    ├── SchemaError (ValueError)        a table does not have its declared form
    ├── SettingsError (ValueError)      an option or a settings file is wrong
    ├── CoderError (ValueError)         an event coder returned what the text does not bear out
    ├── CorrectionError (ValueError)    a corrections file cannot be applied
    ├── OutputError (OSError)           nothing could be written
    ├── OfflineError (ValueError)       an element of an offline map would load from the network
    └── MissingComponentError (ImportError)  a library, model or program is not installed

Each message says what was found, what was expected and what to do.
"""

from __future__ import annotations

__all__ = [
    "CoderError",
    "CorrectionError",
    "DocumentError",
    "GazetteerError",
    "GeoError",
    "MissingComponentError",
    "OfflineError",
    "OutputError",
    "SchemaError",
    "SettingsError",
    "UnknownEntryError",
]


class GeoError(Exception):
    """Base of all errors that `geo` raises on purpose."""


class CoderError(GeoError, ValueError):
    """An event coder returned a report that its document does not bear out."""


class DocumentError(GeoError, ValueError):
    """A document cannot be read.

    Parameters
    ----------
    message
        What is wrong and what to do about it, in one line.
    source
        The file, or the file and line, that the document comes from.
    """

    def __init__(self, message: str, *, source: str) -> None:
        super().__init__(f"{source}: {message}")
        self.source = source


class GazetteerError(GeoError, ValueError):
    """The gazetteer artefact is missing, damaged or has another format version."""


class UnknownEntryError(GazetteerError, LookupError):
    """No entry has the given id.

    Parameters
    ----------
    entry_id
        The id that was asked for, such as `geonames:170063`.
    """

    def __init__(self, entry_id: str) -> None:
        super().__init__(f"no gazetteer entry {entry_id!r}; ids look like 'geonames:170063'")
        self.entry_id = entry_id


class SchemaError(GeoError, ValueError):
    """A table does not have its declared columns, types or values.

    Parameters
    ----------
    table
        Name of the table.
    faults
        Every fault found, in column order.
    """

    def __init__(self, table: str, faults: list[str]) -> None:
        super().__init__(f"table {table!r}: " + "; ".join(faults))
        self.table = table
        self.faults = faults


class SettingsError(GeoError, ValueError):
    """An option, a settings file or a metadata sidecar is wrong."""


class CorrectionError(GeoError, ValueError):
    """A corrections file is malformed, or names a report or toponym that cannot exist."""


class OutputError(GeoError, OSError):
    """An output path cannot be written, or no writer is known for its suffix."""


class OfflineError(GeoError, ValueError):
    """An element of an offline map would load something from the network."""


class MissingComponentError(GeoError, ImportError):
    """A library, language model or program that the work needs is not installed."""
