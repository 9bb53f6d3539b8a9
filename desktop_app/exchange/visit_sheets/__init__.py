"""Read visit records that were kept in a workbook."""
