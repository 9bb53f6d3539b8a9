"""The encrypted store: opening, units of work, the change log, search, and the queries behind lists."""
