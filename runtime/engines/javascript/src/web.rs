//! What the prelude's Web classes need of Rust: UTF-8 and URLs.

use rquickjs::{Ctx, Exception, Function, Object, TypedArray, Value};
use url::Url;

pub(crate) fn install<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> rquickjs::Result<()> {
    native.set("encodeUtf8", Function::new(ctx.clone(), encode)?)?;
    native.set("decodeUtf8", Function::new(ctx.clone(), decode)?)?;
    native.set("urlParse", Function::new(ctx.clone(), url_parse)?)?;
    native.set("urlSet", Function::new(ctx.clone(), url_set)?)?;
    native.set("urlPart", Function::new(ctx.clone(), url_part)?)
}

fn encode<'js>(ctx: Ctx<'js>, text: String) -> rquickjs::Result<TypedArray<'js, u8>> {
    TypedArray::new(ctx, text.into_bytes())
}

/// Null where `fatal` and the bytes are not UTF-8.
#[expect(unsafe_code, reason = "the bytes are read where they are, not copied")]
fn decode<'js>(ctx: Ctx<'js>, bytes: TypedArray<'js, u8>, fatal: bool) -> rquickjs::Result<Value<'js>> {
    // SAFETY: no JavaScript runs while the bytes are borrowed, so the buffer can't be detached or changed.
    let Some(bytes) = (unsafe { bytes.as_bytes() }) else {
        return Err(Exception::throw_type(&ctx, "the buffer is detached"));
    };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) if fatal => return Ok(Value::new_null(ctx)),
        Err(_) => String::from_utf8_lossy(bytes),
    };
    Ok(rquickjs::String::from_str(ctx, &text)?.into_value())
}

/// The serialised URL, or null where it is none.
fn url_parse(href: String, base: Option<String>) -> Option<String> {
    let url = match base {
        Some(base) => Url::parse(&base).ok()?.join(&href).ok()?,
        None => Url::parse(&href).ok()?,
    };
    Some(url.into())
}

fn url_part(href: String, part: String) -> Option<String> {
    use url::quirks;
    let url = Url::parse(&href).ok()?;
    let text = match part.as_str() {
        "protocol" => quirks::protocol(&url),
        "username" => quirks::username(&url),
        "password" => quirks::password(&url),
        "host" => quirks::host(&url),
        "hostname" => quirks::hostname(&url),
        "port" => quirks::port(&url),
        "pathname" => quirks::pathname(&url),
        "search" => quirks::search(&url),
        "hash" => quirks::hash(&url),
        "origin" => return Some(quirks::origin(&url)),
        _ => return None,
    };
    Some(text.to_owned())
}

/// The URL with that part replaced; unchanged where the value can't be that part.
fn url_set(href: String, part: String, value: String) -> Option<String> {
    use url::quirks;
    let mut url = Url::parse(&href).ok()?;
    let set = match part.as_str() {
        "protocol" => quirks::set_protocol(&mut url, &value),
        "username" => quirks::set_username(&mut url, &value),
        "password" => quirks::set_password(&mut url, &value),
        "host" => quirks::set_host(&mut url, &value),
        "hostname" => quirks::set_hostname(&mut url, &value),
        "port" => quirks::set_port(&mut url, &value),
        other => {
            match other {
                "pathname" => quirks::set_pathname(&mut url, &value),
                "search" => quirks::set_search(&mut url, &value),
                "hash" => quirks::set_hash(&mut url, &value),
                _ => return None,
            }
            Ok(())
        }
    };
    // The setters of the Web ignore what they can't take, and leave the URL as it was.
    let (Ok(()) | Err(())) = set;
    Some(url.into())
}
