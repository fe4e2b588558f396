"""Settings for all tests."""

from hypothesis import HealthCheck, settings

# A test fails for what it finds, never for the speed of a busy machine.
settings.register_profile("tousu", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tousu")
