import argparse
import sys

parser = argparse.ArgumentParser(description="Counts")
parser.add_argument("--n", type=int, default=3)
parser.add_argument("--names", nargs="*")
[parser.parse_args().n, vars(parser.parse_args(["--n", "5", "--names", "a", "b"])), len(sys.argv)]
