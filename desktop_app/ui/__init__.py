"""The window: the only layer, besides ``app``, that knows Qt."""
