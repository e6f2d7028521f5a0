"""Generate documents with known facts and compare them with a release. This package does not use the form reader."""
