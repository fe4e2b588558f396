"""The world: files in, decisions out, the command line."""
