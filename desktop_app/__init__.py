"""Elder Visits: register, visits, papers and batches for elders in special difficulty."""

__version__ = "0.4.0"
