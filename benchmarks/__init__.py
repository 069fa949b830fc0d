"""``make bench``: what the evaluation costs, as ratios to the best that SQL alone can do."""
