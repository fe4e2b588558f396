"""What a policy decides, one complaint or a column of them."""
