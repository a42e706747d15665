//! HTTP out of a plugin, against servers on loopback: what is granted works, everything else ends as an error that a script can
//! branch on, and the call after it works.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use toolgate::provider::{CallError, CallErrorKind, ComponentSource, HttpGrant};
use toolgate::{Json, Runtime};

use super::{block_on, builder, js};
use crate::harness::{Authority, Server, TOGETHER, guest};

crate::tests![
    a_request_is_what_the_script_says,
    what_is_not_granted_is_denied_and_the_next_call_works,
    answers_without_end_are_ended,
    servers_that_misbehave,
    arguments_that_make_no_sense,
    credentials_stay_at_their_origin,
    a_script_branches_on_what_went_wrong,
    tls_by_an_operator_s_own_roots,
    a_real_server_with_tls,
    requests_of_one_call_run_side_by_side,
    the_first_answer_is_enough,
    too_many_requests_at_once,
    bodies_left_unread_and_bodies_on_their_way,
    each_timeout_is_its_own,
];

fn plugin(name: &str) -> ComponentSource {
    ComponentSource::from_bytes(std::fs::read(guest(name)).unwrap()).named(name)
}

fn grant(pattern: &str) -> HttpGrant {
    pattern.parse().unwrap()
}

async fn runtime(source: ComponentSource) -> Runtime {
    builder().component("http", source).build().await.unwrap()
}

/// The plugin `http`, with every method of the server by its address.
async fn granted(server: &Server) -> Runtime {
    runtime(plugin("http").http(grant(&server.granted("127.0.0.1")).any_method())).await
}

async fn request(runtime: &Runtime, arguments: Value) -> Result<Value, CallError> {
    runtime.call("http.request", Json::from(arguments)).await.map(|result| result.to_value())
}

/// How a call failed: its kind, and the code in its data.
async fn failure(runtime: &Runtime, arguments: Value) -> (CallErrorKind, String) {
    let shown = arguments["url"].to_string();
    let error = request(runtime, arguments).await.expect_err(&shown);
    let code = error.data.as_ref().and_then(|data| data["code"].as_str()).unwrap_or_default().to_owned();
    (error.kind, code)
}

/// Asserts each failure, and that the call after it works.
async fn check(runtime: &Runtime, server: &Server, cases: Vec<(Value, CallErrorKind, &str)>) {
    for (arguments, kind, code) in cases {
        let shown = arguments.to_string();
        let shown = &shown[..shown.len().min(200)];
        assert_eq!(failure(runtime, arguments).await, (kind, code.to_owned()), "{shown}");
        let next = request(runtime, json!({"url": server.url("/echo")})).await.unwrap();
        assert_eq!(next["status"], json!(200), "after {shown}");
    }
}

fn a_request_is_what_the_script_says() {
    block_on(async {
        let server = Server::start().await;
        let runtime = granted(&server).await;
        let sent = request(
            &runtime,
            json!({
                "url": server.url("/echo?a=1"), "method": "patch", "headers": {"X-Mine": "yes"}, "query": {"b": "c&d"},
                "json": {"some": ["value"]},
            }),
        )
        .await
        .unwrap();
        assert_eq!((&sent["status"], &sent["format"], &sent["redirects"]), (&json!(200), &json!("json"), &json!(0)));
        assert_eq!(sent["url"], json!(server.url("/echo?a=1&b=c%26d")));
        let body = &sent["body"];
        assert_eq!(body["first"], json!("PATCH /echo?a=1&b=c%26d HTTP/1.1"));
        assert_eq!(body["body"], json!("{\"some\":[\"value\"]}"));
        let host = format!("host: {}", server.address);
        for header in ["x-mine: yes", "content-type: application/json", "content-length: 18", &host] {
            assert!(body["headers"].as_array().unwrap().contains(&json!(header)), "{header} is not in {body}");
        }
        for (path, format, expected) in [
            ("/missing", "auto", json!([404, "text", "nothing here"])),
            ("/html", "markdown", json!([200, "markdown", "# One\n\ntwo"])),
            ("/html", "base64", json!([200, "base64", "PGgxPk9uZTwvaDE+PHA+dHdv"])),
            ("/redirect?/html", "text", json!([200, "text", "<h1>One</h1><p>two"])),
        ] {
            let url = server.url(path);
            let got = runtime.call("http.get", Json::from(json!({"url": url, "format": format}))).await.unwrap();
            let got = got.to_value();
            assert_eq!(json!([got["status"], got["format"], got["body"]]), expected, "{path}");
        }
        let large = request(&runtime, json!({"url": server.url("/large")})).await.unwrap();
        assert_eq!(large["bytes"], json!(3 << 20));
    });
}

