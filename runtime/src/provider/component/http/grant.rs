//! Which hosts a plugin may reach, and how. Decides; never resolves or connects.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use hyper::Method;
use hyper::http::uri::Scheme;

use super::address::is_public;

/// One pattern of hosts that a plugin may reach over HTTP.
///
/// A pattern is `[SCHEME://]HOST[:PORT]`. `SCHEME` is `http` or `https`; without it both are meant. `HOST` is a name, an IP
/// address (IPv6 in brackets), `*.NAME` for every name below `NAME`, or `*` for every host. Without `PORT` it is the scheme's
/// own, 80 or 443.
///
/// Addresses that are not public (loopback, private, link-local and the like) are refused, whatever name led to them, unless
/// the pattern is that very address, or `localhost` for loopback, or [`private`](HttpGrant::private) allows them.
///
/// ```
/// use toolgate::provider::HttpGrant;
///
/// let grant: HttpGrant = "https://*.example.com".parse()?;
/// let grant = grant.methods(["GET", "POST"])?;
/// assert_eq!(grant.to_string(), "https://*.example.com (GET, POST)");
/// assert!("https://example.com/path".parse::<HttpGrant>().is_err());
/// # Ok::<_, String>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpGrant {
    scheme: Option<Scheme>,
    host: Host,
    port: Option<u16>,
    /// `None` stands for every method.
    methods: Option<Vec<Method>>,
    private: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Host {
    Any,
    /// Names that end with this; it begins with a dot.
    Below(String),
    Name(String),
    Address(IpAddr),
}

/// The most bytes of a host's name: DNS has no longer ones (RFC 1035, 2.3.4).
const MAX_HOST: usize = 253;

impl HttpGrant {
    /// The methods that it allows. Default: `GET` and `HEAD`.
    ///
    /// # Errors
    /// A word that is no HTTP method.
    pub fn methods<'a>(mut self, methods: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let method = |name: &str| match Method::from_bytes(name.as_bytes()) {
            Ok(method) if !name.bytes().any(|byte| byte.is_ascii_lowercase()) => Ok(method),
            _ => Err(format!("`{name}` is no HTTP method: write GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS")),
        };
        self.methods = Some(methods.into_iter().map(method).collect::<Result<_, _>>()?);
        Ok(self)
    }

    /// Allows every method.
    #[must_use]
    pub fn any_method(mut self) -> Self {
        self.methods = None;
        self
    }

    /// Whether the hosts may be at addresses that are not public. Default: not.
    #[must_use]
    pub fn private(mut self, private: bool) -> Self {
        self.private = private;
        self
    }

    fn covers(&self, scheme: &Scheme, host: &Target, port: u16) -> bool {
        let default = if *scheme == Scheme::HTTPS { 443 } else { 80 };
        self.scheme.as_ref().is_none_or(|own| own == scheme)
            && self.port.unwrap_or(default) == port
            && match (&self.host, host) {
                (Host::Any, _) => true,
                (Host::Below(suffix), Target::Name(name)) => {
                    name.len() > suffix.len() && name.ends_with(suffix.as_str())
                }
                (Host::Name(own), Target::Name(name)) => own == name,
                (Host::Address(own), Target::Address(address)) => own == address,
                _ => false,
            }
    }

    fn allows_address(&self, address: IpAddr) -> bool {
        self.private
            || is_public(address)
            || match &self.host {
                Host::Address(own) => *own == address,
                Host::Name(name) => name == "localhost" && address.is_loopback(),
                _ => false,
            }
    }
}

