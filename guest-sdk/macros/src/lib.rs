//! The attributes of `toolgate-guest`. Use them through that crate, which also documents them by example; this one has no
//! other use, and expands to nothing but paths of `::toolgate_guest`.

mod argument;
mod options;
mod schema;
mod script;
#[cfg(all(test, feature = "spans"))]
mod tests;
mod tool;

use proc_macro::TokenStream;

/// Makes a tool of a function, `async` or not. The function stays what it was; beside it, under the same name, comes a type
/// for `toolgate_guest::plugin!`.
///
/// - The doc comment is the tool's description.
/// - Each argument is a property of the input schema, with its own doc comment as description. `Option<T>` may be left out.
/// - The return type is `T` or `Result<T, E>`. `T` gives the output schema; `E` is anything that implements `Display`, or
///   `ToolFailure`.
///
/// On the function, all of them optional:
///
/// | option | meaning | default |
/// |---|---|---|
/// | `name = ".."` | the tool's name: 1 to 128 ASCII letters, digits, `_`, `-`, `.` | the function's |
/// | `title = ".."` | a name for people | none |
/// | `timeout = ".."` | the most that a call should take: `"10s"`, `"1m 30s"`, `"250ms"`; 1 ms to 30 days | none: the host's alone |
/// | `read_only` | it changes nothing (`readOnlyHint`) | unknown |
/// | `destructive` | it may overwrite or delete (`destructiveHint`) | unknown |
/// | `idempotent` | calling it again changes nothing further (`idempotentHint`) | unknown |
/// | `open_world` | it reaches things outside of the host (`openWorldHint`) | unknown |
///
/// The last four take `= false` as well. Whatever `timeout` says, a host may allow less.
///
/// On an argument:
///
/// | option | meaning |
/// |---|---|
/// | `#[tool(default)]`, `#[tool(default = expr)]` | may be left out; the schema says the default |
/// | `#[tool(name = "..")]` | the property's name, where it can't be the argument's |
/// | `#[tool(flatten)]` | this only argument is a struct, and its fields are the arguments |
/// | `#[serde(..)]`, `#[schemars(..)]` | as on a struct's field: `#[schemars(range(min = 1))]`, say |
#[proc_macro_attribute]
pub fn tool(options: TokenStream, item: TokenStream) -> TokenStream {
    tool::expand(options.into(), item.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes a struct or an enum one that crosses as JSON: it derives `Serialize`, `Deserialize` and `JsonSchema`, so that it can
/// stand in arguments and in results, and refuses fields that it doesn't have (where nothing of it is `flatten`ed). Attributes
/// of serde and schemars work as ever, doc comments of fields and variants become descriptions.
///
/// Takes no options. A type that can do only one of the two directions derives what it can by hand, with
/// `#[serde(crate = "toolgate_guest::serde")]` and `#[schemars(crate = "toolgate_guest::schemars")]`.
#[proc_macro_attribute]
pub fn schema(options: TokenStream, item: TokenStream) -> TokenStream {
    schema::expand(options.into(), item.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes an orchestration script of an `async fn`. The function stays what it was, so that a test can call it; what it returns
/// is what whoever runs the script gets, and what its error says is how the run failed. Once per crate, in its root.
///
/// ```text
/// #[script]
/// async fn main(input: Input) -> Result<Report, ToolError> { .. }
/// ```
///
/// - The input is any type that can be deserialised, or there is none. JSON that doesn't fit it ends the run before the
///   function is called.
/// - The return type is `T` or `Result<T, E>`. `T` can be serialised; `E` implements `Display`. An error with a `ToolError` among
///   its causes (itself, in a `Box<dyn Error>`, in an `anyhow::Error`) is a `ToolError` to the host as well, with its data.
///
/// Takes no options.
#[proc_macro_attribute]
pub fn script(options: TokenStream, item: TokenStream) -> TokenStream {
    script::expand(options.into(), item.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}
