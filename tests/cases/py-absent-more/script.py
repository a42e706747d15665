import getpass
import http.client
import json
import multiprocessing.pool
import os
import pathlib
import pdb
import shutil
import signal
import smtplib
import sys


def message(call):
    try:
        call()
    except OSError as error:
        return str(error)


[
    message(call)
    for call in (
        lambda: http.client.HTTPSConnection("example.com"),
        lambda: smtplib.SMTP_SSL("example.com"),
        lambda: signal.alarm(1),
        lambda: signal.setitimer(signal.ITIMER_REAL, 1) if hasattr(signal, "ITIMER_REAL") else signal.setitimer(0, 1),
        lambda: shutil.disk_usage("/"),
        lambda: os.getuid(),
        lambda: os.environb[b"A"],
        lambda: pathlib.Path.home(),
        lambda: getpass.getuser(),
        lambda: multiprocessing.pool.ThreadPool(2),
        lambda: pdb.set_trace(),
        lambda: json.load(sys.stdin),
        lambda: [line for line in sys.stdin],
        lambda: sys.stdin.buffer.read(),
        lambda: input("?"),
    )
] + [os.getppid()]
