//! What an operator set for the plugin, by `wasi:config`. Reads, and keeps nothing.

use serde::de::DeserializeOwned;

use crate::ToolFailure;

/// The plugin's settings, as its operator gave them: in `toolgate.toml`, under the provider, as `settings = { .. }`.
///
/// `T` is the type that [`plugin!`](crate::plugin) was told, so the host knows the schema: it checks the settings when it loads
/// the plugin, and refuses to load it where they don't fit.
///
/// ```
/// use toolgate_guest::{ToolFailure, plugin, schema, settings, tool};
///
/// /// Where the shop is.
/// #[schema]
/// struct Settings {
///     /// The address that all paths begin with.
///     base: String,
///     /// Items a page.
///     #[serde(default = "Settings::page")]
///     page: u32,
/// }
///
/// impl Settings {
///     fn page() -> u32 {
///         20
///     }
/// }
///
/// /// The address of one page of items.
/// #[tool(read_only)]
/// async fn address(page: u32) -> Result<String, ToolFailure> {
///     let settings = settings::<Settings>()?;
///     Ok(format!("{}/items?from={}&count={}", settings.base, page * settings.page, settings.page))
/// }
///
/// plugin!(settings: Settings; address);
///
/// # fn main() {
/// use toolgate_guest::serde_json::json;
/// use toolgate_guest::testing;
///
/// testing::set_settings(json!({ "base": "https://shop.example" }));
/// let address = testing::call::<Plugin>("address", json!({ "page": 2 }));
/// assert_eq!(address, Ok(json!("https://shop.example/items?from=40&count=20")));
/// # }
/// ```
///
/// # Errors
///
/// A failure that names the field where the settings don't fit `T`: a host that checked them against another schema.
pub fn settings<T: DeserializeOwned>() -> Result<T, ToolFailure> {
    let text = system::text()?;
    serde_json::from_str(&text).map_err(|error| {
        ToolFailure::failed(format!("the plugin's settings do not fit: {error}: its operator sets them"))
    })
}

#[cfg(target_family = "wasm")]
mod system {
    use crate::ToolFailure;
    use crate::bindings::wasi::config::store::{self, Error};

    /// The whole of the settings: the contract's empty key.
    pub(super) fn text() -> Result<String, ToolFailure> {
        match store::get("") {
            Ok(text) => Ok(text.unwrap_or_else(|| "{}".to_owned())),
            Err(Error::Upstream(reason) | Error::Io(reason)) => {
                Err(ToolFailure::unavailable(format!("the plugin's settings can't be read: {reason}")))
            }
        }
    }
}

#[cfg(not(target_family = "wasm"))]
pub(crate) mod system {
    use std::cell::RefCell;

    use crate::ToolFailure;

    thread_local! {
        static SETTINGS: RefCell<Option<String>> = const { RefCell::new(None) };
    }

    pub(crate) fn set(text: String) {
        SETTINGS.with_borrow_mut(|settings| *settings = Some(text));
    }

    pub(super) fn text() -> Result<String, ToolFailure> {
        Ok(SETTINGS.with_borrow(|settings| settings.clone().unwrap_or_else(|| "{}".to_owned())))
    }
}
