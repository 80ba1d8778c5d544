"""What a notebook starts from: its workspace, its tables, its switches."""
