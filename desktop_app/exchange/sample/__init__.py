"""Make up a township from a seed: people, visits and the workbooks an office would keep about them."""
