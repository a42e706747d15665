//! Where a redirect leads, and what of the request goes there (RFC 9110, 15.4, and what browsers make of it). Decides; never
//! sends.

use toolgate_guest::ToolFailure;
use toolgate_guest::http::{Headers, Url};
use toolgate_guest::serde_json::json;

use crate::failed;

/// What a redirect changes.
#[derive(Debug, PartialEq)]
pub(crate) struct Redirect {
    /// Where to.
    pub(crate) url: Url,
    /// Whether the next request is a GET without a body.
    pub(crate) becomes_get: bool,
}

/// Headers that say who asks: nobody's business at another origin.
const CREDENTIALS: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// Headers that are about a body.
const OF_THE_BODY: [&str; 4] = ["content-type", "content-encoding", "content-language", "content-location"];

/// The redirect that an answer is; `None` where it is none.
pub(crate) fn of(
    status: u16,
    location: Option<&[u8]>,
    from: &Url,
    method: &str,
    allow_downgrade: bool,
) -> Result<Option<Redirect>, ToolFailure> {
    let becomes_get = match status {
        301 | 302 => method == "POST",
        303 => !matches!(method, "GET" | "HEAD"),
        307 | 308 => false,
        _ => return Ok(None),
    };
    let Some(location) = location else { return Ok(None) };
    let location = String::from_utf8_lossy(location);
    let shown: String = location.chars().take(200).collect();
    let mut url = from
        .join(&location)
        .map_err(|error| failed("redirect", format!("the answer redirects to {shown:?}: {error}"), from.as_str()))?;
    if !matches!(url.scheme(), "http" | "https") {
        let message = format!("the answer redirects to {shown:?}, which is neither `http:` nor `https:`");
        return Err(failed("redirect", message, from.as_str()));
    }
    if from.scheme() == "https" && url.scheme() == "http" && !allow_downgrade {
        let message = format!(
            "the answer redirects from https to {shown:?}: allow that with `allow_downgrade: true` of `request`, or ask \
             for the https address"
        );
        return Err(ToolFailure::denied(message).with_data(json!({"code": "downgrade", "url": from.as_str()})));
    }
    if url.fragment().is_none() {
        url.set_fragment(from.fragment());
    }
    Ok(Some(Redirect { url, becomes_get }))
}

impl Redirect {
    /// Leaves out the headers that don't go along.
    pub(crate) fn strip(&self, headers: &mut Headers, from: &Url) {
        if self.url.origin() != from.origin() {
            CREDENTIALS.iter().for_each(|name| headers.remove(name));
        }
        if self.becomes_get {
            OF_THE_BODY.iter().for_each(|name| headers.remove(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use toolgate_guest::FailureKind;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    fn leads(status: u16, method: &str, from: &str, location: &str) -> Option<(String, bool)> {
        let redirect = of(status, Some(location.as_bytes()), &url(from), method, false).expect("no failure")?;
        Some((redirect.url.into(), redirect.becomes_get))
    }

    fn kind(from: &str, location: &str) -> FailureKind {
        of(302, Some(location.as_bytes()), &url(from), "GET", false).expect_err("a failure").kind
    }

    #[test]
    fn methods_change_as_in_browsers() {
        for (status, method, becomes_get) in [
            (301, "POST", true),
            (302, "POST", true),
            (302, "PUT", false),
            (303, "PUT", true),
            (303, "HEAD", false),
            (307, "POST", false),
            (308, "POST", false),
        ] {
            let there = Some(("http://a/y".to_owned(), becomes_get));
            assert_eq!(leads(status, method, "http://a/x", "/y"), there, "{status} {method}");
        }
        assert_eq!(leads(304, "GET", "http://a/x", "/y"), None);
        assert_eq!(leads(200, "GET", "http://a/x", "/y"), None);
        assert_eq!(of(302, None, &url("http://a/"), "GET", false), Ok(None));
    }

    #[test]
    fn locations_are_relative_to_where_they_are() {
        let to = |from: &str, location: &str| leads(302, "GET", from, location).expect("a redirect").0;
        assert_eq!(to("http://a/b/c?d#e", "f"), "http://a/b/f#e");
        assert_eq!(to("http://a/b/c", "//evil.example/x"), "http://evil.example/x");
        assert_eq!(to("http://a/", "http://0x7f.1/"), "http://127.0.0.1/");
        assert_eq!(to("http://a/", "https://b/#g"), "https://b/#g");
    }

    #[test]
    fn some_lead_nowhere() {
        assert_eq!(kind("https://a/", "http://a/"), FailureKind::Denied);
        assert_eq!(kind("http://a/", "file:///etc/passwd"), FailureKind::Failed);
        assert_eq!(kind("http://a/", "http://[::1"), FailureKind::Failed);
        assert!(of(302, Some(b"http://a/"), &url("https://a/"), "GET", true).is_ok());
    }

    #[test]
    fn credentials_stay_at_their_origin() {
        let mut headers = Headers::new();
        for name in ["Authorization", "cookie", "accept", "Content-Type"] {
            headers.append(name, "x");
        }
        let left = |to: &str, becomes_get: bool| {
            let mut headers = headers.clone();
            Redirect { url: url(to), becomes_get }.strip(&mut headers, &url("http://a/"));
            headers.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(left("http://a/x", false), ["Authorization", "cookie", "accept", "Content-Type"]);
        assert_eq!(left("http://a/x", true), ["Authorization", "cookie", "accept"]);
        assert_eq!(left("http://a:81/", false), ["accept", "Content-Type"]);
        assert_eq!(left("http://b/", true), ["accept"]);
    }
}
