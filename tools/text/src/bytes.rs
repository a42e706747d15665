//! `hash` and `base64`: bytes that came as text, and go as text. Bytes that are no text are said to be so, never replaced.

use ::base64::Engine;
use ::base64::alphabet;
use ::base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha2::Digest;
use toolgate_guest::serde_json::json;
use toolgate_guest::{ToolFailure, schema, tool};

use crate::failure::{check_length, invalid};

/// Which function.
#[schema]
#[derive(Clone, Copy, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Algorithm {
    Sha256,
    Sha512,
    Sha1,
    Md5,
    Blake3,
}

/// How the hash is written.
#[schema]
#[derive(Clone, Copy, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Digits {
    Hex,
    Base64,
}

/// Computes a hash of a text (of its UTF-8) or of bytes. SHA-1 and MD5 are for comparing with what others computed, not for security.
#[tool(title = "Hash", read_only, idempotent, open_world = false)]
pub(crate) async fn hash(
    /// The text. Give this or `base64`.
    text: Option<String>,
    /// Bytes that are no text, as base64.
    base64: Option<String>,
    #[tool(default = Algorithm::Sha256)] algorithm: Algorithm,
    /// How the hash is written.
    #[tool(default = Digits::Hex)]
    encoding: Digits,
) -> Result<String, ToolFailure> {
    let bytes = match (text, base64) {
        (Some(text), None) => {
            check_length("text", &text)?;
            text.into_bytes()
        }
        (None, Some(base64)) => decoded("base64", &base64)?,
        _ => return Err(invalid("", "give either `text` or `base64`")),
    };
    let hash = match algorithm {
        Algorithm::Sha256 => sha2::Sha256::digest(&bytes).to_vec(),
        Algorithm::Sha512 => sha2::Sha512::digest(&bytes).to_vec(),
        Algorithm::Sha1 => sha1::Sha1::digest(&bytes).to_vec(),
        Algorithm::Md5 => md5::Md5::digest(&bytes).to_vec(),
        Algorithm::Blake3 => blake3::hash(&bytes).as_bytes().to_vec(),
    };
    Ok(match encoding {
        Digits::Hex => hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        Digits::Base64 => STANDARD.encode(hash),
    })
}

/// Encodes a text (its UTF-8) as base64, or decodes base64 to a text.
#[tool(title = "Base64", read_only, idempotent, open_world = false)]
pub(crate) async fn base64(
    /// What to encode; with `decode`, the base64. Decoding takes both alphabets, with padding or without, and passes over line breaks.
    text: String,
    #[tool(default = false)] decode: bool,
    /// Encoding: `-` and `_` for `+` and `/`, and no padding.
    #[tool(default = false)]
    url_safe: bool,
) -> Result<String, ToolFailure> {
    check_length("text", &text)?;
    match (decode, url_safe) {
        (true, _) => String::from_utf8(decoded("text", &text)?).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            ToolFailure::failed(format!("the decoded bytes are not UTF-8 (byte {at} is no part of a character)"))
                .with_data(json!({"code": "not-text", "offset": at}))
        }),
        (false, true) => Ok(URL_SAFE.encode(text)),
        (false, false) => Ok(STANDARD.encode(text)),
    }
}

const ANY_PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, ANY_PADDING);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, ANY_PADDING.with_encode_padding(false));

fn decoded(name: &str, text: &str) -> Result<Vec<u8>, ToolFailure> {
    check_length(name, text)?;
    let digits = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        byte => byte,
    });
    STANDARD.decode(digits.collect::<Vec<u8>>()).map_err(|error| {
        ToolFailure::failed(format!("`{name}` is not base64: {error}").to_lowercase())
            .with_data(json!({"code": "not-base64"}))
    })
}
