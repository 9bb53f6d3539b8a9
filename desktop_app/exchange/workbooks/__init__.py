"""Read workbooks of every kind an office has into plain typed cells, in a child process with limits."""
