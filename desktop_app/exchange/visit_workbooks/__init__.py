"""Visit workbooks that come back from the villages: recognised, and read row by row."""