fn what_is_not_granted_is_denied_and_the_next_call_works() {
    block_on(async {
        let (server, other) = (Server::start().await, Server::start().await);
        let port = server.address.port();
        // Every host at that port by GET and HEAD, and this one by name, so that its address may be what it is.
        let source = plugin("http").http(grant(&format!("*:{port}"))).http(grant(&server.granted("127.0.0.1")));
        let runtime = runtime(source).await;
        let to = |path: &str, place: &str| json!({"url": server.url(&format!("{path}?{place}"))});
        let denied = |arguments: Value| (arguments, CallErrorKind::Denied, "denied");
        let prohibited = |arguments: Value| (arguments, CallErrorKind::Denied, "prohibited-address");
        check(
            &runtime,
            &server,
            vec![
                // Another port is another server.
                denied(json!({"url": other.url("/echo")})),
                denied(to("/redirect", &other.url("/echo"))),
                denied(to("/redirect", &format!("//2130706433:{}/", other.address.port()))),
                // A name that leads to loopback, asked for or redirected to, and IPv6's spellings of it.
                prohibited(json!({"url": server.at("localhost", "/echo")})),
                prohibited(to("/redirect", &server.at("localhost", "/echo"))),
                prohibited(to("/redirect", &server.at("localhost.", "/echo"))),
                prohibited(json!({"url": server.at("[::ffff:127.0.0.1]", "/echo")})),
                prohibited(json!({"url": server.at("[::1]", "/echo")})),
                prohibited(json!({"url": server.at("127.0.0.2", "/echo")})),
                prohibited(json!({"url": server.at("0.0.0.0", "/echo")})),
                prohibited(json!({"url": server.at("169.254.169.254", "/latest/meta-data")})),
                // Methods that are not granted, the redirected one as well.
                denied(json!({"url": server.url("/echo"), "method": "POST", "text": "x"})),
                denied(json!({"url": server.url("/keep?/echo"), "method": "DELETE"})),
                // Who is behind an @ is never a surprise.
                (
                    json!({"url": server.url("/echo").replace("//", "//api.example.com@")}),
                    CallErrorKind::InvalidArguments,
                    "invalid-request",
                ),
                (
                    to("/redirect", &server.url("/echo").replace("//", "//granted:secret@")),
                    CallErrorKind::Failed,
                    "invalid-request",
                ),
                (to("/redirect", "file:///etc/passwd"), CallErrorKind::Failed, "redirect"),
            ],
        )
        .await;
        // The same address in odd spellings is the one that was granted.
        for host in ["2130706433", "0x7f.1", "127.1", "0177.0.0.1"] {
            let got = request(&runtime, json!({"url": server.at(host, "/echo")})).await.unwrap();
            assert_eq!(got["url"], json!(server.url("/echo")), "{host}");
        }
        let nothing = self::runtime(plugin("http")).await;
        assert_eq!(failure(&nothing, json!({"url": server.url("/")})).await, (CallErrorKind::Denied, "denied".into()));
    });
}

fn answers_without_end_are_ended() {
    block_on(async {
        let server = Server::start().await;
        // With little memory: what is refused was never kept.
        let granted = grant(&server.granted("127.0.0.1"));
        let runtime = runtime(plugin("http").memory(24 << 20).http(granted)).await;
        let at = |path: &str| json!({"url": server.url(path), "max_bytes": 2_000_000, "timeout_ms": 5_000});
        let too_large = |path| (at(path), CallErrorKind::LimitExceeded, "too-large");
        let redirects = (at("/round"), CallErrorKind::LimitExceeded, "redirects");
        check(&runtime, &server, vec![too_large("/bomb"), too_large("/endless"), redirects]).await;
        let error = request(&runtime, at("/bomb")).await.unwrap_err();
        let expected = json!({
            "code": "too-large", "limit": "max_bytes", "allowed": 2_000_000, "url": server.url("/bomb"),
        });
        assert_eq!((error.data, error.retryable), (Some(expected), false));
    });
}

