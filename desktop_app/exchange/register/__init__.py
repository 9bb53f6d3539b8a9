"""Read a township's register of elders out of whatever workbook the office keeps it in."""
