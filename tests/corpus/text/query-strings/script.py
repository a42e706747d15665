from urllib.parse import parse_qs, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

base, params = input["base"], input["params"]
query = urlencode({k: v for k, v in params.items() if v is not None}, doseq=True)

parts = urlsplit(base)
url = urlunsplit(parts._replace(query=query))
query_only = input["parse"].lstrip("?").partition("#")[0]

{
    "query": query,
    "length": len(url),
    "host": parts.hostname,
    "port": parts.port,
    "path": unquote(parts.path),
    "parsed": parse_qs(query_only, keep_blank_values=True),
    # what encodeURIComponent leaves alone
    "component": quote("a/b?c=d&é ~!", safe="~!"),
    "resolved": [urljoin(base, ref) for ref in ("../up?x=1", "/root", "//other.example.org/p", "#frag")],
}
