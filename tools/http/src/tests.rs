//! The tools natively, against a server on this machine that answers as it is told; called as a host calls them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use toolgate_guest::serde_json::{Value, json};
use toolgate_guest::{FailureKind, ToolFailure, testing};

use crate::Plugin;

/// A server that answers each request with what `answer` makes of its head and body, granted to this thread. It ends with the
/// process.
fn serve(answer: fn(&str, &[u8]) -> Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let host = listener.local_addr().expect("an address").to_string();
    testing::grant_host(&host);
    thread::spawn(move || {
        for stream in listener.incoming() {
            // A client that has read enough goes away.
            let _ = stream.and_then(|stream| exchange(stream, answer));
        }
    });
    format!("http://{host}")
}

fn exchange(stream: TcpStream, answer: fn(&str, &[u8]) -> Vec<u8>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while reader.read_line(&mut head)? > 2 {}
    let length = head.to_ascii_lowercase();
    let length = length.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    reader.get_mut().write_all(&answer(&head, &body))
}

fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

/// What a request was, as JSON.
fn echo(head: &str, body: &[u8]) -> Vec<u8> {
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default();
    let headers: Vec<String> = lines.filter(|line| !line.is_empty()).map(str::to_lowercase).collect();
    let said = json!({"first": first, "headers": headers, "body": String::from_utf8_lossy(body)});
    answer("200 OK", "content-type: application/json\r\n", said.to_string().as_bytes())
}

fn call(tool: &str, arguments: Value) -> Value {
    testing::call::<Plugin>(tool, arguments).unwrap_or_else(|failure| panic!("{failure:?}"))
}

fn failure(arguments: Value) -> (FailureKind, String, String) {
    let failure: ToolFailure = testing::call::<Plugin>("request", arguments).expect_err("a failure");
    let code = failure.data.map(|data| data["code"].as_str().unwrap_or_default().to_owned());
    (failure.kind, code.unwrap_or_default(), failure.message)
}

#[test]
fn a_request_is_what_the_call_says() {
    let url = serve(echo);
    let sent = call(
        "request",
        json!({
            "url": format!("{url}/a?x=1#f"), "method": "post", "headers": {"x-mine": "yes"},
            "query": {"q": "a&b", "n": 2, "several": ["c", "d"]}, "form": {"k": "v w", "yes": true},
        }),
    );
    assert_eq!(sent["status"], json!(200));
    assert_eq!(sent["format"], json!("json"));
    assert_eq!(sent["url"], json!(format!("{url}/a?x=1&n=2&q=a%26b&several=c&several=d")));
    let body = &sent["body"];
    assert_eq!(body["first"], json!("POST /a?x=1&n=2&q=a%26b&several=c&several=d HTTP/1.1"));
    assert_eq!(body["body"], json!("k=v+w&yes=true"));
    for header in ["x-mine: yes", "content-type: application/x-www-form-urlencoded", "accept-encoding: gzip, deflate"] {
        assert!(body["headers"].as_array().expect("headers").contains(&json!(header)), "{header}: {body}");
    }
    let sent = call("request", json!({"url": url, "method": "PUT", "json": {"a": [1]}}));
    assert_eq!(sent["body"]["body"], json!("{\"a\":[1]}"));
    let sent = call("get", json!({"url": url, "format": "text"}));
    assert!(sent["body"].as_str().expect("a text").starts_with('{'));
}

#[test]
fn redirects_are_followed_and_counted() {
    let url = serve(|head, body| match head.split_whitespace().nth(1) {
        Some("/see") => answer("303 See Other", "location: /end\r\n", b""),
        Some("/same") => answer("307 Temporary Redirect", "location: end\r\n", b""),
        Some("/round") => answer("302 Found", "location: /round\r\n", b""),
        Some("/away") => answer("302 Found", "location: http://0x7f.1:1/x\r\n", b""),
        Some("/hidden") => answer("302 Found", "location: http://granted@127.0.0.1:1/\r\n", b""),
        _ => echo(head, body),
    });
    let sent = call("request", json!({"url": format!("{url}/see"), "method": "POST", "text": "x"}));
    assert_eq!((&sent["redirects"], &sent["url"]), (&json!(1), &json!(format!("{url}/end"))));
    assert_eq!((&sent["body"]["first"], &sent["body"]["body"]), (&json!("GET /end HTTP/1.1"), &json!("")));
    let sent = call("request", json!({"url": format!("{url}/same"), "method": "POST", "text": "x"}));
    assert_eq!((&sent["body"]["first"], &sent["body"]["body"]), (&json!("POST /end HTTP/1.1"), &json!("x")));
    let sent = call("request", json!({"url": format!("{url}/see"), "max_redirects": 0}));
    assert_eq!((&sent["status"], &sent["headers"]["location"]), (&json!(303), &json!("/end")));

    let (kind, code, _) = failure(json!({"url": format!("{url}/round")}));
    assert_eq!((kind, code.as_str()), (FailureKind::LimitExceeded, "redirects"));
    let (kind, code, message) = failure(json!({"url": format!("{url}/away")}));
    assert_eq!((kind, code.as_str()), (FailureKind::Denied, "denied"));
    assert!(message.contains("after a redirect") && message.contains("`127.0.0.1:1`"), "{message}");
    let (kind, code, _) = failure(json!({"url": format!("{url}/hidden")}));
    assert_eq!((kind, code.as_str()), (FailureKind::Failed, "invalid-request"));
}

#[test]
fn bodies_have_a_bound() {
    let url = serve(|head, _| match head.split_whitespace().nth(1) {
        Some("/coded") => answer("200 OK", "content-encoding: br\r\n", b"x"),
        Some("/no-gzip") => answer("200 OK", "content-encoding: gzip\r\n", b"plain"),
        _ => answer("404 Not Found", "content-type: text/plain\r\n", &vec![b'x'; 100_000]),
    });
    let all = call("request", json!({"url": url, "max_bytes": 100_000}));
    assert_eq!((&all["status"], &all["bytes"]), (&json!(404), &json!(100_000)));
    let (kind, code, _) = failure(json!({"url": url, "max_bytes": 99_999}));
    assert_eq!((kind, code.as_str()), (FailureKind::LimitExceeded, "too-large"));
    assert_eq!(failure(json!({"url": format!("{url}/coded")})).1, "content-encoding");
    assert_eq!(failure(json!({"url": format!("{url}/no-gzip")})).1, "content-encoding");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let kind = |arguments| failure(arguments).0;
    assert_eq!(kind(json!({"url": "no url"})), FailureKind::InvalidArguments);
    assert_eq!(kind(json!({"url": "http://a/", "headers": {"a b": "c"}})), FailureKind::InvalidArguments);
    assert_eq!(kind(json!({"url": "http://a/", "json": 1, "text": "x"})), FailureKind::InvalidArguments);
    assert_eq!(kind(json!({"url": "http://granted@a/"})), FailureKind::InvalidArguments);
    assert_eq!(kind(json!({"url": "http://a/"})), FailureKind::Denied);
}
