"""What a reader sees: words, charts, notebooks and the page. It computes nothing the analysis doesn't."""
