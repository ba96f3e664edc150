"""The configuration: `load_config` gives a `Config` that holds, `build` turns it into what the connectors take."""

from daemon.config.hash_key import make_hash_key, read_hash_key
from daemon.config.loader import find_config, load_config
from daemon.config.schema import Config, Mode

__all__ = ["Config", "Mode", "find_config", "load_config", "make_hash_key", "read_hash_key"]
