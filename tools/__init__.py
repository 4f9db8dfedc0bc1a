"""What works on the repository itself: generated files, the lock file, the documentation. Never shipped."""
