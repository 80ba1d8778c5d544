"""What follows from the figures: concentration, demand, reserves. Frame in, frame out, no drawing."""
