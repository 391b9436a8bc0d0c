"""The tests of inventory."""

import os

# Before the settings are read: what a developer has in `.env` is nobody's test.
os.environ["ENV_FILES"] = "off"
