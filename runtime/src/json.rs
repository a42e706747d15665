//! JSON text that is known to be valid. Never a tree: whoever needs one parses it once, where it is needed.

use std::fmt;
use std::sync::Arc;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// One JSON value as valid UTF-8 text, cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Json(Arc<String>);

impl Json {
    /// Checks that `text` is one JSON value, and takes it as it is.
    ///
    /// # Errors
    /// Where and why it is not JSON.
    pub fn parse(text: impl Into<String>) -> Result<Self, serde_json::Error> {
        let text = text.into();
        serde_json::from_str::<IgnoredAny>(&text)?;
        Ok(Self(Arc::new(text)))
    }

    /// Writes `value` as JSON.
    ///
    /// # Errors
    /// `value` has no JSON form: a map with keys that are not strings, say.
    pub fn from_serialize<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        Ok(Self(Arc::new(serde_json::to_string(value)?)))
    }

    /// `null`.
    #[must_use]
    pub fn null() -> Self {
        Self(Arc::new("null".to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads it as a Rust type.
    ///
    /// # Errors
    /// It has another shape.
    pub fn to<'a, T: Deserialize<'a>>(&'a self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.0)
    }

    /// Reads it as a tree.
    #[must_use]
    pub fn to_value(&self) -> serde_json::Value {
        // Valid by construction; what serde_json may still refuse is nesting past its recursion limit.
        serde_json::from_str(&self.0).unwrap_or(serde_json::Value::Null)
    }

    /// The text itself, shared.
    pub(crate) fn shared(&self) -> Arc<String> {
        Arc::clone(&self.0)
    }
}

impl Default for Json {
    fn default() -> Self {
        Self::null()
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        Self(Arc::new(value.to_string()))
    }
}

impl From<&serde_json::Value> for Json {
    fn from(value: &serde_json::Value) -> Self {
        Self(Arc::new(value.to_string()))
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(Arc::new(String::from(Box::<str>::from(raw)))))
    }
}
