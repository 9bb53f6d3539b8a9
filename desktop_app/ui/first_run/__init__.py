"""Setting up on first start, in five short screens; the register counts only once the recovery key is proved."""
