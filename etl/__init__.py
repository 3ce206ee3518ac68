"""From dumps of news articles to tables of company events."""

import os

# Nothing leaves this machine: onnxruntime tells its makers how it is used unless it is told not to
# before it is loaded, and keeps an identifier of the machine in the user's cache.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
