import posix
posix._exit(3)
