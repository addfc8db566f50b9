"""What leaves the house: events in the order of their commits, for streams, webhooks and groups of WeCom."""
