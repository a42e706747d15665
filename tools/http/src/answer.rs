//! An answer as a script gets it: what its content type says it is, or what was asked for.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use toolgate_guest::http::Headers;
use toolgate_guest::serde_json::{self, Value};
use toolgate_guest::{ToolFailure, schema};

use crate::{failed, text};

/// What a body is, or should be.
#[schema]
#[derive(Clone, Copy, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// By the content type: JSON as a value, text as text, anything else as base64.
    Auto,
    Json,
    Text,
    Base64,
    /// HTML as Markdown; any other text as it is.
    Markdown,
}

/// What came back.
#[schema]
#[derive(Debug)]
pub(crate) struct Answer {
    /// Such as 200; 400 and above are the server's errors.
    pub(crate) status: u16,
    /// Where it came from: the URL after all redirects.
    pub(crate) url: String,
    /// How many redirects were followed.
    pub(crate) redirects: u32,
    /// By name in lower case; several of one name are joined by `, `, cookies by a line's end.
    pub(crate) headers: BTreeMap<String, String>,
    /// What `body` is: `json`, `text`, `base64` or `markdown`.
    pub(crate) format: Format,
    /// A JSON value where `format` is `json`, else a string.
    pub(crate) body: Value,
    /// How many bytes the body has, decompressed.
    pub(crate) bytes: u64,
}

/// What a content type says.
struct Kind {
    class: Class,
    charset: Option<String>,
    /// As it was written, for messages.
    written: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Json,
    Html,
    Text,
    Binary,
    Unknown,
}

impl Answer {
    /// Puts the body into its format.
    pub(crate) fn new(
        (status, url, redirects): (u16, String, u32),
        headers: &Headers,
        bytes: &[u8],
        wanted: Format,
    ) -> Result<Self, ToolFailure> {
        let kind = Kind::of(headers.get("content-type"));
        let (format, body) = match wanted {
            Format::Auto => auto(bytes, &kind),
            Format::Base64 => Ok((Format::Base64, Value::String(STANDARD.encode(bytes)))),
            Format::Text => text(bytes, &kind).map(|text| (Format::Text, Value::String(text))),
            Format::Json => json(bytes, &kind).map(|value| (Format::Json, value)),
            Format::Markdown => markdown(bytes, &kind),
        }
        .map_err(|(code, message)| failed(code, format!("{message} (status {status})"), &url))?;
        Ok(Self { status, url, redirects, headers: listed(headers), format, body, bytes: bytes.len() as u64 })
    }
}

/// A failure's code and message.
type Wrong = (&'static str, String);

fn auto(bytes: &[u8], kind: &Kind) -> Result<(Format, Value), Wrong> {
    let as_text = |bytes| text(bytes, kind).map(|text| (Format::Text, Value::String(text)));
    match kind.class {
        Class::Json => match serde_json::from_slice(without_mark(bytes)) {
            Ok(value) => Ok((Format::Json, value)),
            // What a proxy or a broken server says instead is worth more than a failure.
            Err(_) => as_text(bytes),
        },
        Class::Html | Class::Text => match as_text(bytes) {
            Err(("charset", _)) => Ok((Format::Base64, Value::String(STANDARD.encode(bytes)))),
            read => read,
        },
        Class::Unknown if std::str::from_utf8(bytes).is_ok() => as_text(bytes),
        Class::Unknown | Class::Binary => Ok((Format::Base64, Value::String(STANDARD.encode(bytes)))),
    }
}

fn text(bytes: &[u8], kind: &Kind) -> Result<String, Wrong> {
    let is_text = !matches!(kind.class, Class::Binary | Class::Unknown) || kind.charset.is_some();
    if !is_text && std::str::from_utf8(bytes).is_err() {
        let message = format!("the body ({}) is not text: ask for it with `format: \"base64\"`", kind.written);
        return Err(("not-text", message));
    }
    text::decode(bytes, kind.charset.as_deref(), kind.class == Class::Html).map_err(|charset| {
        let message = format!("the body's charset {charset:?} is not known here: ask for it with `format: \"base64\"`");
        ("charset", message)
    })
}

fn json(bytes: &[u8], kind: &Kind) -> Result<Value, Wrong> {
    serde_json::from_slice(without_mark(bytes)).map_err(|error| {
        let message = format!("the body ({}) is not JSON: {error}; ask for it with `format: \"text\"`", kind.written);
        ("not-json", message)
    })
}

fn markdown(bytes: &[u8], kind: &Kind) -> Result<(Format, Value), Wrong> {
    let text = text(bytes, kind)?;
    let is_html = kind.class == Class::Html || (kind.class == Class::Unknown && text.trim_start().starts_with('<'));
    if !is_html {
        return Ok((Format::Text, Value::String(text)));
    }
    let options = html_markdown::Options::default();
    match html_markdown::convert(&text, &options) {
        Ok(markdown) => Ok((Format::Markdown, Value::String(markdown))),
        Err(error) => Err(("markdown", format!("{error}; or ask for it with `format: \"text\"`"))),
    }
}

/// JSON has no byte order mark; some servers send one.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn listed(headers: &Headers) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers.iter() {
        let (name, value) = (name.to_ascii_lowercase(), String::from_utf8_lossy(value));
        let separator = if name == "set-cookie" { "\n" } else { ", " };
        match all.get_mut(&name) {
            Some(values) => {
                values.push_str(separator);
                values.push_str(&value);
            }
            None => {
                all.insert(name, value.into_owned());
            }
        }
    }
    all
}

