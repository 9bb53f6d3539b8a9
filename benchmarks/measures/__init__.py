"""What is measured, one module per part of the work; ``benchmarks/run.py`` runs them."""
