"""World -> items: catalog, fetch, parse, archive, pull, replay."""
