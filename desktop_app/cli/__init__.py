"""The command line: everything that moves data, without a window and without Qt."""
