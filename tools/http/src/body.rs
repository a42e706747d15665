//! The body of a request, out of the one argument that holds it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use toolgate_guest::ToolFailure;
use toolgate_guest::http::Request;
use toolgate_guest::serde_json::Value;

use crate::tools::{Fields, pairs};
use crate::{MAX_BODY, limit};

/// What a call says of its body: at most one of them.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) json: Option<Value>,
    pub(crate) form: Option<Fields>,
    pub(crate) text: Option<String>,
    pub(crate) base64: Option<String>,
}

/// Puts the body into a request, with its content type where no header says it.
pub(crate) fn fill(request: Request, parts: Parts) -> Result<Request, ToolFailure> {
    let filled = match parts {
        Parts { json: None, form: None, text: None, base64: None } => return Ok(request),
        Parts { json: Some(json), form: None, text: None, base64: None } => request.json(&json),
        Parts { json: None, form: Some(form), text: None, base64: None } => request.form(pairs(form)),
        Parts { json: None, form: None, text: Some(text), base64: None } => request.text(text),
        Parts { json: None, form: None, text: None, base64: Some(base64) } => {
            let bytes = STANDARD
                .decode(&base64)
                .map_err(|error| ToolFailure::invalid_arguments(format!("`base64` is not base64: {error}")))?;
            request.body(bytes)
        }
        _ => {
            return Err(ToolFailure::invalid_arguments(
                "a request has one body: keep one of `json`, `form`, `text` and `base64`",
            ));
        }
    };
    let size = filled.body_len();
    if size > MAX_BODY {
        let message = format!("the body of the request has {size} bytes, more than {MAX_BODY}: send it in parts");
        return Err(limit(message, "request body", MAX_BODY as u64, ""));
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use toolgate_guest::FailureKind;
    use toolgate_guest::serde_json::json;

    use super::*;

    fn kind(parts: Parts) -> FailureKind {
        fill(Request::post("http://a/"), parts).expect_err("a failure").kind
    }

    #[test]
    fn a_request_has_one_body() {
        let (json, text) = (Some(json!(1)), Some("x".to_owned()));
        assert_eq!(kind(Parts { json, text, ..Parts::default() }), FailureKind::InvalidArguments);
        let base64 = Some("?".to_owned());
        assert_eq!(kind(Parts { base64, ..Parts::default() }), FailureKind::InvalidArguments);
        let text = Some("x".repeat(MAX_BODY + 1));
        assert_eq!(kind(Parts { text, ..Parts::default() }), FailureKind::LimitExceeded);
    }
}
