"""Names of companies and authorities: which stand in a text, and who owns whom and when.

In: TOML files under ``companies/`` and ``authorities/``, the listed names, a user's own files.
Out: :class:`agents.classify.registry.companies.Registry`.
"""
