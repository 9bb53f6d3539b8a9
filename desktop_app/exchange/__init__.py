"""Files that come in and go out: workbooks of registers and visits, batches between sites."""
