"""The demonstration: simulated devices, crews and a desk talk HTTP to a real server about the synthetic district."""
