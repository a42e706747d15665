import sys
result = "kept"
sys.exit(0)
