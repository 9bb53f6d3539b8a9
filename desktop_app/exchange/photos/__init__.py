"""Read pictures from outside in a child process with limits, and make small ones of them that tell nothing else."""
