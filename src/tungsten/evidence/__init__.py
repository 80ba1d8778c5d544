"""Compare each figure with other figures, references and limits, and reach a verdict on it."""
