"""What a policy says: text in, values out."""
