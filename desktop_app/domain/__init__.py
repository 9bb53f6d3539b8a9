"""The words and rules of the field: value types, codes, errors; standard library only."""
