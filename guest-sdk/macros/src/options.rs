//! What stands in `#[tool(..)]` on a function. Reads and checks it; makes no code but the annotations' fields.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::parse::Parser;
use syn::{Error, Lit, LitBool, LitStr, Result, Token};

/// The longest name that the contract allows, in characters.
const LONGEST_NAME: usize = 128;
/// The longest timeout that may be suggested: thirty days, as on the command line.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The options of one tool, as written.
#[derive(Default)]
pub(crate) struct Options {
    /// Another name than the function's.
    pub(crate) name: Option<LitStr>,
    /// A name for people.
    pub(crate) title: Option<LitStr>,
    /// The most that a call may take, in milliseconds.
    pub(crate) timeout_ms: Option<u64>,
    read_only: Option<Hint>,
    destructive: Option<Hint>,
    idempotent: Option<Hint>,
    open_world: Option<Hint>,
}

/// One of MCP's hints, and where it was given.
struct Hint {
    value: bool,
    span: Span,
}

impl Options {
    /// Reads the tokens between the parentheses.
    pub(crate) fn parse(tokens: TokenStream) -> Result<Self> {
        let mut options = Options::default();
        syn::meta::parser(|meta| options.read(&meta)).parse2(tokens)?;
        options.check()?;
        Ok(options)
    }

    fn read(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        match meta.path.get_ident().map(ToString::to_string).as_deref() {
            Some("name") => set(&mut self.name, meta, tool_name(meta)?),
            Some("title") => set(&mut self.title, meta, meta.value()?.parse()?),
            Some("timeout") => set(&mut self.timeout_ms, meta, timeout_ms(meta)?),
            Some("read_only") => set(&mut self.read_only, meta, hint(meta)?),
            Some("destructive") => set(&mut self.destructive, meta, hint(meta)?),
            Some("idempotent") => set(&mut self.idempotent, meta, hint(meta)?),
            Some("open_world") => set(&mut self.open_world, meta, hint(meta)?),
            Some("description") => Err(meta.error("a tool's description is its doc comment: write `/// ..` above the function")),
            _ => Err(meta.error(
                "not an option of a tool: use `name`, `title`, `timeout`, `read_only`, `destructive`, `idempotent` or `open_world`",
            )),
        }
    }

    fn check(&self) -> Result<()> {
        match (&self.read_only, &self.destructive) {
            (Some(Hint { value: true, .. }), Some(Hint { value: true, span })) => {
                Err(Error::new(*span, "a tool that is `read_only` can't be `destructive`: drop one of the two"))
            }
            _ => Ok(()),
        }
    }

    /// The value of type `Annotations`.
    pub(crate) fn annotations(&self) -> TokenStream {
        let [read_only, destructive, idempotent, open_world] =
            [&self.read_only, &self.destructive, &self.idempotent, &self.open_world].map(|hint| match hint {
                Some(Hint { value, .. }) => quote!(::core::option::Option::Some(#value)),
                None => quote!(::core::option::Option::None),
            });
        quote!(::toolgate_guest::Annotations {
            read_only: #read_only,
            destructive: #destructive,
            idempotent: #idempotent,
            open_world: #open_world,
        })
    }
}

fn set<T>(slot: &mut Option<T>, meta: &ParseNestedMeta<'_>, value: T) -> Result<()> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(meta.error("given twice")),
    }
}

/// `read_only`, `read_only = true` or `read_only = false`.
fn hint(meta: &ParseNestedMeta<'_>) -> Result<Hint> {
    let value = match meta.input.peek(Token![=]) {
        true => meta.value()?.parse::<LitBool>()?.value,
        false => true,
    };
    Ok(Hint { value, span: syn::spanned::Spanned::span(&meta.path) })
}

/// `"10s"`, `"1m 30s"`, `"250ms"`.
fn timeout_ms(meta: &ParseNestedMeta<'_>) -> Result<u64> {
    let text: LitStr = match meta.value()?.parse()? {
        Lit::Str(text) => text,
        other => return Err(Error::new(other.span(), "a timeout is a text of numbers and units: `timeout = \"10s\"`")),
    };
    let duration = humantime::parse_duration(&text.value()).map_err(|error| {
        Error::new(text.span(), format!("not a time: {error}: write \"10s\", \"1m 30s\" or \"250ms\""))
    })?;
    match u64::try_from(duration.as_millis()) {
        Ok(millis) if millis > 0 && duration <= LONGEST_TIMEOUT => Ok(millis),
        _ => Err(Error::new(text.span(), "a timeout is 1 millisecond at least and 30 days at most")),
    }
}

fn tool_name(meta: &ParseNestedMeta<'_>) -> Result<LitStr> {
    let name: LitStr = meta.value()?.parse()?;
    let text = name.value();
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    match !text.is_empty() && text.len() <= LONGEST_NAME && text.chars().all(allowed) {
        true => Ok(name),
        false => Err(Error::new(name.span(), "a tool's name is 1 to 128 ASCII letters, digits, `_`, `-` or `.`")),
    }
}
