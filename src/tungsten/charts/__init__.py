"""Charts about their subject: each takes what an analysis returns and only draws."""
