"""What tests do in the page of a map."""

from __future__ import annotations

__all__ = ["OPEN_ALL"]

# Opens all there is to open: every mark, every label of an area, every event of the list.
OPEN_ALL = """
(() => {
  for (const node of document.querySelectorAll('details')) node.open = true;
  let opened = 0;
  for (const node of document.querySelectorAll('.geo-icon, .geo-area-label, .geo-mention')) {
    node.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    for (const inner of document.querySelectorAll('.leaflet-popup details')) inner.open = true;
    opened += document.querySelectorAll('.leaflet-popup').length;
  }
  return opened;
})()
"""
