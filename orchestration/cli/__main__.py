"""`python -m orchestration.cli`: the command `jixiao` without its installation."""

from orchestration.cli.main import main

if __name__ == "__main__":
    main(prog_name="jixiao")
