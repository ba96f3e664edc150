"""The promises hold in any order of what people do with a register: a few histories here, many under `make soak`."""

from hypothesis import HealthCheck, Phase, settings

from tests.models.register.keeping_machine import KeepingMachine

TestKeeping = KeepingMachine.TestCase
TestKeeping.settings = settings(
    max_examples=3,
    stateful_step_count=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
