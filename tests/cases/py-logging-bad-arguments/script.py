import logging

logging.basicConfig(level=logging.INFO)
logging.info("processed", 5)
log = logging.getLogger("a")
log.addHandler(logging.StreamHandler())
log.propagate = False
log.warning("count: %d items", "three")
"done"
