"""Charts by subject. Each takes tables of the analysis and draws them."""
