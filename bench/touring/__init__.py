"""Parts of the benchmark of tours."""
