"""Files of complaints, read as the facts of a policy."""
