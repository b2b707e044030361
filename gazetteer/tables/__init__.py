"""Tables of `geo`: read them through `importlib.resources.files("geo.tables")`."""
