"""Tallies -> people: read model, REST, SSE, web page, watchlists and delivery."""
