"""A folium map whose page is one file: assets inlined, ids made from content, no request.

Folium gives every element a random id, loads its libraries from the network, and renders what it
is given a second time as a template. The page made here replaces the ids by ranks, carries the
libraries in itself, and puts data and assets in only after all rendering is done.
"""

from __future__ import annotations

import html
import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

import folium
import xyzservices
from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement
from folium.template import Template

from geo.errors import OfflineError
from geo.escape import escape
from geo.maps.assets import SCRIPTS, STYLES
from geo.maps.packing import pack
from geo.resources import read_asset, read_data_url

__all__ = ["AtlasMap", "Page"]

_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)

# Nothing that a browser would fetch: addresses in attributes and styles, imports, and the
# functions that request. Links to follow (href of an anchor) are no request.
_REQUEST = re.compile(
    r"""(?:\b(?:src|srcset|poster|data|action)\s*=\s*["'`]?\s*(?:https?:)?//)
    | (?:(?:url|image-set)\(\s*["'`]?\s*(?:https?:)?//)
    | (?:<(?:image|feImage|use)\b[^>]*?\bhref\s*=\s*["'`]?\s*(?:https?:)?//)
    | (?:\bhttp-equiv\s*=\s*["'`]?\s*refresh\b)
    | (?:@import\b)
    | (?:<(?:link|iframe|object|embed|base)\b)
    | (?:\b(?:fetch|importScripts)\()
    | (?:\b(?:XMLHttpRequest|WebSocket|EventSource|sendBeacon)\b)
    | (?:L\.(?:tileLayer|imageOverlay|videoOverlay|icon)\b[^;]*?["'`](?:https?:)?//)
    """,
    re.VERBOSE | re.IGNORECASE,
)

_ADDRESS = re.compile(r"(?:https?:)?//", re.IGNORECASE)

# What folium loads for every map; an online map needs of these only what its own markers use.
_HELD = frozenset({"leaflet", "leaflet_css", "jquery"})
_UNUSED = frozenset({"bootstrap", "bootstrap_css", "glyphicons_css"})


# Filled in one pass, after all rendering: what an article says is never a template.
_PAGE = string.Template("""\
<!DOCTYPE html>
<html lang="$language" dir="$direction">
<head>
<meta charset="utf-8">
$policy<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>$title</title>
$assets
$head
</head>
<body>
$body
$data
<script>
$script
</script>
$late
</body>
</html>
""")


class Page(Figure):
    """The HTML file around a map.

    Parameters
    ----------
    title
        Of the document; escaped here.
    offline
        Whether the page forbids every request and refuses elements that would make one.
    language, direction
        Of the interface: ISO 639-1 code, and `ltr` or `rtl`.
    """

    def __init__(
        self, *, title: str, offline: bool, language: str = "en", direction: str = "ltr"
    ) -> None:
        super().__init__()
        self.title = title
        self.offline = offline
        self.language = language
        self.direction = direction
        self.data: Mapping[str, Any] = {}
        self.header = Element()
        self.header._parent = self  # noqa: SLF001

    def render(self, **kwargs: Any) -> str:
        """Return the whole file.

        Raises
        ------
        OfflineError
            If an element of an offline map would load from the network.
        """
        if self.offline:
            _refuse_elements(self)
        for child in self._children.values():
            child.render(**kwargs)
        if self.offline:
            _refuse_requests(self)
        rendered = {
            name: _rename(part.render(**kwargs), self)
            for name, part in (("head", self.header), ("body", self.html), ("script", self.script))
        }
        return _PAGE.substitute(self._own_parts(rendered) | rendered)

    def _own_parts(self, rendered: Mapping[str, str]) -> dict[str, str]:
        packed = [pack(name, value) for name, value in self.data.items()]
        policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        return {
            "policy": policy if self.offline else "",
            "language": escape(self.language),
            "direction": escape(self.direction),
            "title": escape(self.title),
            "assets": _assets(with_jquery="$(" in rendered["script"]),
            "data": "\n".join(own.first for own in packed),
            "late": "".join(own.late for own in packed),
        }


class AtlasMap(folium.Map):
    """A folium map that carries an atlas.

    Add folium elements to it as to any map. Saved, it is one HTML file; an offline map refuses
    elements that would load from the network, with the error `OfflineError`.
    """

    _template = Template(
        """
        {% macro header(this, kwargs) %}
        <style>
            #{{ this.get_name() }} { position: {{this.position}};
                width: {{this.width[0]}}{{this.width[1]}};
                height: {{this.height[0]}}{{this.height[1]}};
                left: {{this.left[0]}}{{this.left[1]}}; top: {{this.top[0]}}{{this.top[1]}}; }
        </style>
        {% endmacro %}
        {% macro html(this, kwargs) %}
        <div class="folium-map" id={{ this.get_name()|tojson }}></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
            center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }},
            ...{{ this.options|tojavascript }} });
        {%- if this.objects_to_stay_in_front %}
        function objects_in_front() {
            {%- for obj in this.objects_to_stay_in_front %}
            {{ obj.get_name() }}.bringToFront();
            {%- endfor %}
        }
        {{ this.get_name() }}.on("overlayadd", objects_in_front);
        $(document).ready(objects_in_front);
        {%- endif %}
        {% endmacro %}
        """
    )

    def __init__(
        self,
        *,
        title: str,
        offline: bool,
        data: Mapping[str, Any],
        language: str = "en",
        direction: str = "ltr",
        tiles: xyzservices.TileProvider | None = None,
    ) -> None:
        super().__init__(
            location=(20, 0),
            zoom_start=2,
            tiles=None,
            control_scale=False,
            zoom_snap=0.25,
            min_zoom=2,
            max_zoom=14,
            fade_animation=False,
        )
        page = Page(title=title, offline=offline, language=language, direction=direction)
        page.data = data
        page.add_child(self)
        # Leaflet and jQuery stand in the page itself; what folium's icons need is loaded if any is.
        self.default_js = []
        self.default_css = []
        if tiles is not None:
            self.add_child(folium.TileLayer(tiles, control=False))
        self.add_child(_AtlasLayer())

    def render(self, **kwargs: Any) -> str:
        """Render the map, with what folium's own icons load where the map may load anything."""
        page = self.get_root()
        offline = isinstance(page, Page) and page.offline
        if not offline and any(isinstance(own, folium.Icon) for own in _elements(page)):
            self.default_js = _online(folium.Map.default_js)
            self.default_css = _online(folium.Map.default_css)
        return str(super().render(**kwargs))  # type: ignore[no-untyped-call]


