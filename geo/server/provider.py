"""The provider through which pygeoapi reads the layers of an atlas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from pygeoapi.provider.base import (
    BaseProvider,
    ProviderInvalidQueryError,
    ProviderItemNotFoundError,
)

from geo.schema import Column
from geo.server.layers import Layer
from geo.server.queries import QueryError, read_bounds, read_period, read_value

__all__ = ["LayerProvider", "fields_of"]

_TYPES: Mapping[str, Mapping[str, str]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}


def fields_of(layer: Layer) -> dict[str, dict[str, Any]]:
    """Return what JSON Schema says of each property of a layer's features."""
    return {column.name: _field(column) for column in layer.columns()}


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"title": column.name, "description": column.meaning}
    field |= _TYPES[column.kind]
    if column.allowed:
        field["enum"] = list(column.allowed)
    if column.minimum is not None:
        field["minimum"] = column.minimum
    if column.maximum is not None:
        field["maximum"] = column.maximum
    return field


class LayerProvider(BaseProvider):  # type: ignore[misc]
    """Features of one layer, from memory; there is no way to change them.

    Parameters
    ----------
    provider_def
        What pygeoapi's configuration says of it; `data` is the `Layer`.
    """

    def __init__(self, provider_def: Mapping[str, Any]) -> None:
        super().__init__(provider_def)
        self.layer: Layer = provider_def["data"]
        self.get_fields()

    def get_fields(self) -> dict[str, dict[str, Any]]:
        """Return the fields; pygeoapi changes them in place, so each caller has its own."""
        self._fields = deepcopy(fields_of(self.layer))
        return self._fields

    def query(
        self,
        *,
        offset: int = 0,
        limit: int = 10,
        bbox: Sequence[float] = (),
        datetime_: str | None = None,
        properties: Sequence[tuple[str, str]] = (),
        select_properties: Sequence[str] = (),
        skip_geometry: bool = False,
        **_kwargs: Any,
    ) -> dict[str, Any]:
        """Return a page of features as a collection of GeoJSON.

        Raises
        ------
        ProviderInvalidQueryError
            If a value cannot be asked for.
        """
        columns = {column.name: column for column in self.layer.columns()}
        try:
            rows = self.layer.select(
                bounds=read_bounds([repr(value) for value in bbox]) if bbox else None,
                period=read_period(datetime_) if datetime_ else None,
                equal=[(name, read_value(value, columns[name])) for name, value in properties],
            )
        except QueryError as error:
            raise ProviderInvalidQueryError(user_msg=str(error)) from error
        page = self.layer.page(
            rows,
            offset=offset,
            limit=limit,
            names=select_properties,
            with_geometry=not skip_geometry,
        )
        return {
            "type": "FeatureCollection",
            "features": list(page.features),
            "numberMatched": page.matched,
            "numberReturned": len(page.features),
        }

    def get(self, identifier: str, **_kwargs: Any) -> dict[str, Any]:
        """Return a feature by its key.

        Raises
        ------
        ProviderItemNotFoundError
            If there is none.
        """
        feature = self.layer.feature(identifier)
        if feature is None:
            raise ProviderItemNotFoundError(user_msg="no feature has this id")
        return feature
