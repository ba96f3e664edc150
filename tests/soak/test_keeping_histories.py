"""Many orders of give, withdraw, pause, merge, split, correct, restrict, erase, read again and restore: the promises hold."""

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.models.register.keeping_machine import KeepingMachine

HISTORIES = int(os.environ.get("REKISTERID_SOAK_KEEPING", "200"))

pytestmark = pytest.mark.timeout(7000)

TestKeeping = KeepingMachine.TestCase
TestKeeping.settings = settings(
    max_examples=HISTORIES, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
