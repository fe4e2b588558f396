"""Running a policy's own tests: what differs, what they reach, and what they would not notice."""
