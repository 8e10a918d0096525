"""Where the program begins: `filmprint`, `python -m filmprint`."""

import gc
import sys


def main() -> None:
    """Run the command line; Ctrl-C while it is still loading is no error either."""
    gc.set_threshold(20_000)  # imports make many objects, none of them garbage
    try:
        from filmprint.cli.app import main as run

        run()
    except KeyboardInterrupt:
        print("\nfilmprint: stopped.", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