impl FromStr for HttpGrant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const FORM: &str =
            "write [SCHEME://]HOST[:PORT], such as api.example.com, https://*.example.com or 127.0.0.1:8080";
        let wrong = |what: &str| format!("`{text}` is no pattern of hosts: {what}; {FORM}");
        let (scheme, rest) = match text.split_once("://") {
            None => (None, text),
            Some(("http", rest)) => (Some(Scheme::HTTP), rest),
            Some(("https", rest)) => (Some(Scheme::HTTPS), rest),
            Some(_) => return Err(wrong("the scheme is http or https")),
        };
        if let Some(bad) = rest.chars().find(|c| matches!(c, '/' | '?' | '#' | '@') || c.is_whitespace()) {
            return Err(wrong(&format!("it holds {bad:?}")));
        }
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (
                host,
                Some(
                    port.parse()
                        .ok()
                        .filter(|port| *port != 0)
                        .ok_or_else(|| wrong("the port is a number from 1 to 65535"))?,
                ),
            ),
            _ => (rest, None),
        };
        let host = match host {
            "*" => Host::Any,
            host => match host.strip_prefix('*') {
                Some(below) if below.len() > 1 && below.starts_with('.') => {
                    Host::Below(name(below).ok_or_else(|| wrong("its host is no name"))?)
                }
                _ => match Target::of(host).ok_or_else(|| wrong("its host is no name and no address"))? {
                    Target::Address(address) => Host::Address(address),
                    Target::Name(name) => Host::Name(name),
                },
            },
        };
        Ok(Self { scheme, host, port, methods: Some(vec![Method::GET, Method::HEAD]), private: false })
    }
}

impl fmt::Display for HttpGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(scheme) = &self.scheme {
            write!(f, "{scheme}://")?;
        }
        match &self.host {
            Host::Any => f.write_str("*")?,
            Host::Below(suffix) => write!(f, "*{suffix}")?,
            Host::Name(name) => f.write_str(name)?,
            Host::Address(IpAddr::V6(address)) => write!(f, "[{address}]")?,
            Host::Address(address) => write!(f, "{address}")?,
        }
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        match &self.methods {
            None => f.write_str(" (any method)"),
            Some(methods) => {
                let names: Vec<&str> = methods.iter().map(Method::as_str).collect();
                write!(f, " ({})", names.join(", "))
            }
        }
    }
}

/// Where a request goes, as it was written and in one spelling: names in lower case and without a last dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Name(String),
    Address(IpAddr),
}

impl Target {
    /// `None` for what is neither a name nor an address.
    pub(super) fn of(host: &str) -> Option<Self> {
        if let Some(inner) = host.strip_prefix('[') {
            return inner.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(|address| Self::Address(address.into()));
        }
        match host.parse::<IpAddr>() {
            Ok(address) => Some(Self::Address(address)),
            Err(_) => name(host).map(Self::Name),
        }
    }
}

fn name(host: &str) -> Option<String> {
    let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let labels = name.strip_prefix('.').unwrap_or(&name);
    let sound = !labels.is_empty() && labels.split('.').all(|label| !label.is_empty());
    (sound && name.len() <= MAX_HOST && name.bytes().all(plain)).then_some(name)
}

/// The grants that cover a request's method and host: what is left to ask is the address.
#[derive(Debug)]
pub(super) struct Allowed<'a>(Vec<&'a HttpGrant>);

impl Allowed<'_> {
    pub(super) fn address(&self, address: IpAddr) -> bool {
        self.0.iter().any(|grant| grant.allows_address(address))
    }
}

/// What of `grants` covers a request; the error says what is missing.
pub(super) fn allowed<'a>(
    grants: &'a [HttpGrant],
    method: &Method,
    scheme: &Scheme,
    host: &Target,
    port: u16,
) -> Result<Allowed<'a>, String> {
    let of_host: Vec<_> = grants.iter().filter(|grant| grant.covers(scheme, host, port)).collect();
    if of_host.is_empty() {
        return Err(match grants {
            [] => "no host is granted to this plugin".to_owned(),
            _ => format!("the host is not granted; granted are {}", listed(grants.iter())),
        });
    }
    let of_method: Vec<_> =
        of_host.iter().copied().filter(|grant| grant.methods.as_ref().is_none_or(|all| all.contains(method))).collect();
    if of_method.is_empty() {
        return Err(format!(
            "the method {method} is not granted for this host; granted is {}",
            listed(of_host.into_iter())
        ));
    }
    Ok(Allowed(of_method))
}

