"""Opening and locking: the login window, the way in by the paper recovery key, and the lock over the window.

These are windows, not pages: they come before and above the main window and know nothing of it.
"""
