"""The words of each group of commands, in both languages side by side."""
