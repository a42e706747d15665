import logging
logging.warning("careful %d", 1)
logging.info("not shown")
logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s", force=True)
logging.getLogger("shop").info("shown")
logging.error("bad")
import warnings
warnings.warn("old")
return 1
