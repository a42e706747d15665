//! `#[schema]`: puts the three derives and their paths on a type. Changes nothing else of it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Error, Field, Fields, Item, Result};

/// The whole expansion.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> Result<TokenStream> {
    if !options.is_empty() {
        return Err(Error::new_spanned(
            options,
            "`#[schema]` takes no options: use `#[serde(..)]` and `#[schemars(..)]` below it",
        ));
    }
    let item = syn::parse2(item)?;
    let strict = match &item {
        Item::Struct(item) => matches!(item.fields, Fields::Named(_)) && strict(&item.attrs, item.fields.iter()),
        Item::Enum(item) => {
            let named = item.variants.iter().any(|variant| matches!(variant.fields, Fields::Named(_)));
            named && strict(&item.attrs, item.variants.iter().flat_map(|variant| variant.fields.iter()))
        }
        other => return Err(Error::new_spanned(other, "`#[schema]` goes on a struct or an enum")),
    };
    let strict = strict.then(|| quote!(#[serde(deny_unknown_fields)]));
    Ok(quote! {
        #[derive(
            ::toolgate_guest::serde::Serialize,
            ::toolgate_guest::serde::Deserialize,
            ::toolgate_guest::schemars::JsonSchema,
        )]
        #[serde(crate = "::toolgate_guest::serde")]
        #[schemars(crate = "::toolgate_guest::schemars")]
        #strict
        #item
    })
}

/// Whether unknown fields can be refused: serde can't do that beside `flatten`, nor for what is read as another type.
fn strict<'a>(attributes: &[Attribute], mut fields: impl Iterator<Item = &'a Field>) -> bool {
    !fields.any(|field| mentions(&field.attrs, &["flatten"]))
        && !mentions(attributes, &["deny_unknown_fields", "transparent", "from", "try_from", "remote"])
}

/// Whether one of serde's words stands in `#[serde(..)]`.
fn mentions(attributes: &[Attribute], words: &[&str]) -> bool {
    let mut found = false;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // What serde itself refuses is serde's to report, so an error here ends the search and nothing else.
        let _ = attribute.parse_nested_meta(|meta| {
            found |= words.iter().any(|word| meta.path.is_ident(word));
            if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<syn::Expr>()?;
            } else if meta.input.peek(syn::token::Paren) {
                meta.parse_nested_meta(|inner| {
                    if inner.input.peek(syn::Token![=]) {
                        inner.value()?.parse::<syn::Expr>()?;
                    }
                    Ok(())
                })?;
            }
            Ok(())
        });
    }
    found
}
