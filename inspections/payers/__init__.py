"""Who pays when nobody answers (兜底): the owner is asked, another makes good first, the cost is recovered."""
