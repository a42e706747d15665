names = [cls.__name__ for cls in ().__class__.__base__.__subclasses__()]
import os, sys
found = [name for name in ("_wrap_close", "Popen") if name in names]
try:
    sys.modules["posix"].open("/etc/passwd", 0)
except OSError as error:
    found = "nothing there"
return found
