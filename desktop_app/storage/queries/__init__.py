"""Reads as plain rows, one module per noun; no mapped object leaves them."""
