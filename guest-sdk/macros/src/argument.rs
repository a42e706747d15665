//! One argument of a tool: from what stands in the function's signature to a field of the struct that is deserialised. It
//! takes away the attributes that a function may not carry, and leaves everything else in place.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, FnArg, LitStr, Pat, Result, Token, Type};

/// An argument, read.
pub(crate) struct Argument {
    /// Its name; `None` for a pattern, which only an argument with `flatten` may be.
    pub(crate) name: Option<Ident>,
    /// Its type, owned.
    pub(crate) ty: Type,
    /// Where `#[tool(flatten)]` stands, if it does.
    pub(crate) flatten: Option<proc_macro2::Span>,
    default: Option<Default>,
    rename: Option<LitStr>,
    /// Doc comments, and the attributes of serde and schemars.
    passed_on: Vec<Attribute>,
}

enum Default {
    OfType,
    Expression(Box<Expr>),
}

impl Argument {
    /// Reads the argument, and strips from it what is ours.
    pub(crate) fn take(argument: &mut FnArg) -> Result<Self> {
        let argument = match argument {
            FnArg::Receiver(receiver) => {
                return Err(Error::new_spanned(receiver, "a tool is a function of its own: it can't take `self`"));
            }
            FnArg::Typed(argument) => argument,
        };
        check_type(&argument.ty)?;
        let mut read = Argument {
            name: None,
            ty: (*argument.ty).clone(),
            flatten: None,
            default: None,
            rename: None,
            passed_on: Vec::new(),
        };
        for attribute in std::mem::take(&mut argument.attrs) {
            if attribute.path().is_ident("tool") {
                read.options(&attribute)?;
            } else if ["doc", "serde", "schemars"].iter().any(|ours| attribute.path().is_ident(ours)) {
                read.passed_on.push(attribute);
            } else {
                argument.attrs.push(attribute);
            }
        }
        read.name = name(&argument.pat, read.flatten.is_some())?;
        Ok(read)
    }

    fn options(&mut self, attribute: &Attribute) -> Result<()> {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("flatten") {
                self.flatten = Some(meta.path.span());
            } else if meta.path.is_ident("name") {
                self.rename = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("default") {
                self.default = Some(match meta.input.peek(Token![=]) {
                    true => Default::Expression(Box::new(meta.value()?.parse()?)),
                    false => Default::OfType,
                });
            } else if meta.path.is_ident("description") {
                return Err(meta.error("an argument's description is its doc comment: write `/// ..` above it"));
            } else {
                return Err(meta.error("not an option of an argument: use `default`, `name` or `flatten`"));
            }
            Ok(())
        })?;
        match self.flatten {
            Some(span) if self.default.is_some() || self.rename.is_some() => {
                Err(Error::new(span, "`flatten` goes alone: give defaults and names in the struct, by `#[serde(..)]`"))
            }
            _ => Ok(()),
        }
    }

    /// The field of the arguments' struct, and the function that makes its default.
    pub(crate) fn field(&self, name: &Ident) -> (TokenStream, TokenStream) {
        let Argument { ty, passed_on, .. } = self;
        let rename = self.rename.as_ref().map(|rename| quote!(#[serde(rename = #rename)]));
        let (default, function) = match &self.default {
            None => (None, TokenStream::new()),
            Some(Default::OfType) => (Some(quote!(#[serde(default)])), TokenStream::new()),
            Some(Default::Expression(value)) => {
                let function = format_ident!("__default_of_{}", name);
                let path = function.to_string();
                (Some(quote!(#[serde(default = #path)])), quote!(fn #function() -> #ty { #value }))
            }
        };
        (quote!(#(#passed_on)* #rename #default #name: #ty), function)
    }
}

fn name(pattern: &Pat, flatten: bool) -> Result<Option<Ident>> {
    match pattern {
        Pat::Ident(pattern) if pattern.by_ref.is_none() && pattern.subpat.is_none() => Ok(Some(pattern.ident.clone())),
        _ if flatten => Ok(None),
        Pat::Wild(pattern) => Err(Error::new_spanned(pattern, "name the argument: its name is what a caller writes")),
        pattern => Err(Error::new_spanned(
            pattern,
            "a tool's argument is a plain name; for a struct whose fields are the arguments write `#[tool(flatten)]` before it",
        )),
    }
}

fn check_type(ty: &Type) -> Result<()> {
    match ty {
        Type::Reference(reference) => Err(Error::new(
            reference.and_token.span(),
            "a tool owns its arguments: use `String` for `&str`, `Vec<T>` for `&[T]`, `T` for `&T`",
        )),
        Type::ImplTrait(ty) => {
            Err(Error::new_spanned(ty, "a tool's argument has one type, so that it has a schema: name it"))
        }
        _ => Ok(()),
    }
}
