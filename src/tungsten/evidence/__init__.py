"""What speaks for and against each figure: other figures, references, limits; and the verdict."""
