"""The command `tousu`."""
