//! The plugin of the README, as it stands there. How small it is, is tested.

use toolgate_guest::{plugin, tool};

/// Greets somebody.
#[tool(read_only)]
async fn greet(
    /// Whom to greet.
    name: String,
) -> String {
    format!("Hello, {name}!")
}

plugin!(greet);
