//! What a plugin does before its first call: its build instantiates it, calls an export that [`before!`] makes, and ships a copy
//! of the instance as it is then. Tables that take milliseconds to read are there at once in every call, since an instance
//! begins with its pages shared. It holds no state of its own.
//!
//! A plugin that uses it says `preinit: true` in the guests' table of `xtask`. Nothing outside is there at that time: a clock or
//! random numbers would trap, and would be the same in every call.

/// The bindings of world `snapshot`, generated, and nothing else.
#[cfg(target_family = "wasm")]
#[doc(hidden)]
#[allow(unsafe_code, missing_docs, unreachable_pub, clippy::all, reason = "generated; the canonical ABI is raw")]
pub mod bindings {
    wit_bindgen::generate!({
        inline: "
            package toolgate:snapshot;

            /// A component that is copied after its start, by the function that prepares a script's engine as well.
            world snapshot {
                /// Prepares it. The argument is empty.
                export load: func(source: string);
            }
        ",
        pub_export_macro: true,
    });
}

/// Says which function, of no arguments, runs before the snapshot is taken. Once per plugin, in its root.
#[macro_export]
macro_rules! before {
    ($function:path) => {
        #[cfg(target_family = "wasm")]
        #[allow(unsafe_code, reason = "the exports of a component are raw functions")]
        const _: () = {
            struct Prepared;

            impl $crate::bindings::Guest for Prepared {
                fn load(_: ::std::string::String) {
                    $function();
                }
            }

    $crate::bindings::export!(Prepared with_types_in $crate::bindings);
        };
    };
}
