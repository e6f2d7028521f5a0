"""The commands: parse arguments, call the layers below, print results."""
