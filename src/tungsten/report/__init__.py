"""A run of the report: notebooks executed, charts drawn in processes of their own, what is made kept."""