impl Kind {
    fn of(content_type: Option<&str>) -> Self {
        let written = content_type.unwrap_or_default().trim();
        let mut parts = written.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
        let charset = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            let value = value.trim().trim_matches('"');
            (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
        });
        let written = if written.is_empty() { "of no content type" } else { written };
        Self { class: class(&essence), charset, written: written.chars().take(100).collect() }
    }
}

fn class(essence: &str) -> Class {
    let (family, name) = essence.split_once('/').unwrap_or((essence, ""));
    match (family, name) {
        ("", _) => Class::Unknown,
        (_, "json") => Class::Json,
        (_, name) if name.ends_with("+json") => Class::Json,
        ("text", "html") | ("application", "xhtml+xml") => Class::Html,
        ("text", _) => Class::Text,
        (_, name) if name.ends_with("+xml") => Class::Text,
        (
            "application",
            "xml"
            | "javascript"
            | "ecmascript"
            | "x-javascript"
            | "x-www-form-urlencoded"
            | "yaml"
            | "x-yaml"
            | "toml"
            | "sql"
            | "graphql"
            | "x-ndjson"
            | "ndjson"
            | "jsonl"
            | "json-seq"
            | "x-sh",
        ) => Class::Text,
        _ => Class::Binary,
    }
}

#[cfg(test)]
mod tests {
    use toolgate_guest::serde_json::json;

    use super::*;

    fn answer(content_type: &str, bytes: &[u8], wanted: Format) -> Result<(Format, Value), String> {
        let mut headers = Headers::new();
        if !content_type.is_empty() {
            headers.append("Content-Type", content_type);
        }
        Answer::new((200, "http://a/".to_owned(), 0), &headers, bytes, wanted)
            .map(|answer| (answer.format, answer.body))
            .map_err(|failure| failure.data.expect("data")["code"].as_str().expect("a code").to_owned())
    }

    fn auto(content_type: &str, bytes: &[u8]) -> (Format, Value) {
        answer(content_type, bytes, Format::Auto).expect("no failure")
    }

    #[test]
    fn a_body_is_what_its_type_says() {
        assert_eq!(auto("application/json", b"\xef\xbb\xbf{\"a\":1}"), (Format::Json, json!({"a": 1})));
        assert_eq!(auto("application/problem+JSON; charset=utf-8", b"[1]"), (Format::Json, json!([1])));
        assert_eq!(auto("application/json", b"<html>"), (Format::Text, json!("<html>")));
        assert_eq!(auto("text/plain; charset=\"latin1\"", b"\xf6"), (Format::Text, json!("ö")));
        assert_eq!(auto("text/html; charset=big5", b"\xa4"), (Format::Base64, json!("pA==")));
        assert_eq!(auto("image/svg+xml", b"<svg/>"), (Format::Text, json!("<svg/>")));
        assert_eq!(auto("image/png", b"abc"), (Format::Base64, json!("YWJj")));
        assert_eq!(auto("", b"abc"), (Format::Text, json!("abc")));
        assert_eq!(auto("", b"\xff"), (Format::Base64, json!("/w==")));
        assert_eq!(auto("application/json", b""), (Format::Text, json!("")));
    }

    #[test]
    fn a_body_is_what_was_asked_for_or_a_failure() {
        let html = "<h1>Häuser</h1>".as_bytes();
        assert_eq!(answer("text/html", html, Format::Markdown), Ok((Format::Markdown, json!("# Häuser"))));
        assert_eq!(answer("", html, Format::Markdown), Ok((Format::Markdown, json!("# Häuser"))));
        assert_eq!(answer("text/plain", b"a", Format::Markdown), Ok((Format::Text, json!("a"))));
        assert_eq!(answer("text/plain", b"[1]", Format::Json), Ok((Format::Json, json!([1]))));
        assert_eq!(answer("application/json", b"[1", Format::Json), Err("not-json".to_owned()));
        assert_eq!(answer("image/png", b"\xff", Format::Text), Err("not-text".to_owned()));
        assert_eq!(answer("text/plain; charset=big5", b"\xff", Format::Text), Err("charset".to_owned()));
        assert_eq!(answer("text/plain", b"a", Format::Base64), Ok((Format::Base64, json!("YQ=="))));
    }

    #[test]
    fn headers_of_one_name_are_joined() {
        let mut headers = Headers::new();
        for (name, value) in [("Set-Cookie", "a=1"), ("set-cookie", "b=2"), ("Vary", "x"), ("vary", "y")] {
            headers.append(name, value);
        }
        let all = listed(&headers);
        assert_eq!((all["set-cookie"].as_str(), all["vary"].as_str()), ("a=1\nb=2", "x, y"));
    }
}
