//! `#[tool]`: a function in, the function and an implementation of `Tool` out. Looks at nothing but the function's own tokens.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, ExprLit, Ident, Item, ItemFn, Lit, LitStr, Meta, Result, ReturnType, Type};

use crate::argument::Argument;
use crate::options::Options;

/// Names that a type beside the function would take from the language.
const PRIMITIVES: &[&str] = &[
    "bool", "char", "str", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128",
    "usize",
];

/// The whole expansion.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let options = Options::parse(options)?;
    let mut function = match syn::parse2(item)? {
        Item::Fn(function) => function,
        other => return Err(Error::new_spanned(other, "`#[tool]` goes on a function with a body")),
    };
    check(&function)?;
    let arguments = function.sig.inputs.iter_mut().map(Argument::take).collect::<Result<Vec<_>>>()?;
    let input = Input::of(&function, &arguments)?;
    let tool = implementation(&function, &options, &input)?;
    Ok(quote! {
        #[allow(clippy::too_many_arguments, reason = "a caller names them")]
        #function
        #tool
    })
}

fn check(function: &ItemFn) -> Result<()> {
    let signature = &function.sig;
    let refused: Option<(&dyn ToTokens, &str)> = if let Some(token) = &signature.constness {
        Some((token, "a tool can't be `const`"))
    } else if let Some(token) = &signature.unsafety {
        Some((token, "a tool can't be `unsafe`: everyone may call it"))
    } else if let Some(token) = &signature.abi {
        Some((token, "a tool is a plain Rust function: drop the ABI"))
    } else if !signature.generics.params.is_empty() {
        Some((&signature.generics, "a tool can't be generic: its schema is that of one type"))
    } else if let Some(token) = &signature.variadic {
        Some((token, "a tool can't be variadic"))
    } else if PRIMITIVES.iter().any(|name| signature.ident == name) {
        Some((&signature.ident, "this is a type's name: call the function something else, and give `name = \"..\"`"))
    } else {
        None
    };
    match refused {
        Some((tokens, message)) => Err(Error::new_spanned(tokens, message)),
        None => Ok(()),
    }
}

/// How arguments come out of JSON.
struct Input {
    /// The type that is deserialised.
    ty: TokenStream,
    /// Its definition, where it is ours.
    definition: TokenStream,
    /// The function's arguments, made of a value `input` of that type.
    call: TokenStream,
}

