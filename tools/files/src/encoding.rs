//! Bytes as text, and back. Never guesses: what is not UTF-8 is said to be so.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use toolgate_guest::serde_json::json;
use toolgate_guest::{ToolFailure, schema};

/// How bytes stand in a text.
#[schema]
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Encoding {
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "base64")]
    Base64,
}

impl Encoding {
    /// The text, and how many of the bytes are in it. Where the bytes were `cut`, a last character that is not whole is left out.
    pub(crate) fn text(self, bytes: Vec<u8>, cut: bool, path: &str) -> Result<(String, usize), ToolFailure> {
        if self == Encoding::Base64 {
            return Ok((STANDARD.encode(&bytes), bytes.len()));
        }
        let bytes = match std::str::from_utf8(&bytes) {
            Ok(_) => bytes,
            Err(error) if cut && error.error_len().is_none() => {
                let mut bytes = bytes;
                bytes.truncate(error.valid_up_to());
                bytes
            }
            Err(error) => return Err(not_text(path, error.valid_up_to())),
        };
        let length = bytes.len();
        String::from_utf8(bytes)
            .map(|text| (text, length))
            .map_err(|error| not_text(path, error.utf8_error().valid_up_to()))
    }

    /// The bytes that a text stands for.
    pub(crate) fn bytes(self, text: String) -> Result<Vec<u8>, ToolFailure> {
        match self {
            Encoding::Utf8 => Ok(text.into_bytes()),
            Encoding::Base64 => STANDARD
                .decode(&text)
                .map_err(|error| ToolFailure::invalid_arguments(format!("`text` is not base64: {error}"))),
        }
    }
}

fn not_text(path: &str, at: usize) -> ToolFailure {
    ToolFailure::failed(format!(
        "`{path}` is not UTF-8 (byte {at} of what was read is no part of a character): read it with `encoding: \"base64\"`"
    ))
    .with_data(json!({"code": "not-text", "path": path}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_leaves_no_half_character() {
        let euro = "a€".as_bytes();
        assert_eq!(Encoding::Utf8.text(euro[..3].to_vec(), true, "/a"), Ok(("a".to_owned(), 1)));
        assert_eq!(Encoding::Utf8.text(euro.to_vec(), true, "/a"), Ok(("a€".to_owned(), 4)));
        assert!(Encoding::Utf8.text(euro[..3].to_vec(), false, "/a").is_err());
        assert!(Encoding::Utf8.text(vec![0xff, b'a'], true, "/a").is_err());
    }

    #[test]
    fn base64_goes_both_ways() {
        let (text, length) = Encoding::Base64.text(vec![0, 255, 16], false, "/a").expect("any bytes");
        assert_eq!((text.as_str(), length), ("AP8Q", 3));
        assert_eq!(Encoding::Base64.bytes(text), Ok(vec![0, 255, 16]));
        assert!(Encoding::Base64.bytes("?".to_owned()).is_err());
    }
}
