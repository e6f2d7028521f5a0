"""Check a build and publish it as the next release."""
