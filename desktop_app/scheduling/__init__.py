"""Who is owed a visit, when and why: pure functions of facts, rules, calendar and day."""
