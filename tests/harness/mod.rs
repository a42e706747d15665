//! What the tests are made with: cases out of folders, the command line as a bounded process, comparison with a diff.

mod browser;
mod case;
mod collector;
mod compare;
mod process;
mod server;

pub(crate) use browser::Browser;
pub(crate) use case::cases;
pub(crate) use collector::Rotel;
pub(crate) use compare::differences;
pub(crate) use process::{Ended, Toolgate};
pub(crate) use server::{Authority, Server, TOGETHER};

use std::path::{Path, PathBuf};

use libtest_mimic::Trial;

/// A test that is a function: it fails by panicking.
pub(crate) fn test(name: &str, body: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || {
        body();
        Ok(())
    })
}

/// Names each function's test after the module and itself.
#[macro_export]
macro_rules! tests {
    ($($name:ident),* $(,)?) => {
        pub(crate) fn trials() -> Vec<libtest_mimic::Trial> {
            let module = module_path!().trim_start_matches(concat!(env!("CARGO_CRATE_NAME"), "::"));
            vec![$($crate::harness::test(&format!("{}::{}", module, stringify!($name)), $name)),*]
        }
    };
}

/// The checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// A finished guest of `target/guests`.
pub(crate) fn guest(name: &str) -> PathBuf {
    let path = root().join("target/guests").join(format!("{name}.wasm"));
    assert!(path.is_file(), "{} is not built: run `cargo xtask guests` first", path.display());
    path
}

/// Scratch that outlives the tests: the compile cache is shared by all of them.
pub(crate) fn cache_home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

/// Compiles the Python engine into the tests' cache, where it is not yet: it takes longer than any test may.
pub(crate) fn compile_python() {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio.block_on(async {
        let cache = cache_home().join("toolgate");
        let runtime = toolgate::Runtime::builder().cache_dir(Some(cache)).build().await.unwrap();
        runtime.warm(toolgate::Language::Python).await.unwrap();
    });
}

/// The tests of what judges the other tests.
pub(crate) fn self_tests() -> Vec<Trial> {
    let mut trials = compare::trials();
    trials.extend(case::trials());
    trials.extend(process::trials());
    trials
}