impl Input {
    fn of(function: &ItemFn, arguments: &[Argument]) -> Result<Self> {
        if let [Argument { ty, flatten: Some(_), .. }] = arguments {
            return Ok(Input { ty: ty.to_token_stream(), definition: TokenStream::new(), call: quote!(input) });
        }
        if let Some(span) = arguments.iter().find_map(|argument| argument.flatten) {
            return Err(Error::new(span, "`flatten` is for an only argument: move the others into its struct"));
        }
        let ty = format_ident!("__ArgumentsOf_{}", function.sig.ident);
        let names: Vec<&Ident> = arguments.iter().filter_map(|argument| argument.name.as_ref()).collect();
        let (fields, defaults): (Vec<_>, Vec<_>) =
            arguments.iter().zip(&names).map(|(argument, name)| argument.field(name)).unzip();
        let definition = quote! {
            #(#defaults)*

            #[derive(
                ::toolgate_guest::serde::Deserialize,
                ::toolgate_guest::schemars::JsonSchema,
            )]
            #[serde(crate = "::toolgate_guest::serde", deny_unknown_fields)]
            #[schemars(crate = "::toolgate_guest::schemars")]
            #[allow(non_camel_case_types, missing_docs)]
            struct #ty { #(#fields,)* }
        };
        Ok(Input { ty: quote!(#ty), definition, call: quote!(#(input.#names),*) })
    }
}

fn implementation(function: &ItemFn, options: &Options, input: &Input) -> Result<TokenStream> {
    let ItemFn { vis, sig, .. } = function;
    let ident = &sig.ident;
    let gates: Vec<&Attribute> = function.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect();
    let name = match &options.name {
        Some(name) => name.clone(),
        None => LitStr::new(&ident.unraw().to_string(), ident.span()),
    };
    let title = optional(options.title.as_ref());
    let description = optional(description(&function.attrs).as_ref());
    let annotations = options.annotations();
    let timeout_ms = match options.timeout_ms {
        Some(millis) => quote!(::core::option::Option::Some(#millis)),
        None => quote!(::core::option::Option::None),
    };
    let Input { ty, definition, call } = input;
    let (output, answer) = output(&sig.output)?;
    let wait = sig.asyncness.map(|_| quote!(.await));
    let unused = call.is_empty().then(|| quote!(let _ = input;));

    Ok(quote! {
        #(#gates)*
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #vis enum #ident {}

        #(#gates)*
        const _: () = {
            #definition

            impl ::toolgate_guest::Tool for #ident {
                const NAME: &'static str = #name;

                fn definition() -> ::toolgate_guest::ToolDefinition {
                    ::toolgate_guest::ToolDefinition {
                        name: <::std::string::String as ::core::convert::From<&str>>::from(#name),
                        title: #title,
                        description: #description,
                        input_schema: ::toolgate_guest::__private::input_schema::<#ty>(),
                        output_schema: ::toolgate_guest::__private::output_schema::<#output>(),
                        annotations: #annotations,
                        timeout_ms: #timeout_ms,
                    }
                }

                async fn call(
                    arguments: &str,
                ) -> ::core::result::Result<::std::string::String, ::toolgate_guest::ToolFailure> {
                    let input = ::toolgate_guest::__private::arguments::<#ty>(arguments)?;
                    #unused
                    let output = #ident(#call)#wait;
                    #answer
                }
            }
        };
    })
}

/// The type of the result's value, and the code that turns `output` into what `call` returns.
fn output(output: &ReturnType) -> Result<(TokenStream, TokenStream)> {
    let ty = match output {
        ReturnType::Default => return Ok((quote!(()), quote!(::toolgate_guest::__private::result(&output)))),
        ReturnType::Type(_, ty) => ty,
    };
    match &**ty {
        Type::ImplTrait(ty) => {
            Err(Error::new_spanned(ty, "a tool's result has one type, so that it has a schema: name it"))
        }
        Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Result") => {
            let value = quote_spanned!(ty.span()=> <#ty as ::toolgate_guest::__private::Outcome>::Value);
            let outcome = quote_spanned!(ty.span()=> <#ty as ::toolgate_guest::__private::Outcome>::outcome(output));
            Ok((value, quote!(::toolgate_guest::__private::result(&#outcome?))))
        }
        ty => Ok((ty.to_token_stream(), quote!(::toolgate_guest::__private::result(&output)))),
    }
}

fn optional<T: ToTokens>(text: Option<&T>) -> TokenStream {
    match text {
        Some(text) => quote!(::core::option::Option::Some(
            <::std::string::String as ::core::convert::From<&str>>::from(::core::primitive::str::trim(#text))
        )),
        None => quote!(::core::option::Option::None),
    }
}

/// The doc comment as one expression; `#[doc = include_str!(..)]` is one as well.
fn description(attributes: &[Attribute]) -> Option<TokenStream> {
    let lines: Vec<TokenStream> = attributes.iter().filter_map(doc_line).collect();
    (!lines.is_empty()).then(|| quote!(::core::concat!(#(#lines, "\n"),*)))
}

fn doc_line(attribute: &Attribute) -> Option<TokenStream> {
    let Meta::NameValue(meta) = &attribute.meta else { return None };
    if !meta.path.is_ident("doc") {
        return None;
    }
    match &meta.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
            let line = text.value();
            Some(line.strip_prefix(' ').unwrap_or(&line).to_token_stream())
        }
        value => Some(value.to_token_stream()),
    }
}
