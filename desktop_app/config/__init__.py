"""Paths, resources, strings and logging: what every layer may lean on."""
