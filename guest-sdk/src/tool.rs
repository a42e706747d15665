//! One tool, and several that make a plugin: the two traits that the macros implement. What JSON text becomes here is typed
//! on the other side.

use serde_json::Value;

use crate::{ToolDefinition, ToolFailure};

/// A tool. [`tool`](macro@crate::tool) implements it for a type of the function's name.
pub trait Tool {
    /// Its name, unique in the plugin.
    const NAME: &'static str;

    /// What it says of itself.
    fn definition() -> ToolDefinition;

    /// Calls it: arguments and result are JSON text.
    #[expect(async_fn_in_trait, reason = "a guest has one thread")]
    async fn call(arguments: &str) -> Result<String, ToolFailure>;
}

/// A set of tools. [`plugin!`](crate::plugin) implements it for a type `Plugin`.
pub trait Provider {
    /// What the tools say of themselves, in the order in which they were given.
    fn definitions() -> Vec<ToolDefinition>;

    /// The JSON Schema of the plugin's settings; `None` where it has none.
    fn settings_schema() -> Option<Value> {
        None
    }

    /// Calls one of them: arguments and result are JSON text.
    #[expect(async_fn_in_trait, reason = "a guest has one thread")]
    async fn call(name: &str, arguments: &str) -> Result<String, ToolFailure>;
}

/// Makes the plugin of a crate out of its tools. Once per crate, in its root; it defines a type `Plugin`.
///
/// ```
/// use toolgate_guest::{plugin, tool};
///
/// mod words {
///     use toolgate_guest::tool;
///
///     /// Counts words.
///     #[tool(read_only)]
///     pub fn count(text: String) -> usize {
///         text.split_whitespace().count()
///     }
/// }
///
/// /// Turns a text around.
/// #[tool(read_only)]
/// fn reverse(text: String) -> String {
///     text.chars().rev().collect()
/// }
///
/// plugin!(words::count, reverse);
/// # fn main() {}
/// ```
///
/// Two tools of one name are a compile error, and so is what is no tool:
///
/// ```compile_fail,E0573
/// fn reverse(text: String) -> String {
///     text.chars().rev().collect()
/// }
///
/// toolgate_guest::plugin!(reverse);
/// # fn main() {}
/// ```
///
/// ```compile_fail,E0080
/// # use toolgate_guest::{plugin, tool};
/// #[tool]
/// fn hello() {}
///
/// #[tool(name = "hello")]
/// fn greet() {}
///
/// plugin!(hello, greet);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! plugin {
    () => {
        ::core::compile_error!("a plugin has at least one tool: plugin!(first, second)");
    };
    (settings: $settings:ty; $($tool:path),+ $(,)?) => {
        $crate::plugin!(@plugin [
            fn settings_schema() -> ::core::option::Option<$crate::serde_json::Value> {
                ::core::option::Option::Some($crate::__private::settings_schema::<$settings>())
            }
        ] $($tool),+);
    };
    ($($tool:path),+ $(,)?) => {
        $crate::plugin!(@plugin [] $($tool),+);
    };
    (@plugin [$($settings:tt)*] $($tool:path),+) => {
        /// This crate's tools.
        pub struct Plugin;

        impl $crate::Provider for Plugin {
            fn definitions() -> ::std::vec::Vec<$crate::ToolDefinition> {
                ::std::vec![$(<$tool as $crate::Tool>::definition()),+]
            }

            $($settings)*

            async fn call(
                name: &str,
                arguments: &str,
            ) -> ::core::result::Result<::std::string::String, $crate::ToolFailure> {
                $(
                    if name == <$tool as $crate::Tool>::NAME {
                        return <$tool as $crate::Tool>::call(arguments).await;
                    }
                )+
                ::core::result::Result::Err($crate::__private::unknown_tool(
                    name,
                    &[$(<$tool as $crate::Tool>::NAME),+],
                ))
            }
        }

        const _: () = $crate::__private::check_names(&[$(<$tool as $crate::Tool>::NAME),+]);

        #[cfg(target_family = "wasm")]
        #[allow(unsafe_code, reason = "the exports of a component are raw functions")]
        const _: () = {
            type Exported = $crate::__private::Exported<Plugin>;
            $crate::bindings::export!(Exported with_types_in $crate::bindings);
        };
    };
}
