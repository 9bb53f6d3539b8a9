"""Use cases: one method, one unit of work; drafts in, rows out, permissions declared on the method."""
