const url = new URL("../b/c?x=1&y=2#top", "https://user:pw@Example.com:8443/a/d/");
url.searchParams.append("z", "ä b");
url.hash = "";
url.port = "443";
let refused;
try {
  new URL("no url");
} catch (error) {
  refused = error instanceof TypeError;
}
return [url.href, url.origin, url.hostname, url.pathname, url.search, url.username, String(url) === url.href, JSON.stringify({ url }) === JSON.stringify({ url: url.href }), refused, URL.canParse("a:b"), URL.canParse("b"), new URL("https://münchen.de/ä").href];