fn servers_that_misbehave() {
    block_on(async {
        let server = Server::start().await;
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let source = plugin("http")
            .http(grant(&server.granted("127.0.0.1")))
            .http(grant(&closed.to_string()))
            .http(grant("https://nothing.invalid"));
        let runtime = runtime(source).await;
        let at = |url: String| json!({"url": url, "timeout_ms": 300});
        let slow = |path| (at(server.url(path)), CallErrorKind::TimedOut, "timed-out");
        let tls = server.url("/echo").replace("http:", "https:");
        check(
            &runtime,
            &server,
            vec![
                slow("/silent"),
                slow("/stalls"),
                slow("/drips"),
                (at(server.url("/cut")), CallErrorKind::Unavailable, "connection"),
                (at(server.url("/nonsense")), CallErrorKind::Failed, "protocol"),
                (at(format!("http://{closed}/")), CallErrorKind::Unavailable, "connection"),
                (at(tls), CallErrorKind::Failed, "tls"),
                (json!({"url": "https://nothing.invalid/"}), CallErrorKind::Unavailable, "dns"),
            ],
        )
        .await;
    });
}

fn arguments_that_make_no_sense() {
    block_on(async {
        let server = Server::start().await;
        let runtime = granted(&server).await;
        let url = server.url("/echo");
        let invalid = |arguments: Value| (arguments, CallErrorKind::InvalidArguments, "invalid-request");
        let refused = |arguments: Value| (arguments, CallErrorKind::InvalidArguments, "");
        check(
            &runtime,
            &server,
            vec![
                invalid(json!({"url": "not a url"})),
                invalid(json!({"url": "ftp://127.0.0.1/"})),
                invalid(json!({"url": "http://127.0.0.1:99999/"})),
                invalid(json!({"url": format!("{url}?{}", "x".repeat(1 << 20))})),
                invalid(json!({"url": url, "headers": {"a b": "c"}})),
                invalid(json!({"url": url, "headers": {"a": "b\r\nx-smuggled: yes"}})),
                invalid(json!({"url": url, "headers": {"host": "other.example"}})),
                invalid(json!({"url": url, "headers": {"transfer-encoding": "chunked"}})),
                invalid(json!({"url": url, "headers": {"a": "b".repeat(1 << 20)}})),
                invalid(json!({"url": url, "method": "GET /other HTTP/1.1\r\n"})),
                invalid(json!({"url": url, "method": "CONNECT"})),
                refused(json!({"url": url, "json": 1, "text": "x"})),
                refused(json!({"url": url, "base64": "?"})),
                refused(json!({"url": url, "max_bytes": 1 << 30})),
                refused(json!({"url": url, "no_such": 1})),
                refused(json!({"url": 1})),
                (
                    json!({"url": url, "method": "POST", "text": "x".repeat(9 << 20)}),
                    CallErrorKind::LimitExceeded,
                    "too-large",
                ),
            ],
        )
        .await;
    });
}

fn credentials_stay_at_their_origin() {
    block_on(async {
        let (server, other) = (Server::start().await, Server::start().await);
        let source = plugin("http")
            .http(grant(&server.granted("127.0.0.1")).any_method())
            .http(grant(&other.granted("127.0.0.1")).any_method());
        let runtime = runtime(source).await;
        let carried = async |path: String| {
            let headers = json!({"authorization": "Bearer x", "Cookie": "a=b", "x-mine": "yes"});
            let sent = request(&runtime, json!({"url": path, "headers": headers})).await.unwrap();
            let headers = sent["body"]["headers"].as_array().unwrap().clone();
            ["authorization: bearer x", "cookie: a=b", "x-mine: yes"].map(|header| headers.contains(&json!(header)))
        };
        assert_eq!(carried(server.url("/redirect?/echo")).await, [true, true, true]);
        let away = format!("/redirect?{}", other.url("/echo"));
        assert_eq!(carried(server.url(&away)).await, [false, false, true]);
        let sent = request(&runtime, json!({"url": server.url("/keep?/echo"), "method": "POST", "form": {"a": "b c"}}));
        let sent = sent.await.unwrap();
        assert_eq!((&sent["body"]["body"], &sent["redirects"]), (&json!("a=b+c"), &json!(1)));
    });
}

