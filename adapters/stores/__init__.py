"""What tousu keeps in databases."""
