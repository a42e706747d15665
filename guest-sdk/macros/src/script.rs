//! `#[script]`: a function in, the function and an implementation of `Script` out. Looks at nothing but the function's own tokens.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Error, FnArg, Item, ItemFn, Result, ReturnType, Type};

/// The whole expansion.
pub(crate) fn expand(options: TokenStream, item: TokenStream) -> Result<TokenStream> {
    if !options.is_empty() {
        return Err(Error::new_spanned(options, "`#[script]` takes no options"));
    }
    let function = match syn::parse2(item)? {
        Item::Fn(function) => function,
        other => return Err(Error::new_spanned(other, "`#[script]` goes on an `async fn`")),
    };
    check(&function)?;
    let script = implementation(&function)?;
    Ok(quote! {
        // In a crate that is a library it is only what the component exports that calls it.
        #[allow(dead_code)]
        #function
        #script
    })
}

fn check(function: &ItemFn) -> Result<()> {
    let signature = &function.sig;
    let refused: Option<(&dyn ToTokens, &str)> = if let Some(token) = &signature.constness {
        Some((token, "a script can't be `const`"))
    } else if let Some(token) = &signature.unsafety {
        Some((token, "a script can't be `unsafe`: its host calls it"))
    } else if let Some(token) = &signature.abi {
        Some((token, "a script is a plain Rust function: drop the ABI"))
    } else if signature.asyncness.is_none() {
        Some((&signature.fn_token, "a script is an `async fn`: it awaits its calls"))
    } else if !signature.generics.params.is_empty() {
        Some((&signature.generics, "a script can't be generic: its host passes JSON"))
    } else {
        signature.inputs.iter().nth(1).map(|second| {
            let second: &dyn ToTokens = second;
            (second, "a script has one input: make it a struct with several fields")
        })
    };
    match refused {
        Some((tokens, message)) => Err(Error::new_spanned(tokens, message)),
        None => Ok(()),
    }
}

fn implementation(function: &ItemFn) -> Result<TokenStream> {
    let ItemFn { vis, sig, .. } = function;
    let ident = &sig.ident;
    let gates: Vec<&Attribute> = function.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect();
    let call = match sig.inputs.first() {
        None => quote! {{
            let _ = input;
            #ident().await
        }},
        Some(input) => {
            let ty = input_type(input)?;
            let input = quote_spanned!(ty.span()=> ::toolgate_guest::__private::script_input::<#ty>(input)?);
            quote!(#ident(#input).await)
        }
    };
    let answer = answer(&sig.output)?;

    Ok(quote! {
        #(#gates)*
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #vis enum #ident {}

        #(#gates)*
        const _: () = {
            impl ::toolgate_guest::script::Script for #ident {
                async fn run(
                    input: &str,
                ) -> ::core::result::Result<::std::string::String, ::toolgate_guest::script::ScriptFailure> {
                    let output = #call;
                    #answer
                }
            }

            #[cfg(target_family = "wasm")]
            #[allow(unsafe_code, reason = "the exports of a component are raw functions")]
            const _: () = {
                type Exported = ::toolgate_guest::__private::ExportedScript<#ident>;
                ::toolgate_guest::script::bindings::export!(
                    Exported with_types_in ::toolgate_guest::script::bindings
                );
            };
        };
    })
}

fn input_type(input: &FnArg) -> Result<&Type> {
    let input = match input {
        FnArg::Typed(input) => input,
        FnArg::Receiver(receiver) => {
            return Err(Error::new(receiver.span(), "a script is a function of its own: it can't take `self`"));
        }
    };
    match &*input.ty {
        Type::Reference(reference) => Err(Error::new(
            reference.and_token.span(),
            "a script owns its input: use `String` for `&str`, `Vec<T>` for `&[T]`, `T` for `&T`",
        )),
        Type::ImplTrait(ty) => Err(Error::new(ty.span(), "a script's input has one type: name it")),
        ty => Ok(ty),
    }
}

/// The code that turns `output` into what `run` returns.
fn answer(output: &ReturnType) -> Result<TokenStream> {
    let ty = match output {
        ReturnType::Default => return Ok(quote!(::toolgate_guest::__private::script_result(&output))),
        ReturnType::Type(_, ty) => ty,
    };
    match &**ty {
        Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Result") => {
            Ok(quote_spanned! {ty.span()=>
                match output {
                    ::core::result::Result::Ok(value) => ::toolgate_guest::__private::script_result(&value),
                    ::core::result::Result::Err(error) => {
                        #[allow(unused_imports, reason = "one of them is the error's")]
                        use ::toolgate_guest::__private::{ByContent as _, ByDisplay as _, ByError as _};
                        ::toolgate_guest::__private::check_error(&error);
                        ::core::result::Result::Err((&&&::toolgate_guest::__private::Thrown(error)).failure())
                    }
                }
            })
        }
        ty => Ok(quote_spanned!(ty.span()=> ::toolgate_guest::__private::script_result(&output))),
    }
}