fn listed<'a>(grants: impl Iterator<Item = &'a HttpGrant>) -> String {
    const MOST: usize = 10;
    let all: Vec<String> = grants.map(ToString::to_string).collect();
    let more = if all.len() > MOST { ", …" } else { "" };
    format!("{}{more}", all[..all.len().min(MOST)].join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a request of that method is covered by the pattern, and whether at that address.
    fn check(pattern: &str, method: &str, url: &str, address: &str) -> Result<bool, String> {
        let grants = [pattern.parse::<HttpGrant>()?];
        let uri: hyper::Uri = url.parse().unwrap();
        let scheme = uri.scheme().unwrap().clone();
        let port = uri.port_u16().unwrap_or(if scheme == Scheme::HTTPS { 443 } else { 80 });
        let target = Target::of(uri.host().unwrap()).ok_or("no host")?;
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        Ok(allowed(&grants, &method, &scheme, &target, port)?.address(address.parse().unwrap()))
    }

    #[test]
    fn hosts_that_are_granted() {
        for (pattern, url) in [
            ("example.com", "https://example.com/"),
            ("example.com", "http://example.com/x?y=1"),
            ("Example.COM", "https://EXAMPLE.com./"),
            ("https://*.example.com", "https://a.b.example.com/"),
            ("*:8080", "http://any.example:8080/"),
            ("93.184.216.34", "http://93.184.216.34/"),
            ("[2606:2800::1]:81", "http://[2606:2800::1]:81/"),
        ] {
            assert_eq!(check(pattern, "GET", url, "93.184.216.34"), Ok(true), "{pattern} {url}");
        }
    }

    #[test]
    fn hosts_that_are_not() {
        for (pattern, url) in [
            ("example.com", "https://example.com:8443/"),
            ("example.com", "https://www.example.com/"),
            ("example.com", "https://example.com.evil.net/"),
            ("https://example.com", "http://example.com/"),
            ("*.example.com", "https://example.com/"),
            ("*.example.com", "https://evilexample.com/"),
            ("example.com:80", "https://example.com/"),
            ("127.0.0.1", "http://localhost/"),
            ("localhost", "http://127.0.0.1/"),
            ("93.184.216.34", "http://[::ffff:93.184.216.34]/"),
        ] {
            assert!(check(pattern, "GET", url, "93.184.216.34").is_err(), "{pattern} {url}");
        }
    }

    #[test]
    fn methods_are_granted_one_by_one() {
        let url = "https://example.com/";
        assert!(check("example.com", "HEAD", url, "93.184.216.34").is_ok());
        let refused = check("example.com", "POST", url, "93.184.216.34").unwrap_err();
        assert_eq!(refused, "the method POST is not granted for this host; granted is example.com (GET, HEAD)");
        assert!("example.com".parse::<HttpGrant>().unwrap().methods(["get"]).is_err());
    }

    #[test]
    fn addresses_that_are_not_public_are_granted_by_name_alone() {
        assert_eq!(check("*", "GET", "http://intern.example/", "10.0.0.1"), Ok(false));
        assert_eq!(check("example.com", "GET", "http://example.com/", "127.0.0.1"), Ok(false));
        assert_eq!(check("*", "GET", "http://127.0.0.1/", "127.0.0.1"), Ok(false));
        assert_eq!(check("127.0.0.1", "GET", "http://127.0.0.1/", "127.0.0.1"), Ok(true));
        assert_eq!(check("localhost", "GET", "http://localhost/", "::1"), Ok(true));
        assert_eq!(check("localhost", "GET", "http://localhost/", "10.0.0.1"), Ok(false));
        let grants = ["*".parse::<HttpGrant>().unwrap().private(true)];
        let target = Target::Name("intern.example".to_owned());
        let allowed = allowed(&grants, &Method::GET, &Scheme::HTTP, &target, 80).unwrap();
        assert!(allowed.address("10.0.0.1".parse().unwrap()));
    }

    #[test]
    fn patterns_that_mean_nothing() {
        for pattern in
            ["", "http://", "ftp://a", "a/b", "a@b", "a:0", "a:x", "*a", "*.", "a..b", "[::1", "a b", "a:70000"]
        {
            assert!(pattern.parse::<HttpGrant>().is_err(), "{pattern}");
        }
    }
}
