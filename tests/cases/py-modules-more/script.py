import compression.gzip
import compression.zlib
import http.cookiejar
import io
import json.tool
import logging
import sqlite3
import unittest
from email.mime.application import MIMEApplication
from email.mime.audio import MIMEAudio
from email.mime.image import MIMEImage
from email.mime.message import MIMEMessage

connection = sqlite3.connect(":memory:")
connection.execute("create table t (a)")


class Test(unittest.TestCase):
    def test_logs(self):
        with self.assertLogs("a", "INFO") as logs:
            logging.getLogger("a").info("x")
        self.assertEqual(logs.output, ["INFO:a:x"])


ran = unittest.main(argv=["x"], exit=False, testRunner=unittest.TextTestRunner(stream=io.StringIO())).result
[
    "ä".encode("cp1255", "replace").decode(),
    b"\xe1".decode("iso8859_3"),
    b"\xe1".decode("cp1256"),
    MIMEApplication(b"x").get_content_type(),
    compression.gzip.decompress(compression.gzip.compress(b"x")),
    list(connection.iterdump())[1],
    len(http.cookiejar.CookieJar()),
    [ran.testsRun, ran.wasSuccessful()],
]
