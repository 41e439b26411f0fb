"""The API's resources: one module each, imported when it is first used."""
