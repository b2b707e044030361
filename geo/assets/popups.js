/* What opens on the map: popups of a fitting size, in the reach of the keyboard, and named marks. */
(function () {
  "use strict";
  const geo = window.geoMap;

  function popupOptions(map) {
    const size = map.getSize();
    return { maxWidth: Math.min(360, size.x - 60), minWidth: Math.min(300, size.x - 80),
      maxHeight: Math.max(180, Math.min(440, size.y - 140)), className: "geo-popup",
      autoPanPaddingTopLeft: [size.x > 500 ? 60 : 12, 16], autoPanPaddingBottomRight: [24, 16] };
  }

  /* Open a popup at a place of the map; its content is made of text nodes alone. */
  function openPopup(map, latlng, content, options) {
    return L.popup(Object.assign(popupOptions(map), options)).setLatLng(latlng).setContent(content).openOn(map);
  }

  function iconOf(node, size, className) {
    return L.divIcon({ html: node, className, iconSize: size, iconAnchor: [size[0] / 2, size[1] / 2] });
  }

  function named(layer, text) {
    layer.on("add", () => {
      const node = layer.getElement();
      if (node) node.setAttribute("aria-label", text());
    });
    return layer;
  }

  /* A layer opens its popup when asked; the content is made then. */
  function opens(map, layer, content, lift) {
    layer.bindPopup(content, Object.assign(popupOptions(map), { offset: [0, -(lift || 0)] }));
    layer.on("popupopen", () => layer.closeTooltip());
    return layer;
  }

  /* A popup grows when an event in it is opened: it scrolls, and stays on the map. `update` would
     draw its content anew and close what was just opened, so its two halves are called alone. */
  function fitAsItGrows(popup, node) {
    const fit = () => {
      if (!popup.isOpen()) return;
      popup._updateLayout();
      popup._updatePosition();
      popup._adjustPan();
    };
    // An event draws its evidence when told that it was opened: fit once that is done.
    node.addEventListener("toggle", () => setTimeout(fit), true);
  }

  /* A popup that opens while the map still moves ends that move; what is drawn anew then may take
     the popup away, which Leaflet does not expect. */
  const adjustPan = L.Popup.prototype._adjustPan;
  L.Popup.include({ _adjustPan() {
    if (this._map && this._map._panAnim) this._map._panAnim.stop();
    if (this._map) adjustPan.call(this);
  } });

  /* A popup that was opened by keyboard takes the focus, and gives it back when it closes. */
  function passFocus(map) {
    let byKey = false;
    let home = null;
    document.addEventListener("keydown", (event) => {
      byKey = true;
      if (event.key === "Escape") map.closePopup();
    }, true);
    document.addEventListener("pointerdown", () => { byKey = false; }, true);
    map.on("popupopen", (event) => {
      const node = event.popup.getElement();
      fitAsItGrows(event.popup, node);
      node.setAttribute("role", "dialog");
      node.setAttribute("tabindex", "-1");
      home = byKey ? document.activeElement : null;
      if (byKey) node.focus({ preventScroll: true });
    });
    map.on("popupclose", () => {
      if (home && home.isConnected) home.focus({ preventScroll: true });
      home = null;
    });
  }

  Object.assign(geo, { iconOf, named, openPopup, opens, passFocus });
})();