fn a_script_branches_on_what_went_wrong() {
    block_on(async {
        let server = Server::start().await;
        let runtime = granted(&server).await;
        let script = "const ends = await Promise.allSettled([
                tools.http.get({ url: input + '/missing' }),
                tools.http.get({ url: input + '/redirect?http://10.0.0.1/' }),
                tools.http.get({ url: input + '/silent', timeout_ms: 100 }),
                tools.http.get({ url: input + '/bomb', max_bytes: 1000 }),
            ]);
            return ends.map((end) => end.status === 'fulfilled'
                ? end.value.status : [end.reason.kind, end.reason.data.code, end.reason.retryable])";
        let output = runtime.run(js(script), Json::from(json!(server.url("")))).await.unwrap();
        let expected = json!([
            404,
            ["denied", "denied", false],
            ["timed-out", "timed-out", true],
            ["limit-exceeded", "too-large", false],
        ]);
        assert_eq!(output.result.to_value(), expected);
    });
}

fn tls_by_an_operator_s_own_roots() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let roots = folder.path().join("ca.pem");
        let authority = Authority::new();
        std::fs::write(&roots, authority.pem()).unwrap();
        let server = Server::start_tls(&authority, "localhost").await;
        let (other, plain) = (Server::start_tls(&authority, "other.example").await, Server::start().await);
        let source = |server: &Server| plugin("http").http(grant(&format!("https://{}", server.granted("localhost"))));
        let url = |path: &str| json!({"url": server.at("localhost", path)});

        let trusting = source(&server).http(grant(&plain.granted("127.0.0.1"))).tls_roots(&roots);
        let trusting = runtime(trusting).await;
        assert_eq!(request(&trusting, url("/large")).await.unwrap()["bytes"], json!(3 << 20));
        let down = format!("/redirect?{}", plain.url("/echo"));
        assert_eq!(failure(&trusting, url(&down)).await, (CallErrorKind::Denied, "downgrade".to_owned()));
        let allowed = json!({"url": server.at("localhost", &down), "allow_downgrade": true});
        assert_eq!(request(&trusting, allowed).await.unwrap()["url"], json!(plain.url("/echo")));

        // Neither an authority that nobody named nor a name that it did not vouch for.
        let distrusting = runtime(source(&server)).await;
        let refused = (CallErrorKind::Failed, "tls".to_owned());
        assert_eq!(failure(&distrusting, url("/echo")).await, refused);
        let misnamed = runtime(source(&other).tls_roots(&roots)).await;
        assert_eq!(failure(&misnamed, json!({"url": other.at("localhost", "/echo")})).await, refused);
        assert_eq!(request(&trusting, url("/echo")).await.unwrap()["status"], json!(200));
    });
}

/// Python's own HTTP server over its own TLS, on a folder; it ends with the test.
struct Python {
    server: Child,
    port: u16,
}

impl Python {
    fn serve(folder: &Path, certificate: &Path, key: &Path) -> Self {
        const PROGRAM: &str = "import functools, http.server, ssl, sys
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
handler.func.protocol_version = 'HTTP/1.1'
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2], sys.argv[3])
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()";
        let mut python = Command::new("python3");
        python.args(["-c", PROGRAM]).args([folder, certificate, key]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = python.spawn().expect("python3 serves this test's files: install it");
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().expect("the port that it listens on");
        Self { server, port }
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        // By the handle, hence by its own number.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn a_real_server_with_tls() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let authority = Authority::new();
        let (certificate, key) = authority.vouch("127.0.0.1");
        for (name, text) in
            [("ca.pem", authority.pem()), ("cert.pem", certificate.pem()), ("key.pem", key.serialize_pem())]
        {
            std::fs::write(place(name), text).unwrap();
        }
        std::fs::create_dir(place("www")).unwrap();
        std::fs::write(place("www/orders.json"), r#"[{"id": 1, "total": 12.5}]"#).unwrap();
        std::fs::write(place("www/large.bin"), vec![7; 5 << 20]).unwrap();
        std::fs::write(place("www/page.html"), "<title>x</title><h1>Report</h1><ul><li>one<li>two").unwrap();
        let python = Python::serve(&place("www"), &place("cert.pem"), &place("key.pem"));

        let host = format!("https://127.0.0.1:{}", python.port);
        let runtime = runtime(plugin("http").http(grant(&host)).tls_roots(place("ca.pem"))).await;
        let script = "const get = (path, more) => tools.http.get({ url: input + path, ...more });
            const [orders, large, page, folder, missing] = await Promise.all([
                get('/orders.json'), get('/large.bin', { max_bytes: 8e6 }), get('/page.html', { format: 'markdown' }),
                get('/', { format: 'markdown' }), get('/nothing'),
            ]);
            return [orders.body[0].total, large.bytes, page.body, folder.body.includes('page.html'), missing.status]";
        let output = runtime.run(js(script), Json::from(json!(host))).await.unwrap();
        let expected = json!([12.5, 5 << 20, "# Report\n\n- one\n- two", true, 404]);
        assert_eq!(output.result.to_value(), expected);
    });
}

