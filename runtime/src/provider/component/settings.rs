//! What an operator sets for a plugin: checked once against the plugin's own schema, read by `wasi:config`.

use serde_json::{Map, Value};

use super::super::bindings::wasi::config::store::{self, Error};
use super::PluginState;
use crate::catalog::{Schema, describe};
use crate::json::Json;

/// Settings that fit the plugin's schema, in the forms in which it may ask for them.
#[derive(Debug)]
pub(super) struct Settings {
    /// One JSON object.
    whole: String,
    /// Strings as their text, anything else as JSON.
    by_name: Vec<(String, String)>,
}

impl Settings {
    /// Settings that nothing checks yet, for the moment in which the plugin says its schema.
    pub(super) fn none() -> Self {
        Self { whole: "{}".to_owned(), by_name: Vec::new() }
    }

    /// Checks the settings; those of a plugin without a schema are none.
    ///
    /// # Errors
    /// Which setting is wrong and why, or that the schema is.
    pub(super) fn check(schema: Option<&str>, given: &Map<String, Value>) -> Result<Self, String> {
        let Some(schema) = schema else {
            return match given.keys().next() {
                None => Ok(Self::none()),
                Some(name) => Err(format!("it has no settings, and `{name}` is set: remove its `settings`")),
            };
        };
        let schema: Value =
            serde_json::from_str(schema).map_err(|error| format!("its settings' schema is not JSON: {error}"))?;
        let schema = Schema::compile(&schema)
            .map_err(|reason| format!("its settings' schema is not a JSON Schema: {reason}"))?;
        let whole = Json::from(Value::Object(given.clone()));
        schema
            .check(&whole)
            .map_err(|violations| format!("its settings break their schema: {}", describe(&violations)))?;
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        Ok(Self {
            whole: whole.as_str().to_owned(),
            by_name: given.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
        })
    }
}

impl store::Host for PluginState {
    fn get(&mut self, key: String) -> Result<Option<String>, Error> {
        let settings = &self.settings;
        if key.is_empty() {
            return Ok(Some(settings.whole.clone()));
        }
        Ok(settings.by_name.iter().find(|(name, _)| *name == key).map(|(_, value)| value.clone()))
    }

    fn get_all(&mut self) -> Result<Vec<(String, String)>, Error> {
        Ok(self.settings.by_name.clone())
    }
}
