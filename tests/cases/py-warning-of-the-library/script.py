import collections
import warnings


async def never():
    pass


warnings.warn("own")
# It goes while the library's own code runs.
collections.UserList([never()]).clear()
"done"