class _AtlasLayer(MacroElement):
    """Everything the atlas draws: one element, whatever the number of events."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        geoMap.open({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Atlas"


def _online(links: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, url) for name, url in links if name not in _HELD | _UNUSED]


def _assets(*, with_jquery: bool) -> str:
    """Return styles and scripts as elements, the vendored ones first."""
    styles = [_inline_images(read_asset("leaflet.css")), *map(read_asset, STYLES)]
    vendored = ["leaflet.js", "jquery.js"] if with_jquery else ["leaflet.js"]
    scripts = [*(_without_source_map(read_asset(name)) for name in vendored), _default_icon()]
    scripts += [read_asset(name) for name in SCRIPTS]
    return "\n".join(
        [f"<style>\n{style}\n</style>" for style in styles]
        + [f"<script>\n{_close(script)}\n</script>" for script in scripts]
    )


def _close(script: str) -> str:
    """Let no text of a script end its element."""
    return re.sub("</(?=script)", r"<\\/", script, flags=re.IGNORECASE)


def _without_source_map(script: str) -> str:
    return re.sub(r"\n//# sourceMappingURL=\S+", "", script)


def _inline_images(style: str) -> str:
    """Replace Leaflet's images, of the layer control and of the default marker, by data."""
    style = re.sub(r"url\(images/layers[^)]*\)", "none", style)
    return style.replace(
        "url(images/marker-icon.png)", f"url({read_data_url('marker-icon.png')})"
    ).replace("behavior: url(#default#VML);", "")


def _default_icon() -> str:
    icon, shadow = read_data_url("marker-icon.png"), read_data_url("marker-shadow.png")
    return (
        'L.Icon.Default.imagePath="";L.Icon.Default.mergeOptions('
        f'{{iconUrl:"{icon}",iconRetinaUrl:"{icon}",shadowUrl:"{shadow}"}});'
    )


def _elements(element: Element) -> Iterator[Element]:
    """Yield an element and all that belong to it, in the order in which they were added."""
    seen: set[int] = set()
    waiting = [element]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        held = [value for value in vars(current).values() if isinstance(value, Element)]
        children = list(current._children.values())  # noqa: SLF001
        waiting.extend(reversed(children + held))


def _rename(text: str, page: Page) -> str:
    """Replace folium's random ids by the rank of their element on the page."""
    ranks: dict[str, str] = {}
    for element in _elements(page):
        ranks.setdefault(element._id, f"{len(ranks):04d}")  # noqa: SLF001
    return re.sub("[0-9a-f]{32}", lambda match: ranks.get(match.group(), match.group()), text)


def _refuse_elements(page: Page) -> None:
    """Refuse elements that link to a library, or draw from an address, on the network."""
    for element in _elements(page):
        name = type(element).__name__
        links = [
            *getattr(element, "default_js", []),
            *getattr(element, "default_css", []),
        ]
        if isinstance(element, JavascriptLink | CssLink):
            links = [("link", element.url)]
        if links:
            raise _refusal(name, links[0][1])
        if isinstance(element, folium.TileLayer | folium.raster_layers.WmsTileLayer):
            raise _refusal(name, str(getattr(element, "tiles", "") or getattr(element, "url", "")))
        # An icon of one's own is a picture, which folium carries in the page where it is a file.
        if isinstance(element, folium.CustomIcon):
            pictures = map(str, element.options.values())
            for picture in filter(_ADDRESS.match, pictures):
                raise _refusal(name, picture)
        elif isinstance(element, folium.Icon):
            raise _refusal(name, "the fonts of its symbols", instead="folium.DivIcon")


def _refuse_requests(page: Page) -> None:
    """Refuse elements whose rendered text would request something."""
    names = {element.get_name(): type(element).__name__ for element in _elements(page)}
    for part in (page.header, page.html, page.script):
        for key, element in part._children.items():  # noqa: SLF001
            # What is written as a character reference is read as the character.
            found = _REQUEST.search(html.unescape(element.render()))
            if found:
                raise _refusal(names.get(key, key), found.group().strip())


def _refusal(name: str, what: str, *, instead: str = "") -> OfflineError:
    remedy = f"use {instead}, or " if instead else "remove it, or "
    return OfflineError(
        f"{name} would load from the network ({what[:200]}), which an offline map does not do; "
        f"{remedy}draw the map with offline=False"
    )