/// The plugin that uses the SDK's HTTP in every way, on that server.
async fn fetcher(server: &Server) -> Runtime {
    runtime(plugin("fetcher").http(grant(&server.granted("127.0.0.1")).any_method())).await
}

async fn fetch(runtime: &Runtime, tool: &str, arguments: Value) -> Result<Value, CallError> {
    runtime.call(tool, Json::from(arguments)).await.map(|result| result.to_value())
}

fn requests_of_one_call_run_side_by_side() {
    block_on(async {
        let server = Server::start().await;
        let runtime = fetcher(&server).await;
        // None is answered before all of them have arrived.
        let urls: Vec<String> = (0..TOGETHER).map(|n| server.url(&format!("/together?{n}"))).collect();
        let expected: Vec<String> = (0..TOGETHER).map(|n| n.to_string()).collect();
        let texts = fetch(&runtime, "http.all", json!({"urls": urls})).await.unwrap();
        assert_eq!(texts, json!(expected));
        let mut texts = fetch(&runtime, "http.unordered", json!({"urls": urls})).await.unwrap();
        texts.as_array_mut().unwrap().sort_by_key(ToString::to_string);
        assert_eq!(texts, json!(expected));
    });
}

fn the_first_answer_is_enough() {
    block_on(async {
        let server = Server::start().await;
        let runtime = fetcher(&server).await;
        let urls = ["/silent", "/stalls", "/missing"].map(|path| server.url(path));
        let started = Instant::now();
        let text = fetch(&runtime, "http.first", json!({"urls": urls})).await.unwrap();
        assert_eq!(text, json!("nothing here"));
        assert!(started.elapsed() < Duration::from_secs(5));
    });
}

fn too_many_requests_at_once() {
    block_on(async {
        let server = Server::start().await;
        let runtime = fetcher(&server).await;
        let urls = vec![server.url("/missing"); 70];
        let ends = fetch(&runtime, "http.unordered", json!({"urls": urls})).await.unwrap();
        let count = |wanted: &str| ends.as_array().unwrap().iter().filter(|end| *end == wanted).count();
        assert_eq!((count("nothing here"), count("busy")), (64, 6), "{ends}");
    });
}

fn bodies_left_unread_and_bodies_on_their_way() {
    block_on(async {
        let server = Server::start().await;
        let runtime = fetcher(&server).await;
        let then = server.url("/missing");
        let unread = json!({"url": server.url("/endless"), "then": then});
        let error = fetch(&runtime, "http.unread", unread).await.unwrap_err();
        assert_eq!((error.kind, error.data.unwrap()["status"].clone()), (CallErrorKind::Failed, json!(404)));
        let sent = fetch(&runtime, "http.upload", json!({"url": server.url("/echo"), "size": 5 << 20})).await.unwrap();
        let sent: Value = serde_json::from_str(sent.as_str().unwrap()).unwrap();
        assert_eq!(sent["length"], json!(5 << 20));
        let early = json!({"url": server.url("/early"), "size": 1000});
        assert_eq!(fetch(&runtime, "http.upload", early).await.unwrap(), json!("enough"));
    });
}

fn each_timeout_is_its_own() {
    block_on(async {
        let server = Server::start().await;
        let runtime = fetcher(&server).await;
        for (path, timeout) in [
            ("/silent", "first_byte_ms"),
            ("/stalls", "between_bytes_ms"),
            ("/silent", "all_ms"),
            ("/stalls", "all_ms"),
            ("/drips", "all_ms"),
        ] {
            let arguments = json!({"url": server.url(path), timeout: 100});
            let error = fetch(&runtime, "http.timed", arguments).await.unwrap_err();
            assert_eq!((error.kind, error.retryable), (CallErrorKind::TimedOut, true), "{path} {timeout}: {error}");
        }
        let error =
            fetch(&runtime, "http.timed", json!({"url": server.url("/missing"), "all_ms": 0})).await.unwrap_err();
        assert_eq!(error.kind, CallErrorKind::TimedOut);
    });
}
