"""What must be true of lrcalc."""
