"""What scripts can import: all of it is imported here, before the snapshot, since no file is there when a script runs."""

import importlib

NAMES = """
__future__ _thread _weakrefset abc argparse array ast asyncio atexit base64 binascii bisect bdb builtins calendar cmath cmd code
codecs codeop collections collections.abc colorsys compileall concurrent concurrent.futures concurrent.futures.thread configparser
contextlib contextvars copy copyreg csv dataclasses datetime decimal difflib dis doctest email email.message email.mime.multipart
email.mime.text email.policy email.utils encodings.ascii encodings.cp1252 encodings.hex_codec encodings.idna encodings.latin_1
encodings.punycode encodings.raw_unicode_escape encodings.rot_13 encodings.unicode_escape encodings.utf_16 encodings.utf_16_be
encodings.utf_16_le encodings.utf_32 encodings.utf_32_be encodings.utf_32_le encodings.utf_8 encodings.utf_8_sig encodings.cp437 encodings.cp850
encodings.iso8859_1 encodings.iso8859_15 encodings.base64_codec encodings.zlib_codec enum errno faulthandler filecmp
fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib gzip hashlib heapq hmac html
html.entities html.parser http http.client http.cookies importlib importlib.abc importlib.machinery importlib.util inspect io ipaddress itertools json json.decoder
json.encoder json.scanner keyword linecache locale logging logging.handlers logging.config marshal math mimetypes multiprocessing netrc numbers opcode
operator optparse os os.path pathlib pdb pickle pickletools pkgutil platform plistlib posixpath pprint pydoc profile pstats py_compile pyclbr
queue quopri random re reprlib rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket
socketserver sqlite3 stat statistics string stringprep struct subprocess symtable sys sysconfig tabnanny tarfile tempfile
textwrap threading time timeit token tokenize tomllib trace traceback tracemalloc types typing unicodedata unittest
unittest.mock unittest.async_case urllib urllib.error urllib.parse urllib.request urllib.robotparser urllib.response uuid warnings wave weakref webbrowser
xml xml.dom xml.dom.minidom xml.etree xml.etree.ElementTree xml.sax xml.sax.saxutils xml.parsers.expat zipfile zipimport zlib zoneinfo
string.templatelib annotationlib _pydecimal _strptime _pydatetime _pyio _collections_abc _compat_pickle _markupbase _opcode_metadata
_py_abc _py_warnings _ast_unparse _colorize asyncio.taskgroups asyncio.timeouts asyncio.queues asyncio.locks asyncio.runners
asyncio.staggered asyncio.graph encodings.cp1250 encodings.cp1251 encodings.koi8_r encodings.mac_roman encodings.shift_jis
encodings.euc_jp encodings.gb18030 encodings.gbk encodings.big5 encodings.euc_kr encodings.utf_7 encodings.quopri_codec encodings.uu_codec
encodings.cp1253 encodings.cp1254 encodings.cp1257 encodings.cp866 encodings.cp932 encodings.cp949 encodings.cp950 encodings.iso8859_2 encodings.iso8859_5
encodings.iso8859_7 encodings.iso8859_9 encodings.iso2022_jp encodings.koi8_u encodings.gb2312 cProfile _pylong
xml.dom.NodeFilter xml.dom.domreg xml.dom.expatbuilder xml.dom.minicompat xml.dom.pulldom xml.dom.xmlbuilder xml.etree.ElementInclude
xml.etree.cElementTree xml.sax.expatreader xml.sax.handler xml.sax.xmlreader email.mime.application email.mime.audio email.mime.base
email.mime.image email.mime.message email.mime.nonmultipart http.cookiejar json.tool compression compression.gzip compression.zlib
sqlite3.dump unittest._log multiprocessing.dummy multiprocessing.pool
""".split()

# Character sets, most of them a table of 256 characters.
NAMES += [f"encodings.{name}" for name in """big5hkscs charmap cp037 cp1006 cp1026 cp1125 cp1140 cp1255 cp1256 cp1258 cp273 cp424 cp500
cp720 cp737 cp775 cp852 cp855 cp856 cp857 cp858 cp860 cp861 cp862 cp863 cp864 cp865 cp869 cp874 cp875 euc_jis_2004 euc_jisx0213 hp_roman8 hz
iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext iso2022_kr iso8859_10 iso8859_11 iso8859_13 iso8859_14 iso8859_16
iso8859_3 iso8859_4 iso8859_6 iso8859_8 johab koi8_t kz1048 mac_arabic mac_croatian mac_cyrillic mac_farsi mac_greek mac_iceland mac_latin2
mac_romanian mac_turkish palmos ptcp154 shift_jis_2004 shift_jisx0213 tis_620 undefined""".split()]


def load():
    """Imports them. One that is not there ends the build: the engine would ship without it."""
    for name in NAMES:
        importlib.import_module(name)
