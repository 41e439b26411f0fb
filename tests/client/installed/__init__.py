"""Programs that run where the package is installed and this repository is not; `tests/client/test_install.py` does that."""
